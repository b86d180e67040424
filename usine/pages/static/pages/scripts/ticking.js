// The lines of a list that are ticked: all or none of the page at once, and how many.
const chosen = document.querySelector("[data-ticked]");
const all = document.querySelector("[data-tick-all]");
const boxes = () => [...document.querySelectorAll("[name=ligne]")];

// The line that was ticked last: Shift ticks those between.
let last = null;

function tickBetween({ target, shiftKey }) {
  if (target.name !== "ligne") return;
  const every = boxes();
  if (shiftKey && last?.isConnected) {
    const [from, to] = [every.indexOf(last), every.indexOf(target)].sort((one, other) => one - other);
    for (const box of every.slice(from, to)) box.checked = target.checked;
  }
  last = target;
}

function tell() {
  const count = boxes().filter((box) => box.checked).length;
  chosen.value = count ? `${count}\u00a0ligne${count > 1 ? "s" : ""}` : "aucune";
}

if (chosen) {
  document.addEventListener("change", (event) => {
    // Those of a group that is folded are not seen.
    if (event.target === all) for (const box of boxes()) box.checked = all.checked && box.checkVisibility();
    tell();
  });
  document.addEventListener("click", tickBetween);
  if (all) all.hidden = false;
  for (const link of document.querySelectorAll("[data-tick]")) {
    link.addEventListener("click", (event) => {
      event.preventDefault();
      for (const box of boxes()) box.checked = Boolean(link.dataset.tick);
      tell();
    });
  }
  tell();
}
