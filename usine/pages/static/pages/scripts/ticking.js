// The lines of a list that are ticked: all or none of the page at once, and how many.
const chosen = document.querySelector("[data-ticked]");
const all = document.querySelector("[data-tick-all]");
const boxes = () => [...document.querySelectorAll("[name=ligne]")];

function tell() {
  const count = boxes().filter((box) => box.checked).length;
  chosen.value = count ? `${count}\u00a0ligne${count > 1 ? "s" : ""}` : "aucune";
}

if (chosen) {
  document.addEventListener("change", (event) => {
    if (event.target === all) for (const box of boxes()) box.checked = all.checked;
    tell();
  });
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
