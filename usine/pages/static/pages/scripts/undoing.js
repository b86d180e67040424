// Ctrl+Z does what the button « Annuler » of the last message does, unless one is typing.
const TYPED = "input:not([type=checkbox], [type=radio]), textarea, select";

document.addEventListener("keydown", (event) => {
  const isUndo = (event.ctrlKey || event.metaKey) && !event.shiftKey && event.key === "z";
  if (!isUndo || event.defaultPrevented || event.target.matches?.(TYPED)) return;
  const button = document.querySelector("main > [role=status] .undo button");
  if (!button) return;
  event.preventDefault();
  button.click();
});
