// The board of a plan: a card dragged to a column takes the step that its menu has for it.
const board = document.querySelector("[data-board]");
// The card that is being dragged.
let dragged = null;

const column = (element) => element.closest("[data-status]");
const step = (card, status) => card.querySelector(`[data-target="${status}"]`);
const name = (section) => section.querySelector("h2").textContent.trim();

// Why a card stays where it is, said on it.
function refuse(card, text) {
  card.querySelector(".refused")?.remove();
  const reason = document.createElement("p");
  reason.className = "refused";
  reason.setAttribute("role", "alert");
  reason.textContent = text;
  card.append(reason);
}

function light(section) {
  for (const each of board.querySelectorAll("[data-status]")) each.classList.toggle("over", each === section);
}

function drop(card, section) {
  const button = step(card, section.dataset.status);
  if (button) board.requestSubmit(button);
  else refuse(card, `Aucune étape ne mène de «\u00a0${name(column(card))}\u00a0» à «\u00a0${name(section)}\u00a0».`);
}

function listen() {
  board.addEventListener("dragstart", (event) => {
    dragged = event.target.closest?.("li") ?? null;
    if (dragged) event.dataTransfer.effectAllowed = "move";
  });
  board.addEventListener("dragover", (event) => {
    const section = column(event.target);
    if (!dragged || !section) return;
    event.preventDefault();
    light(step(dragged, section.dataset.status) && section);
  });
  board.addEventListener("drop", (event) => {
    const section = column(event.target);
    if (!dragged || !section) return;
    event.preventDefault();
    if (section !== column(dragged)) drop(dragged, section);
  });
  board.addEventListener("dragend", () => {
    dragged = null;
    light(null);
  });
}

if (board) {
  for (const menu of board.querySelectorAll("li > .menu")) menu.parentElement.draggable = true;
  listen();
  // What the server refused is said at the top of the page: the card says it too.
  const card = document.getElementById(location.hash.slice(1));
  const refusal = document.querySelector("main > [role='status'] .fr-alert--error p");
  if (card && refusal) refuse(card, refusal.textContent.trim());
}
