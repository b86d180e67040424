// The values that lines may be given, as those of the field that is chosen for them.
const field = document.querySelector(".chosen [name=champ]");
const value = document.querySelector(".chosen [name=valeur]");
const offer = () => value.setAttribute("list", `valeurs-${field.value}`);

if (field) {
  field.addEventListener("change", offer);
  offer();
}
