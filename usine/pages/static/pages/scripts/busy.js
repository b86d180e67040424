// A form that was sent shows that it works, and is not sent again meanwhile. The server makes it one
// act anyway: here one only sees it.
const LABEL = "Envoi en cours…";
// The answer never came: one may try again.
const PATIENCE = 15_000;
const sending = new Map();

function show(form, button) {
  sending.set(form, { button, label: [...(button?.childNodes ?? [])] });
  button?.setAttribute("aria-disabled", "true");
  button?.replaceChildren(LABEL);
}

function reset(form) {
  const { button, label } = sending.get(form) ?? {};
  sending.delete(form);
  button?.removeAttribute("aria-disabled");
  button?.replaceChildren(...label);
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.getAttribute("method") !== "post") return;
  if (sending.has(form)) {
    event.preventDefault();
    return;
  }
  show(form, event.submitter);
  setTimeout(reset, PATIENCE, form);
});

// Come back to, a page is as it was left.
window.addEventListener("pageshow", () => [...sending.keys()].forEach(reset));
