// What is put in the table of a plan: rows as the server sends them, texts into fields.
import { rove, settle, stopIn } from "./stops.js";

// What stands now where something stood in a row that was replaced.
export function again(thing, row) {
  if (!thing || thing.isConnected) return thing;
  const all = document.getElementById(row)?.querySelectorAll(thing.tagName) ?? [];
  return [...all].find((each) => (thing.href ? each.href === thing.href : each.outerHTML === thing.outerHTML));
}

export function rowOf(fragment) {
  const holder = document.createElement("template");
  holder.innerHTML = `<table><tbody>${fragment}</tbody></table>`;
  return holder.content.querySelector("tr");
}

// Puts a row where it stood, ticked as it was; it may have left the list meanwhile.
export function put(row) {
  const old = document.getElementById(row.id);
  if (!old) return;
  const [box, was] = [row, old].map((each) => each.querySelector("[name=ligne]"));
  if (box) box.checked = was.checked;
  const stop = old.querySelector("[tabindex='0']");
  settle(row);
  old.replaceWith(row);
  if (stop) rove(stopIn(row.cells[stop.closest("td, th").cellIndex]));
}

const folded = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

// Puts what was typed or pasted into a field: of a list, the first choice that begins so.
export function fill(field, text) {
  if (field.tagName !== "SELECT") field.value = text;
  else if (text) {
    const choice = [...field.options].find((each) => folded(each.text).startsWith(folded(text)));
    if (choice) field.value = choice.value;
  }
}
