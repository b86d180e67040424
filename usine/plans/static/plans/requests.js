// What the table of a plan sends: the fields of a cell, and how its lines are shown.
import { token } from "./sending.js";
import { form } from "./stops.js";

export function typed(cell) {
  const body = new FormData();
  for (const field of cell?.querySelectorAll("[name]") ?? []) body.set(field.name, field.value);
  body.set("csrfmiddlewaretoken", token(form));
  body.set("retour", form.elements.retour.value);
  body.set("colonnes", form.dataset.columns);
  if (form.elements.ligne) body.set("cochables", "");
  return { method: "POST", body };
}

// The address of the form of a cell, which comes with its row.
export function formOf(link) {
  const address = new URL(link.href);
  address.searchParams.set("colonnes", form.dataset.columns);
  if (form.elements.ligne) address.searchParams.set("cochables", "");
  return address;
}
