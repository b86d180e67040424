// The board of a plan: a card dragged to a column takes the step that its menu has for it.
// Nothing leaves the page: what it adds up is read again (`live.js`).
import { ask, tell, token } from "./sending.js";

const board = document.querySelector("[data-board]");
// What Ctrl+Z undoes, the latest last.
const undos = [];
// The card that is being dragged.
let dragged = null;

const column = (element) => element.closest("[data-status]");
const step = (card, status) => card.querySelector(`[data-target="${status}"]`);
const name = (section) => section.querySelector("h2").textContent.trim();

const forgive = () => board.querySelectorAll(".refused").forEach((each) => each.remove());

// Why a card stays where it is, said on it: of the last gesture only.
function refuse(card, text) {
  forgive();
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

function sent(names = {}) {
  const body = new FormData();
  for (const [name, value] of Object.entries(names)) body.set(name, value);
  body.set("retour", board.elements.retour.value);
  body.set("csrfmiddlewaretoken", token(board));
  return { method: "POST", body };
}

const announce = () => document.dispatchEvent(new Event("saved"));

// Takes the step of a button, its card in its new column at once.
async function take(button) {
  const card = button.closest("li");
  const answer = await ask(button.formAction, sent({ [button.name]: button.value }));
  if (!answer.row) {
    refuse(card, answer.message);
    return;
  }
  undos.push(answer.undo);
  const list = board.querySelector(`[data-status="${button.dataset.target}"] ul`);
  list.prepend(card);
  forgive();
  card.querySelector("button")?.focus();
  tell(answer.message, takeBack);
  announce();
}

async function takeBack() {
  forgive();
  const answer = await ask(undos.pop(), sent());
  tell(answer.message);
  announce();
}

// Steps of today are undone by a click; those of another day may move bilans, which a page lists.
function onSubmit(event) {
  const day = board.elements.effective_on;
  if (!event.submitter?.dataset.target || day?.value !== day?.defaultValue) return;
  event.preventDefault();
  event.submitter.closest("[popover]").hidePopover();
  take(event.submitter);
}

function onKey(event) {
  const isUndo = (event.ctrlKey || event.metaKey) && !event.shiftKey && event.key === "z";
  if (!isUndo || event.target.matches?.("input, select, textarea")) return;
  forgive();
  if (undos.length) {
    event.preventDefault();
    takeBack();
  } else if (!document.querySelector("main > [role=status] .undo")) tell("Rien à annuler.");
}

function makeDraggable() {
  for (const menu of board.querySelectorAll("li > .menu")) menu.parentElement.draggable = true;
}

function listen() {
  board.addEventListener("submit", onSubmit);
  document.addEventListener("keydown", onKey);
  document.addEventListener("renewed", makeDraggable);
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
  makeDraggable();
  listen();
  // What the server refused is said at the top of the page: the card says it too.
  const card = document.getElementById(location.hash.slice(1));
  const refusal = document.querySelector("main > [role='status'] .fr-alert--error p");
  if (card && refusal) refuse(card, refusal.textContent.trim());
}
