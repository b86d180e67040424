// Where the keyboard stops in the table of a plan, and how it goes from one stop to another.
export const form = document.querySelector("[data-grid]");
// What the keyboard stops at: one thing a cell.
export const STOPS = "tr[id] > * > :is(a:not(.cell--beside, .opens), input, button)";
export const stopIn = (cell) => [...(cell?.querySelectorAll(STOPS) ?? [])].find((each) => each.checkVisibility());
// What a cell shows: its first link has it. The sheet of a line.
export const textOf = (cell) => cell.querySelector("a").textContent.trim();
export const sheetOf = (row) => row.querySelector(".opens") ?? row.querySelector("th > a");
export const rows = () => [...form.querySelectorAll("tr[id]")];

// Only one thing of the table is reached by Tab: the last that one stopped at.
export function rove(stop) {
  form.querySelector("tr[id] [tabindex='0']")?.setAttribute("tabindex", "-1");
  stop?.setAttribute("tabindex", "0");
}

export const focus = (stop) => stop?.focus();

// Where something stands: its row and its rank there.
export function place(thing) {
  return { row: thing.closest("tr").id, column: thing.closest("td, th").cellIndex };
}

// The stop at some cells of a place; cells that have none are passed over.
export function at({ row, column }, across = 0, down = 0) {
  const all = rows();
  let index = all.findIndex((each) => each.id === row) + down;
  while (down && all[index] && !stopIn(all[index].cells[column])) index += down;
  const cells = all[index]?.cells ?? [];
  let rank = column + across;
  while (across && cells[rank] && !stopIn(cells[rank])) rank += across;
  return stopIn(cells[rank]);
}

// The next stop, of the next line at the end of one; the one before.
export function following(from, across) {
  const all = rows();
  const beside = all[all.findIndex((each) => each.id === from.row) + across];
  if (at(from, across) || !beside) return at(from, across);
  const column = across > 0 ? -1 : beside.cells.length;
  return at({ row: beside.id, column }, across);
}

// The stop at which one is after a cell is left.
export const beyond = (from, across, down) => (across ? following(from, across) : at(from, 0, down)) ?? at(from);

export function settle(part) {
  for (const stop of part.querySelectorAll(`${STOPS}, .opens`)) stop.setAttribute("tabindex", "-1");
}
