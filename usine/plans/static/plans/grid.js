// The table of a plan, edited where its cells stand. Every cell is a link to a form, which works
// without this; here the form opens in the cell, and is sent without leaving the page.
const form = document.querySelector("[data-grid]");
const toast = document.querySelector("[data-toast]");
const LOST = "La connexion est perdue\u00a0: votre saisie est gardée, validez de nouveau.";
const EXPIRED = "Votre session a expiré\u00a0: votre saisie est gardée. Reconnectez-vous, puis validez de nouveau.";
// What Ctrl+Z undoes, the latest last.
const undos = [];
// The cell that is open: its link, what it showed, what is being sent.
let open = null;

const cellsOf = (row) => [...row.querySelectorAll("a.cell")];
const rows = () => [...form.querySelectorAll("tr[id]")];

function tell(text, undo) {
  toast.replaceChildren(text);
  toast.hidden = !text;
  if (!undo) return;
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = "Annuler (Ctrl+Z)";
  button.addEventListener("click", takeBack);
  toast.append(" ", button);
}

async function ask(address, sent) {
  let response;
  try {
    // What one typed is not saved as somebody else, who signed in in another tab.
    const headers = { "X-In-Place": "1", "X-Person": document.body.dataset.person };
    response = await fetch(address, { headers, ...sent });
  } catch {
    return { message: LOST };
  }
  if (response.redirected || response.headers.has("X-Session-Ended")) {
    return { message: EXPIRED, isExpired: true };
  }
  if (!response.headers.get("Content-Type")?.includes("json")) {
    return { message: `Le serveur a répondu ${response.status}\u00a0: votre saisie est gardée.` };
  }
  return response.json();
}

// The token of the session of now: signing in again, in another tab, made another one.
const token = () =>
  document.cookie.match(/(?:^|; )csrftoken=([^;]*)/)?.[1] ?? form.elements.csrfmiddlewaretoken.value;

function typed(cell) {
  const body = new FormData();
  for (const field of cell?.querySelectorAll("[name]") ?? []) body.set(field.name, field.value);
  body.set("csrfmiddlewaretoken", token());
  body.set("retour", form.elements.retour.value);
  body.set("colonnes", form.dataset.columns);
  if (form.elements.ligne) body.set("cochables", "");
  return { method: "POST", body };
}

// Only one link of the table is reached by Tab; arrows go to the others.
function focus(link) {
  if (!link) return;
  form.querySelector("a.cell[tabindex='0']")?.setAttribute("tabindex", "-1");
  link.setAttribute("tabindex", "0");
  link.focus();
}

// Where a link stands: its row and its rank among those that are edited there.
function place(link) {
  const row = link.closest("tr");
  return { row: row.id, column: cellsOf(row).indexOf(link) };
}

// The link at some cells of a place; rows that have none are passed over.
function at({ row, column }, across = 0, down = 0) {
  const all = rows();
  let index = all.findIndex((each) => each.id === row) + down;
  while (down && all[index] && !cellsOf(all[index])[column]) index += down;
  return all[index] && cellsOf(all[index])[column + across];
}

// Opens a cell. What is typed before its form is there goes into it.
async function edit(link, first = "") {
  if (open) return;
  const cell = link.parentElement;
  open = { link, cell, place: place(link), before: [...cell.childNodes], typed: first };
  const answer = await ask(link.href, {});
  if (!answer.form) {
    open = null;
    tell(answer.message);
    return;
  }
  const { typed, then } = open;
  show(answer.form);
  if (typed) fill(open.field, typed);
  if (then) save(...then);
}

function show(fragment) {
  open.cell.innerHTML = fragment;
  open.cell.classList.add("open");
  open.field = open.cell.querySelector("[name=value]");
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
  open.field.dispatchEvent(new Event("input", { bubbles: true }));
  open.field.focus();
}

// The cell of a link is saved, or given up.
const forget = (link) => document.dispatchEvent(new CustomEvent("settled", { detail: link.pathname }));

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

function close() {
  const { cell, before, link } = open;
  open = null;
  forget(link);
  cell.replaceChildren(...before);
  cell.classList.remove("open");
  focus(link);
}

// Saves the open cell, then goes to another one.
async function save(across, down) {
  if (!open || open.isSent) return;
  open.isSent = true;
  const { link, cell, place } = open;
  const answer = await ask(link.href, typed(cell));
  if (!open) return;
  open.isSent = false;
  if (answer.row) {
    forget(link);
    replace(answer);
    focus(at(place, across, down) ?? at(place));
  } else if (answer.form) {
    show(answer.form);
  } else complain(answer);
}

function replace(answer) {
  const holder = document.createElement("template");
  holder.innerHTML = `<table><tbody>${answer.row}</tbody></table>`;
  const row = holder.content.querySelector("tr");
  open = null;
  document.getElementById(row.id).replaceWith(row);
  settle(row);
  if (answer.undo) undos.push(answer.undo);
  tell(answer.message, answer.undo);
  return row;
}

async function takeBack() {
  const address = undos.pop();
  if (!address) return;
  const answer = await ask(address, typed());
  if (answer.row) focus(cellsOf(replace({ ...answer, undo: null }))[0]);
  else tell(answer.message);
}

function settle(part) {
  for (const link of part.querySelectorAll("a.cell")) link.setAttribute("tabindex", "-1");
}

const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

// What saves the open cell, and where it goes then.
const LEAVING = { Enter: [0, 1], Tab: [1, 0] };

function onKey(event) {
  if ((event.ctrlKey || event.metaKey) && event.key === "z" && !open) {
    event.preventDefault();
    takeBack();
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
  const link = event.target.closest?.("a.cell");
  if (!link || !form.contains(link)) return;
  if (ARROWS[event.key]) {
    event.preventDefault();
    focus(at(place(link), ...ARROWS[event.key]));
  } else if (event.key === "F2" || event.key === "Enter") {
    event.preventDefault();
    edit(link);
  } else if (event.key.length === 1 && event.key !== " ") {
    event.preventDefault();
    edit(link, event.key);
  }
}

function onKeyInside(event) {
  // A letter typed on a list goes to a choice, which Enter or Tab then saves.
  open.isTyped = true;
  if (event.key === "Escape") {
    event.preventDefault();
    close();
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

function preview(link, text) {
  const below = rows();
  const sent = document.createElement("form");
  sent.method = "post";
  sent.action = form.dataset.paste;
  const put = (name, value) => {
    const field = sent.appendChild(document.createElement("textarea"));
    field.name = name;
    field.value = value;
  };
  for (const name of ["csrfmiddlewaretoken", "retour"]) put(name, form.elements[name].value);
  put("colonne", link.pathname.split("/").at(-2));
  put("texte", text);
  for (const row of below.slice(below.indexOf(link.closest("tr")))) put("ligne", row.id.split("-")[1]);
  sent.hidden = true;
  document.body.append(sent);
  sent.submit();
}

if (form) {
  settle(form);
  form.querySelector("a.cell")?.setAttribute("tabindex", "0");
  document.addEventListener("keydown", onKey);
  document.addEventListener("paste", onPaste);
  form.addEventListener("resume", resume);
  form.addEventListener("click", (event) => {
    const link = event.target.closest("a.cell");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    edit(link);
  });
  form.addEventListener("change", (event) => {
    if (event.target === open?.field && event.target.tagName === "SELECT" && !open.isTyped) save(0, 0);
  });
}
