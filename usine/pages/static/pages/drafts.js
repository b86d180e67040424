// What is typed in a form that bears `data-draft` is kept in the browser until it is saved: a lost
// network, a session that ends or a closed tab lose nothing. Kept under the person and the address,
// for a week, as what one saw and what one typed instead, field by field; never a secret or a file.
// Signing out forgets it.
const PREFIX = "saisie:";
const WEEK = 7 * 24 * 3600 * 1000;
// In this tab: the page whose form was just sent and the key of its draft, until the next page says
// what came of it.
const SENT = "saisie-envoyee";
const NOT_TYPED = ["hidden", "password", "file", "submit", "button"];
const person = document.body.dataset.person;

const keyOf = (address) => `${PREFIX}${person}:${address}`;
const addressOf = (holder) => holder.dataset.draft || location.pathname;

function read(key) {
  try {
    return JSON.parse(localStorage.getItem(key));
  } catch {
    return null;
  }
}

// A browser may refuse to keep anything: one then types as before.
function write(key, draft) {
  try {
    localStorage.setItem(key, JSON.stringify(draft));
  } catch {
    localStorage.removeItem(key);
  }
}

const keys = () => Object.keys(localStorage).filter((key) => key.startsWith(PREFIX));
const typable = (holder) =>
  [...holder.querySelectorAll("[name]")].filter((field) => !NOT_TYPED.includes(field.type));
const isTick = (field) => field.type === "checkbox" || field.type === "radio";
const nameOf = (field) => (isTick(field) ? `${field.name}=${field.value}` : field.name);
const valueOf = (field) => {
  if (isTick(field)) return field.checked;
  return field.multiple ? [...field.selectedOptions].map((each) => each.value) : field.value;
};

// What the page showed before anything was typed.
function served(field) {
  if (isTick(field)) return field.defaultChecked;
  if (field.tagName !== "SELECT") return field.defaultValue;
  const chosen = [...field.options].filter((each) => each.defaultSelected).map((each) => each.value);
  return field.multiple ? chosen : (chosen[0] ?? field.options[0]?.value ?? "");
}

const same = (one, other) => JSON.stringify(one) === JSON.stringify(other);

function keep(holder) {
  const key = keyOf(addressOf(holder));
  // A form served again with its errors shows what was typed: what one saw is what was kept first.
  const first = new Map(read(key)?.fields);
  const fields = typable(holder)
    .map((field) => [nameOf(field), first.get(nameOf(field)) ?? served(field), valueOf(field)])
    .filter(([, before, typed]) => !same(before, typed));
  if (fields.length) write(key, { at: Date.now(), fields });
  else localStorage.removeItem(key);
}

function fill(field, value) {
  if (isTick(field)) field.checked = value;
  else if (field.multiple) for (const each of field.options) each.selected = value.includes(each.value);
  else field.value = value;
  field.dispatchEvent(new Event("input", { bubbles: true }));
}

// Puts a draft back. Returns the labels of the fields that somebody changed since it was typed.
function resume(form, draft) {
  const typed = new Map(draft.fields.map(([name, before, value]) => [name, { before, value }]));
  const moved = [];
  for (const field of typable(form)) {
    const kept = typed.get(nameOf(field));
    if (!kept) continue;
    if (!same(kept.before, served(field))) moved.push(field.labels?.[0]?.firstChild.textContent.trim());
    fill(field, kept.value);
  }
  return moved.filter(Boolean);
}

function button(label, act) {
  const made = document.createElement("button");
  made.type = "button";
  made.className = "fr-btn fr-btn--sm fr-btn--secondary";
  made.textContent = label;
  made.addEventListener("click", act);
  return made;
}

function notice(text, ...acts) {
  const made = document.createElement("div");
  made.className = "fr-alert fr-alert--info fr-alert--sm fr-mb-2w fr-no-print";
  made.setAttribute("role", "status");
  const line = made.appendChild(document.createElement("p"));
  line.textContent = text;
  const row = made.appendChild(document.createElement("div"));
  row.className = "steps";
  row.append(...acts);
  return made;
}

// "28 novembre 2026 à 8 h 05", as pages write it.
function when(at) {
  const moment = new Date(at);
  const minutes = String(moment.getMinutes()).padStart(2, "0");
  const day = moment.toLocaleDateString("fr-FR", { dateStyle: "long" });
  return `${day} à ${moment.getHours()}\u00a0h\u00a0${minutes}`;
}

// Offers to go on, or to throw away.
function offer(place, draft, { what = "une saisie", go, drop }) {
  const told = notice(
    `Vous aviez commencé ${what} le ${when(draft.at)}\u00a0: rien n’en est enregistré.`,
    button("Reprendre", () => {
      const moved = go();
      if (moved?.length) {
        told.replaceChildren(
          `Votre saisie est reprise. Modifié entre-temps par quelqu’un\u00a0: ${moved.join(", ")}. Vérifiez avant d’enregistrer.`,
        );
      } else told.remove();
    }),
    button("Jeter", () => {
      drop();
      told.remove();
    }),
  );
  place.before(told);
  return told;
}

function offerForm(form) {
  const key = keyOf(addressOf(form));
  const draft = read(key);
  const isThere = draft?.fields.every(([name, , value]) =>
    typable(form).some((field) => nameOf(field) === name && same(valueOf(field), value)),
  );
  if (!draft || isThere) {
    // What was typed before this script was there.
    if (typable(form).some((field) => !same(served(field), valueOf(field)))) keep(form);
    return;
  }
  offer(form, draft, {
    go: () => resume(form, draft),
    drop: () => localStorage.removeItem(key),
  });
}

// "« Porteur » de « 1.01 Crèche »", as the table names its columns and its rows.
function nameOfCell(link) {
  const column = link.dataset.label ?? link.closest("td, th").dataset.label ?? "Intitulé";
  const row = link.closest("tr").querySelector("th a").textContent.trim();
  return `«\u00a0${column}\u00a0» de «\u00a0${row}\u00a0»`;
}

let offered = null;

const hasText = (link) => read(keyOf(link.pathname))?.fields.some(([name]) => name === "value");

// The cells of a table whose text was not saved, one at a time: the table opens it again.
function offerCells(table) {
  offered?.remove();
  const links = [...table.querySelectorAll(":not(.open) > :is(a.cell, a.cell-note)")].filter(hasText);
  const [link, ...others] = new Map(links.map((each) => [each.pathname, each])).values();
  if (!link) return;
  const key = keyOf(link.pathname);
  const draft = read(key);
  const more = others.length ? `, et ${others.length} autre${others.length > 1 ? "s" : ""},` : "";
  offered = offer(document.querySelector("[data-toast]"), draft, {
    what: nameOfCell(link) + more,
    go: () => {
      const [, before, value] = draft.fields.find(([name]) => name === "value");
      link.dispatchEvent(new CustomEvent("resume", { bubbles: true, detail: { before, value } }));
    },
    drop: () => {
      localStorage.removeItem(key);
      offerCells(table);
    },
  });
}

const offerTables = () => document.querySelectorAll("[data-grid]").forEach(offerCells);

// The form that was just sent is saved when its answer led here, and this page is no failure.
function settle() {
  const sent = sessionStorage.getItem(SENT);
  sessionStorage.removeItem(SENT);
  const [page] = performance.getEntriesByType("navigation");
  const isAnswer = page?.redirectCount > 0 && !(page.responseStatus >= 400);
  const [from, key] = JSON.parse(sent) ?? [];
  const isFromThere = document.referrer && new URL(document.referrer).pathname === from;
  if (isAnswer && isFromThere) localStorage.removeItem(key);
}

function forgetOld() {
  for (const key of keys()) if (!(Date.now() - read(key)?.at < WEEK)) localStorage.removeItem(key);
}

function onInput(event) {
  const holder = event.target.closest?.("[data-draft]");
  if (holder) keep(holder);
}

function onSubmit(event) {
  const form = event.target;
  if (event.defaultPrevented) return;
  if (form.classList.contains("sign-out")) {
    for (const key of keys()) if (key.startsWith(keyOf(""))) localStorage.removeItem(key);
  } else if ("draft" in form.dataset || "saves" in form.dataset) {
    sessionStorage.setItem(SENT, JSON.stringify([location.pathname, keyOf(addressOf(form))]));
  }
}

if (person) {
  settle();
  forgetOld();
  document.addEventListener("input", onInput);
  document.addEventListener("change", onInput);
  document.addEventListener("submit", onSubmit);
  window.addEventListener("pageshow", (event) => event.persisted && sessionStorage.removeItem(SENT));
  document.addEventListener("settled", (event) => {
    localStorage.removeItem(keyOf(event.detail));
    if (offered) setTimeout(offerTables);
  });
  document.addEventListener("unsaved", offerTables);
  document.querySelectorAll("form[data-draft]").forEach(offerForm);
  offerTables();
} else {
  // The session ended while a form was sent: its text waits for the person to sign in again.
  sessionStorage.removeItem(SENT);
  for (const way of document.querySelectorAll("[data-resume]")) {
    const address = new URL(way.dataset.resume, location).pathname;
    way.hidden = !keys().some((key) => key.split("?")[0].endsWith(`:${address}`));
  }
}
