// A form in which something was typed warns before it is left. Filters do not (they are not posted),
// nor forms with a password, in which nothing is lost, nor those that keep drafts, nor tables whose
// cells are saved one by one.
const touched = new Set();

function isKept(form) {
  if (form?.getAttribute("method") !== "post") return false;
  const isLost = !("drafted" in form.dataset) && !("grid" in form.dataset);
  return isLost && !form.querySelector("[type=password]");
}

function touch(event) {
  const form = event.target.form;
  if (isKept(form)) touched.add(form);
}

document.addEventListener("input", touch);
document.addEventListener("change", touch);
document.addEventListener("submit", (event) => {
  if (!event.defaultPrevented) touched.delete(event.target);
});
document.addEventListener("reset", (event) => touched.delete(event.target));
// What was typed and refused is still to be saved.
for (const form of document.forms) {
  if (isKept(form) && form.querySelector("[role=alert]")) touched.add(form);
}

window.addEventListener("beforeunload", (event) => {
  if ([...touched].some((form) => form.isConnected)) event.preventDefault();
});
