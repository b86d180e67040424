// j and k go from one ask to the next; Enter opens it, as any link.
const links = [...document.querySelectorAll("[data-asks] th a")];
const keys = document.querySelector("[data-keys]");
if (links.length && keys) keys.hidden = false;

document.addEventListener("keydown", (event) => {
  const step = { j: 1, k: -1 }[event.key];
  if (!step || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target.closest("input, textarea, select")) return;
  const row = event.target.closest("tr");
  const at = links.findIndex((link) => row?.contains(link));
  links[at < 0 ? 0 : Math.min(Math.max(at + step, 0), links.length - 1)]?.focus();
});
