// The place of a mandate is asked for once its role is chosen, as that role needs: a territory, a
// region, or nothing. What is hidden is emptied, so that it is not sent.
const roles = document.querySelector("select[data-places]");

function askPlaces() {
  const asked = JSON.parse(roles.dataset.places)[roles.value] ?? [];
  for (const kind of ["territory", "region"]) {
    const control = roles.form.elements[kind];
    if (!control) continue;
    const isAsked = asked.includes(kind);
    control.closest(".fr-select-group").hidden = !isAsked;
    if (!isAsked) control.value = "";
  }
}

if (roles) {
  roles.addEventListener("change", askPlaces);
  askPlaces();
}
