// The table of a plan, edited where its cells stand. Every cell is a link to a form, which works
// without this; here the form opens in the cell, and is sent without leaving the page.
import { ask, tell, token } from "./sending.js";
import { fold } from "./folding.js";
import { preview } from "./pasting.js";
import { at, beyond, focus, following, form, place, rove, rows, settle, stopIn, STOPS } from "./stops.js";
import * as undos from "./undos.js";

// The cell that is open: its link, its form, what is being sent; `row` is its row as the server
// has it, `standing` the value that it was served with, `refused` the one that was not saved.
let open = null;
// Whether the lines changed on the server while a cell was open; whether Tab leaves the table.
let isStale = false;
let isLeaving = false;
// What a click acts on.
const ACTIVE = "a, button, input, select, textarea, label, summary";
// Where Ctrl+Z is the browser's own.
const TYPED = "input:not([type=checkbox]), textarea, select";

function typed(cell) {
  const body = new FormData();
  for (const field of cell?.querySelectorAll("[name]") ?? []) body.set(field.name, field.value);
  body.set("csrfmiddlewaretoken", token(form));
  body.set("retour", form.elements.retour.value);
  body.set("colonnes", form.dataset.columns);
  if (form.elements.ligne) body.set("cochables", "");
  return { method: "POST", body };
}

// The address of the form of a cell, which comes with its row.
function formOf(link) {
  const address = new URL(link.href);
  address.searchParams.set("colonnes", form.dataset.columns);
  if (form.elements.ligne) address.searchParams.set("cochables", "");
  return address;
}

// Opens a cell. What is typed before its form is there goes into it; another cell may be opened
// meanwhile.
async function edit(link, first = "") {
  if (open?.field) return;
  const menu = link.closest("[popover]");
  if (menu && !menu.matches(":popover-open")) menu.showPopover();
  const cell = link.parentElement;
  const opening = { link, cell, place: place(link), typed: first };
  open = opening;
  const answer = await ask(formOf(link), {});
  if (open !== opening) return;
  if (!answer.form) {
    open = null;
    tell(answer.message);
    return;
  }
  show(answer);
  open.standing = open.field.value;
  if (open.typed) fill(open.field, open.typed);
  if (open.then) save(...open.then);
}

// Shows the form over what the cell shows, which keeps its room.
function show(answer) {
  open.cell.querySelector(".cell-form")?.remove();
  open.cell.insertAdjacentHTML("beforeend", answer.form);
  open.cell.classList.add("open");
  open.field = open.cell.querySelector("[name=value]");
  open.row = answer.row;
  open.field.focus();
  open.field.select?.();
}

const folded = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

// Puts what was typed or pasted into a field: of a list, the first choice that begins so.
function fill(field, text) {
  if (field.tagName !== "SELECT") field.value = text;
  else if (text) {
    const choice = [...field.options].find((each) => folded(each.text).startsWith(folded(text)));
    if (choice) field.value = choice.value;
  }
}

// Says on the open cell why it is not saved; its text stays, and is kept (`drafts.js`).
function complain({ message, isExpired }) {
  open.cell.querySelector(".cell-error")?.remove();
  const line = document.createElement("p");
  line.className = "cell-error";
  line.setAttribute("role", "alert");
  line.append(message);
  if (isExpired) {
    const link = document.createElement("a");
    Object.assign(link, { href: "/connexion/", target: "_blank", rel: "noopener" });
    link.textContent = "Se reconnecter";
    link.title = "Se reconnecter – nouvelle fenêtre";
    line.append(" ", link);
  }
  open.field.after(line);
  open.refused = open.field.value;
  open.field.dispatchEvent(new Event("input", { bubbles: true }));
  open.field.focus();
}

// The open cell is saved, or given up: its text is a draft no more, even as its field goes away.
function forget() {
  delete open.cell.querySelector("[data-draft]").dataset.draft;
  document.dispatchEvent(new CustomEvent("settled", { detail: open.link.pathname }));
}

// Opens again a cell whose text was not saved.
async function resume({ target, detail: { before, value } }) {
  await edit(target);
  if (!open?.field) return;
  const { field } = open;
  if (field.tagName !== "SELECT" && field.defaultValue !== before) {
    tell(`Modifié entre-temps\u00a0: «\u00a0${field.defaultValue}\u00a0». Vérifiez avant d’enregistrer.`);
  }
  field.value = value;
}

const isUntouched = () => open.refused === undefined && open.field.value === open.standing;

// Shows again what the cell showed, or its row as it is by now.
function close() {
  const { cell, place, row } = open;
  open = null;
  cell.querySelector(".cell-form").remove();
  cell.classList.remove("open");
  if (cell.popover) cell.hidePopover();
  if (isStale) announce();
  const served = rowOf(row);
  if (served.textContent !== document.getElementById(place.row).textContent) put(served);
}

// Leaves the open cell, its text thrown away, for another one.
function leave(across, down) {
  const from = open.place;
  forget();
  close();
  focus(beyond(from, across, down));
}

// Saves the open cell. Returns whether that is done.
async function save(across, down) {
  if (open.isSent) return false;
  if (isUntouched()) {
    leave(across, down);
    return true;
  }
  const from = open.place;
  const isSaved = await send();
  if (isSaved) focus(beyond(from, across, down));
  return isSaved;
}

async function send() {
  open.isSent = true;
  const answer = await ask(open.link.href, typed(open.cell));
  open.isSent = false;
  if (answer.form) {
    show(answer);
    open.refused = open.field.value;
  } else if (answer.row) {
    forget();
    const { column } = open.place;
    open = null;
    replace(answer, column);
  } else complain(answer);
  return !open;
}

// What stands now where something stood in a row that was replaced.
function again(thing, row) {
  if (!thing || thing.isConnected) return thing;
  const all = document.getElementById(row)?.querySelectorAll(thing.tagName) ?? [];
  return [...all].find((each) => (thing.href ? each.href === thing.href : each.outerHTML === thing.outerHTML));
}

// A click elsewhere saves the open cell, then acts. What was refused is left, and offered again.
async function onClickElsewhere(event) {
  if (!open?.field || open.cell.contains(event.target)) return;
  const thing = event.target.closest(ACTIVE);
  const { row } = open.place;
  event.preventDefault();
  event.stopPropagation();
  if (isUntouched()) {
    forget();
    close();
  } else if (open.field.value === open.refused) {
    close();
    document.dispatchEvent(new CustomEvent("unsaved"));
  } else if (open.isSent || !(await send())) return;
  const target = again(thing, row);
  target?.focus({ preventScroll: true });
  target?.click();
}

function rowOf(fragment) {
  const holder = document.createElement("template");
  holder.innerHTML = `<table><tbody>${fragment}</tbody></table>`;
  return holder.content.querySelector("tr");
}

// Puts a row where it stood, ticked as it was; it may have left the list meanwhile.
function put(row) {
  const old = document.getElementById(row.id);
  if (!old) return;
  const [box, was] = [row, old].map((each) => each.querySelector("[name=ligne]"));
  if (box) box.checked = was.checked;
  const stop = old.querySelector("[tabindex='0']");
  settle(row);
  old.replaceWith(row);
  if (stop) rove(stopIn(row.cells[stop.closest("td, th").cellIndex]));
}

function replace(answer, column) {
  const row = rowOf(answer.row);
  put(row);
  if (answer.undo) undos.push({ address: answer.undo, column });
  tell(answer.message, answer.undo && takeBack);
  announce();
  return row;
}

// Something was saved: what the page adds up is read again (`live.js`).
function announce() {
  isStale = false;
  document.dispatchEvent(new Event("saved"));
}

// Shows the lines as the server lists them now, unless one is typing: then once that is done.
function renew(page) {
  if (open) {
    isStale = true;
    return;
  }
  const [head, fresh] = [form, page].map((each) => each.querySelector(".plan-table thead")?.textContent);
  if (head !== fresh) {
    location.reload();
    return;
  }
  const ticked = new Set([...form.querySelectorAll("[name=ligne]:checked")].map((box) => box.value));
  const active = document.activeElement.closest?.(STOPS);
  const stop = form.querySelector("tr[id] [tabindex='0']");
  const from = stop && place(stop);
  for (const body of form.querySelectorAll("tbody")) body.remove();
  form.querySelector("table").append(...page.querySelectorAll("[data-grid] tbody"));
  for (const box of form.querySelectorAll("[name=ligne]")) box.checked = ticked.has(box.value);
  form.dispatchEvent(new Event("change", { bubbles: true }));
  settle(form);
  fold();
  rove((from && at(from)) ?? stopIn(rows()[0]?.cells[0]));
  if (active) form.querySelector("tr[id] [tabindex='0']")?.focus({ preventScroll: true });
}

// A gesture of the menu of a line: a step, a confirmation.
async function act(button) {
  const sent = typed();
  if (button.name) sent.body.set(button.name, button.value);
  const answer = await ask(button.formAction, sent);
  if (!answer.row) tell(answer.message);
  else {
    const { column } = place(button);
    focus(stopIn(replace(answer, column).cells[column]));
  }
}

async function takeBack() {
  if (!undos.hasAny()) return;
  const { address, column } = undos.pop();
  const answer = await ask(address, typed());
  if (answer.row) focus(stopIn(replace({ ...answer, undo: null }).cells[column]));
  else tell(answer.message);
}

const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

// What saves the open cell, and where it goes then.
const LEAVING = { Enter: [0, 1], Tab: [1, 0] };

// Undoes the last cell of this page, else what it announces (`undoing.js`), else a cell of before.
function onUndo(event) {
  if (!undos.hasNew() && document.querySelector("main > [role=status] .undo")) return;
  event.preventDefault();
  if (undos.hasAny()) takeBack();
  else tell("Rien à annuler.");
}

function onKey(event) {
  if ((event.ctrlKey || event.metaKey) && event.key === "z") {
    if (!open && !event.target.matches?.(TYPED)) onUndo(event);
    return;
  }
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (open && !open.field) {
    event.preventDefault();
    if (event.key.length === 1) open.typed += event.key;
    else if (event.key === "Backspace") open.typed = open.typed.slice(0, -1);
    else if (LEAVING[event.key]) open.then = LEAVING[event.key];
    return;
  }
  if (open?.cell.contains(event.target)) {
    onKeyInside(event);
    return;
  }
  const stop = event.target.closest?.(STOPS);
  if (stop && form.contains(stop)) onKeyAt(stop, event);
}

// The cell that one edits from a stop: that of the title stands beside it.
const editedAt = (stop) => (stop.matches(".cell") ? stop : stop.parentElement.querySelector(".cell--beside"));

function onKeyAt(stop, event) {
  const link = editedAt(stop);
  const isOpening = event.key === "F2" || (event.key === "Enter" && link === stop);
  if (ARROWS[event.key]) {
    event.preventDefault();
    focus(at(place(stop), ...ARROWS[event.key]));
  } else if (event.key === "Escape") {
    isLeaving = true;
  } else if (event.key === "Tab" && !isLeaving && !document.querySelector(".acts > :popover-open")) {
    const next = following(place(stop), event.shiftKey ? -1 : 1);
    if (!next) return;
    event.preventDefault();
    focus(next);
  } else if (link && isOpening) {
    event.preventDefault();
    edit(link);
  } else if (link && event.key.length === 1 && event.key !== " ") {
    event.preventDefault();
    edit(link, event.key);
  }
}

function onKeyInside(event) {
  // A letter typed on a list goes to a choice, which Enter or Tab then saves.
  open.isTyped = true;
  if (event.key === "Escape") {
    event.preventDefault();
    leave(0, 0);
  } else if (LEAVING[event.key]) {
    event.preventDefault();
    const [across, down] = LEAVING[event.key];
    save(event.shiftKey ? -across : across, event.shiftKey ? -down : down);
  }
}

// What is pasted on a cell: one value goes into it, a column is previewed over the cells below.
function onPaste(event) {
  const link = event.target.closest?.("a.cell");
  if (open || !link || !form.contains(link)) return;
  const text = event.clipboardData.getData("text/plain").replace(/[\r\n]+$/, "");
  if (!text) return;
  event.preventDefault();
  if (!/[\t\n\r]/.test(text)) edit(link, text);
  else if (form.dataset.paste) preview(link, text);
}

if (form) {
  fold();
  const first = form.querySelector("a.cell:not(.cell--beside)");
  if (first) {
    settle(form);
    rove(first);
    document.addEventListener("keydown", onKey);
  }
  document.addEventListener("renewed", (event) => renew(event.detail));
  form.addEventListener("focusin", (event) => {
    const stop = event.target.closest(STOPS);
    if (!first || !stop) return;
    isLeaving = false;
    rove(stop);
  });
  form.addEventListener("submit", (event) => {
    if (!("gesture" in (event.submitter?.dataset ?? {}))) {
      undos.clear();
      return;
    }
    event.preventDefault();
    act(event.submitter);
  });
  document.addEventListener("paste", onPaste);
  document.addEventListener("click", onClickElsewhere, true);
  window.addEventListener("beforeunload", (event) => {
    if (open?.field && !isUntouched()) event.preventDefault();
  });
  form.addEventListener("resume", resume);
  form.addEventListener("click", (event) => {
    const link = event.target.closest("a.cell, a.cell-note");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    edit(link);
  });
  form.addEventListener("change", (event) => {
    if (event.target === open?.field && event.target.tagName === "SELECT" && !open.isTyped) save(0, 0);
  });
}
