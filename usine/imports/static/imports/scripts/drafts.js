// What is typed or ticked in the preview of an import and not sent yet is kept while one goes from a
// tab to another, opens a row or sends something else: it is put back where its box is, and dropped
// once it is sent and not refused.
const unsent = document.querySelector("[data-unsent]");
const KEPT = `brouillon ${unsent?.dataset.unsent}`;
const CELL = "cellule:";
const BEFORE = "avant:";
let drafts = {};

function readDrafts() {
  try {
    return JSON.parse(sessionStorage.getItem(KEPT)) ?? {};
  } catch {
    return {};
  }
}

function isDrafted(control) {
  return (
    control.form?.getAttribute("method") === "post" &&
    control.matches("main :is(input, select, textarea)[name]:not([type=hidden], [name=onglet], [name=vu])")
  );
}

function valueOf(control) {
  if (control.type === "checkbox" || control.type === "radio") return control.checked;
  return control.value;
}

function valueBefore(control) {
  if (control.type === "checkbox" || control.type === "radio") return control.defaultChecked;
  if (control.type !== "select-one") return control.defaultValue;
  const options = [...control.options];
  return (options.find((option) => option.defaultSelected) ?? options[0])?.value;
}

// A row is named by its line, a question by its words: their numbers change with a new reading.
function keyOf(control) {
  if (control.name === "ligne") {
    return `ligne ${control.closest("tr").id} ${control.closest("label").textContent}`;
  }
  const question = control.closest("fieldset")?.querySelector("legend")?.textContent ?? "";
  const value = control.type === "radio" ? control.value : "";
  return [control.name, value, question].join(" ");
}

function draftedControls() {
  return [...document.querySelectorAll("main :is(input, select, textarea)")].filter(isDrafted);
}

function writeDrafts() {
  try {
    sessionStorage.setItem(KEPT, JSON.stringify(drafts));
  } catch {
    // Without storage, what is typed stays on this page alone.
  }
  const answers = Object.values(drafts).filter((draft) => draft.isAnswer && draft.value !== false);
  const count = answers.length;
  unsent.hidden = !count;
  const words = count > 1 ? "saisies ne sont pas encore envoyées" : "saisie n’est pas encore envoyée";
  unsent.textContent = `${count}\u00a0${words}.`;
}

function keep(control) {
  const key = keyOf(control);
  const value = valueOf(control);
  const before = valueBefore(control);
  delete drafts[key];
  if (value === before) return;
  const { name } = control;
  const isAnswer = name.startsWith(CELL) || control.type === "radio";
  drafts[key] = { name, value, before, isAnswer };
}

function keepAll() {
  draftedControls().forEach(keep);
  writeDrafts();
}

// The server may say already what was typed.
function putBack(control) {
  const draft = drafts[keyOf(control)];
  if (!draft) return;
  if (draft.value === valueBefore(control)) {
    delete drafts[keyOf(control)];
  } else if (typeof draft.value === "boolean") {
    control.checked = draft.value;
  } else {
    control.value = draft.value;
  }
}

function addHidden(form, name, value) {
  const input = document.createElement("input");
  Object.assign(input, { type: "hidden", name, value });
  form.append(input);
}

// The cells typed on other tabs go with those of this one.
function carryAlong(form) {
  const names = new Set([...form.elements].map((control) => control.name));
  for (const draft of Object.values(drafts)) {
    if (draft.name.startsWith(CELL) && !names.has(draft.name)) {
      addHidden(form, draft.name, draft.value);
      addHidden(form, BEFORE + draft.name.slice(CELL.length), draft.before);
    }
  }
}

// The answers are kept whichever button sends them; what is said of several rows waits for its own.
function isSpent(name, submitter, form) {
  const { name: asked, value } = submitter ?? {};
  const gives = asked === "donner" || (asked === "entree" && form.elements.valeur?.value);
  if (name === "ligne") return Boolean(gives || submitter?.closest(".chosen"));
  return name === (asked === "donnee" ? `valeur:${value}` : "") || (gives && /^(champ|valeur)$/.test(name));
}

function markSent(event) {
  const { target: form, submitter } = event;
  if (event.defaultPrevented || form.id !== "corrections") return;
  keepAll();
  carryAlong(form);
  for (const draft of Object.values(drafts)) {
    draft.isSent = draft.isAnswer || isSpent(draft.name, submitter, form);
  }
  writeDrafts();
}

if (unsent) {
  // What else was typed is kept when a button is refused: the page then tells both.
  const isRefused = document.querySelector(".fr-alert--error") && !document.querySelector(".fr-alert--success");
  for (const [key, draft] of Object.entries(readDrafts())) {
    if (isRefused || !draft.isSent) drafts[key] = { ...draft, isSent: false };
  }
  for (const control of draftedControls()) {
    control.form.dataset.drafted = "";
    putBack(control);
  }
  writeDrafts();
  document.addEventListener("input", (event) => {
    if (!isDrafted(event.target)) return;
    const { name, type, form } = event.target;
    // The other answers to the same question are no longer ticked.
    const same = type === "radio" ? [...form.elements[name]] : [event.target];
    same.forEach(keep);
    writeDrafts();
  });
  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-tick]")) keepAll();
  });
  document.addEventListener("submit", markSent);
}
