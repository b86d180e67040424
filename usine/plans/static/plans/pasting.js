// A column pasted on a cell, sent to the page that previews it over the cells below.
import { form, rows } from "./stops.js";

export function preview(link, text) {
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
