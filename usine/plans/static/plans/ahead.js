// What one types faster than the server answers: kept, until the table is ready for it, in an input that
// nobody sees. A real input, so that an accent of two keys is one letter.
const input = document.createElement("input");
input.className = "ahead";
input.tabIndex = -1;
input.autocomplete = "off";
input.setAttribute("aria-label", "Saisie en attente");
// Each a text, and the key that ends it.
let strokes = [];
let isComposing = false;
input.addEventListener("compositionstart", () => (isComposing = true));
input.addEventListener("compositionend", () => (isComposing = false));

const ENDS = /^(Enter|Tab|Escape|Arrow.*)$/;
// What empties a cell, where it takes back no letter.
export const ERASING = /^(Delete|Backspace)$/;

// A key struck too soon: the input takes it, as the browser does of any key.
export function take(event) {
  if (!input.isConnected) document.querySelector("[data-grid]").after(input);
  input.focus({ preventScroll: true });
  if (!ENDS.test(event.key) && !(ERASING.test(event.key) && !input.value)) return;
  event.preventDefault();
  if (event.key === "Escape") clear();
  strokes.push({ text: input.value, key: event.key, shiftKey: event.shiftKey });
  input.value = "";
}

// The first stroke, which is taken out; nothing while a letter is not whole: `then` is called once it is.
export function next(then) {
  if (isComposing) {
    input.addEventListener("compositionend", () => setTimeout(then), { once: true });
    return null;
  }
  if (strokes.length) return strokes.shift();
  const text = input.value;
  input.value = "";
  return text ? { text, key: "" } : null;
}

// A stroke that waits still; what follows a text that no key ended goes on with it.
export function giveBack(stroke) {
  if (stroke.key) strokes.unshift(stroke);
  else input.value = stroke.text;
}

export function clear() {
  strokes = [];
  input.value = "";
}
