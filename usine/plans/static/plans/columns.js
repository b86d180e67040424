// The menu of the columns of a plan: « ↑ » moves one before the other at once. Without this, it asks
// the server for the table so ordered.
document.getElementById("colonnes")?.addEventListener("click", (event) => {
  const row = event.target.closest("[data-earlier]")?.closest(".ordered");
  if (!row) return;
  event.preventDefault();
  row.previousElementSibling?.before(row);
  event.target.focus();
});
