// The table of a plan, edited where its cells stand. Every cell is a link to a form, which works
// without this; here the form opens in the cell, and is sent without leaving the page.
import * as ahead from "./ahead.js";
import { formOf, typed } from "./requests.js";
import { ask, OPENING, tell } from "./sending.js";
import { fold } from "./folding.js";
import { preview } from "./pasting.js";
import { again, fill, put, rowOf } from "./putting.js";
import { say } from "./saying.js";
import { at, beyond, focus, following, form, place, rove, rows, settle, sheetOf, stopIn, STOPS, textOf } from "./stops.js";
import * as undos from "./undos.js";

// The cell that is open: its link, its form, what is being sent; `row` is its row as the server
// has it, `standing` the value that it was served with, `refused` the one that was not saved.
let open = null;
// Whether the lines changed on the server while a cell was open; whether Tab leaves the table; whether a
// gesture or an undo is being sent.
let isStale = false;
let isActing = false;
let isLeaving = false;
// What a click acts on.
const ACTIVE = "a, button, input, select, textarea, label, summary";
// Where Ctrl+Z is the browser's own.
const TYPED = "input:not([type=checkbox]), textarea, select";

// Whether what is typed waits: for the form of a cell, or for what became of it.
const isBusy = () => isActing || Boolean(open && (!open.field || open.sending));

// Does what was typed meanwhile, one stroke after another.
function catchUp() {
  const stroke = isBusy() ? null : ahead.next(catchUp);
  if (!stroke) return;
  const event = { ...stroke, preventDefault() {} };
  if (open) {
    if (stroke.text) fill(open.field, stroke.text);
    open.isTyped = true;
    if (stroke.key) onKeyInside(event);
  } else {
    const stop = form.querySelector("tr[id] [tabindex='0']");
    const link = editedAt(stop);
    if (stroke.text && link) {
      ahead.giveBack(stroke);
      edit(link);
    } else onKeyAt(stop, event);
  }
  catchUp();
}

// Opens a cell, then acts on it; another may be opened meanwhile.
async function edit(link, act) {
  if (open?.field) return;
  const menu = link.closest("[popover]");
  if (menu && !menu.matches(":popover-open")) menu.showPopover();
  const cell = link.parentElement;
  const opening = { link, cell, place: place(link), seen: textOf(cell) };
  open = opening;
  const answer = await ask(formOf(link), {}, OPENING);
  if (open !== opening) return;
  if (!answer.form) {
    open = null;
    ahead.clear();
    tell(answer.message);
    focus(stopIn(cell) ?? link);
    return;
  }
  const { column } = open.place;
  const now = link.matches(".cell") ? textOf(rowOf(answer.row).cells[column]) : open.seen;
  if (now !== open.seen) open.moved = now;
  show(answer);
  open.standing = open.field.value;
  act?.();
  catchUp();
}

// Empties the open cell; one that may not be empty says so.
function erase() {
  const { field } = open;
  if (field.dataset.kept) say(field, field.dataset.kept);
  else {
    field.value = "";
    save(0, 0);
  }
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

// Why the open cell is not saved; its text stays, and is kept (`drafts.js`).
function complain({ message, isExpired }) {
  say(open.field, message, isExpired);
  open.refused = open.field.value;
  open.field.dispatchEvent(new Event("input", { bubbles: true }));
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
  if (open.sending) return false;
  if (isUntouched()) {
    leave(across, down);
    return true;
  }
  const from = open.place;
  const isSaved = await send();
  if (isSaved) focus(beyond(from, across, down));
  catchUp();
  return isSaved;
}

// Somebody wrote there since the page was read: the text is sent once one knows.
async function meet() {
  await null;
  const { moved } = open;
  open.moved = undefined;
  open.sending = null;
  ahead.clear();
  complain({ message: `Entre-temps, la valeur est devenue «\u00a0${moved || "–"}\u00a0». Entrée garde la vôtre, Échap garde celle-ci.` });
  return false;
}

// Sends the open cell, once; returns whether it is saved.
const send = () => (open.sending ??= sent());

async function sent() {
  if (open.moved !== undefined) return meet();
  const answer = await ask(open.link.href, typed(open.cell));
  open.sending = null;
  // What is typed ahead of a refusal is not for it.
  if (answer.form || !answer.row) ahead.clear();
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

// A click elsewhere saves the open cell, then acts. What was refused is left, and offered again.
async function onClickElsewhere(event) {
  if (!open?.field || open.cell.contains(event.target)) return;
  const thing = event.target.closest(ACTIVE);
  const { row } = open.place;
  event.preventDefault();
  event.stopPropagation();
  if (!open.sending && isUntouched()) {
    forget();
    close();
  } else if (!open.sending && open.field.value === open.refused) {
    close();
    document.dispatchEvent(new CustomEvent("unsaved"));
  } else if (!(await send())) return;
  const target = again(thing, row);
  target?.focus({ preventScroll: true });
  target?.click();
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
function act(button) {
  const sent = typed();
  if (button.name) sent.body.set(button.name, button.value);
  return once(button.formAction, sent, place(button).column);
}

function takeBack() {
  if (isActing || !undos.hasAny()) return;
  const { address, column } = undos.pop();
  once(address, typed(), column, { undo: null });
}

// Sends one thing at a time, and goes to the cell of its row where it shows.
async function once(address, sent, column, besides) {
  if (isActing) return;
  isActing = true;
  const answer = await ask(address, sent);
  isActing = false;
  if (answer.row) focus(stopIn(replace({ ...answer, ...besides }, column).cells[column]));
  else tell(answer.message);
  catchUp();
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
  if (isBusy()) {
    ahead.take(event);
    return;
  }
  if (open?.cell.contains(event.target)) {
    onKeyInside(event);
    return;
  }
  const stop = event.target.closest?.(STOPS);
  if (stop && form.contains(stop)) onKeyAt(stop, event);
}

// The cell that one edits from a stop: that of a reference, which opens the sheet, stands beside it.
const editedAt = (stop) => stop && (stop.matches(".cell") ? stop : stop.parentElement.querySelector(".cell--beside"));

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
  } else if (link && ahead.ERASING.test(event.key)) {
    event.preventDefault();
    if (textOf(link.parentElement)) edit(link, erase);
  } else if (event.key === " " && stop.matches("a")) {
    event.preventDefault();
    sheetOf(stop.closest("tr")).click();
  } else if (link && (event.key.length === 1 || event.key === "Dead")) {
    edit(link);
    ahead.take(event);
  }
}

function onKeyInside(event) {
  // A letter typed on a list goes to a choice, which Enter or Tab then saves.
  open.isTyped = true;
  // What a refusal or a hint leads to is reached by Tab, then opened.
  const link = open.cell.querySelector(".cell-form a");
  if (event.target === link && event.key === "Enter") return;
  if (link && event.target !== link && event.key === "Tab" && !event.shiftKey) return;
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
  const link = editedAt(event.target.closest?.(STOPS));
  if (open || !link || !form.contains(link)) return;
  const text = event.clipboardData.getData("text/plain").replace(/[\r\n]+$/, "");
  if (!text) return;
  event.preventDefault();
  if (!/[\t\n\r]/.test(text)) edit(link, () => fill(open.field, text));
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
    if (!("gesture" in (event.submitter?.dataset ?? {}))) return;
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
