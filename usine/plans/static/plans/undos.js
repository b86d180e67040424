// What Ctrl+Z undoes in the table, the latest last: kept in this tab, while one reads a sheet and comes
// back. Each is the address that undoes, and the column where it shows.
const KEPT = `annuler:${document.body.dataset.person}:${location.pathname}`;
const MOST = 50;
const undos = read();
// How many were made since the page was read: these come before what the page announces.
let made = 0;

function read() {
  try {
    return JSON.parse(sessionStorage.getItem(KEPT)) ?? [];
  } catch {
    return [];
  }
}

// A browser may refuse to keep anything: they then last as long as the page.
function keep() {
  try {
    sessionStorage.setItem(KEPT, JSON.stringify(undos.slice(-MOST)));
  } catch {}
}

export const hasNew = () => made > 0;
export const hasAny = () => Boolean(undos.at(-1));

// What this page announces was done after them: they are reached once that is undone.
const announced = document.querySelector("main > [role=status] .undo");
if (announced) {
  undos.push(null);
  keep();
  announced.addEventListener("submit", () => {
    undos.pop();
    keep();
  });
}

export function push(undo) {
  undos.push(undo);
  made += 1;
  keep();
}

export function pop() {
  made = Math.max(made - 1, 0);
  const undo = undos.pop();
  keep();
  return undo;
}
