// The lines of a list that are ticked: all or none of the page at once, and how many.
const chosen = document.querySelector("[data-ticked]");
const boxes = () => [...document.querySelectorAll("[name=ligne]")];

function tell() {
  const count = boxes().filter((box) => box.checked).length;
  chosen.value = count ? `${count}\u00a0ligne${count > 1 ? "s" : ""}` : "aucune";
}

if (chosen) {
  document.addEventListener("change", tell);
  for (const link of document.querySelectorAll("[data-tick]")) {
    link.addEventListener("click", (event) => {
      event.preventDefault();
      for (const box of boxes()) box.checked = Boolean(link.dataset.tick);
      tell();
    });
  }
  tell();
}
