// The groups of the table of a plan are folded by a click on their names.
import { form } from "./stops.js";

const folded = new Set();

function show(button) {
  const isFolded = folded.has(button.textContent);
  button.setAttribute("aria-expanded", String(!isFolded));
  button.closest("tbody").classList.toggle("folded", isFolded);
}

function toggle({ currentTarget: button }) {
  if (!folded.delete(button.textContent)) folded.add(button.textContent);
  show(button);
}

// Makes their names buttons, and folds again those that were.
export function fold() {
  for (const name of form.querySelectorAll("[data-fold]")) {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = name.textContent;
    button.addEventListener("click", toggle);
    name.replaceChildren(button);
    show(button);
  }
}
