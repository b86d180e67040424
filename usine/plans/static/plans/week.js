// « Ma semaine »: each action by one key, without leaving the page. Every key is that of a button,
// which works without this; they are listened to inside the list only.
import { ask, GESTURE, tell, token } from "./sending.js";

const form = document.querySelector("[data-week]");
const counter = document.querySelector("[data-count]");
const rest = document.querySelector("[data-rest]");
// What « z » undoes, the latest last.
const undos = [];
// Gestures are sent one after the other, in the order of the keys.
let sent = Promise.resolve();
let started = 0;

const rows = () => [...form.querySelectorAll("tbody tr")];
const isWaiting = (row) => !row.hasAttribute("aria-busy") && row.querySelector("button");

function spent() {
  const seconds = Math.round((Date.now() - started) / 1000);
  const minutes = Math.floor(seconds / 60);
  return minutes ? `${minutes} min ${String(seconds % 60).padStart(2, "0")}` : `${seconds} s`;
}

function count() {
  const all = rows();
  const done = all.filter((row) => !row.querySelector("button")).length;
  counter.textContent = `${done} sur ${all.length}, ${spent()}`;
  if (done < all.length) return;
  if (rest.hidden) rest.textContent = "Tout est à jour.";
  rest.hidden = false;
  (rest.querySelector("a") ?? rest).focus();
}

function send(address, body) {
  body.set("csrfmiddlewaretoken", token(form));
  for (const name of ["retour", "lieux"]) {
    if (form.elements[name]) body.set(name, form.elements[name].value);
  }
  return ask(address, { method: "POST", body }, GESTURE);
}

function queue(act) {
  sent = sent.then(act);
}

// Goes to an action: its first button, which a whole line surrounds.
function focus(row) {
  row?.querySelector("button, a")?.focus();
  row?.scrollIntoView({ block: "nearest" });
}

function beside(row, step) {
  const all = rows();
  return all[all.indexOf(row) + step];
}

// The next action that waits, from this one on, then from the top.
function following(row) {
  const all = rows();
  const at = all.indexOf(row) + 1;
  return [...all.slice(at), ...all.slice(0, at)].find(isWaiting);
}

function act(button) {
  const row = button.closest("tr");
  if (!isWaiting(row)) return;
  started ||= Date.now();
  row.setAttribute("aria-busy", "true");
  const body = new FormData();
  if (button.name) body.set(button.name, button.value);
  focus(following(row));
  queue(async () => {
    const answer = await send(button.formAction, body);
    if (answer.row) replace(answer);
    else refuse(row, answer.message);
  });
}

function refuse(row, why) {
  row.removeAttribute("aria-busy");
  tell(`${row.querySelector("th").textContent.trim()}\u00a0: ${why}`);
  focus(row);
}

function replace(answer) {
  const holder = document.createElement("template");
  holder.innerHTML = `<table><tbody>${answer.row}</tbody></table>`;
  const row = holder.content.querySelector("tr");
  document.getElementById(row.id).replaceWith(row);
  if (answer.undo) undos.push(answer.undo);
  tell(answer.message, answer.undo && (() => queue(takeBack)), "z");
  count();
  return row;
}

async function takeBack() {
  const address = undos.pop();
  if (!address) {
    tell("Rien à annuler.");
    return;
  }
  const answer = await send(address, new FormData());
  if (answer.row) focus(replace(answer));
  else tell(answer.message);
}

function onKey(event) {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const row = event.target.closest("tr");
  if (event.key === "z") queue(takeBack);
  else if (event.key === "Escape") document.activeElement.blur();
  else if (event.key === "j" || event.key === "k") focus(beside(row, event.key === "j" ? 1 : -1));
  else {
    const button = row?.querySelector(`[aria-keyshortcuts="${event.key}"]`);
    if (!button) return;
    act(button);
  }
  event.preventDefault();
}

// Ctrl+Z does it wherever one is, as in the other views of a plan.
function onUndo(event) {
  const isUndo = (event.ctrlKey || event.metaKey) && !event.shiftKey && event.key === "z";
  if (!isUndo || event.target.matches?.("input, select, textarea")) return;
  event.preventDefault();
  queue(takeBack);
}

if (form) {
  document.addEventListener("keydown", onUndo);
  form.addEventListener("keydown", onKey);
  rest.addEventListener("keydown", onKey);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    act(event.submitter);
  });
  // Back from the page of an action, its line; else the first one. The browser, which goes to the
  // line of the address, takes the focus away until the page is loaded.
  const first = () => focus(form.querySelector("tr:target") ?? rows()[0]);
  addEventListener("load", () => setTimeout(first));
}
