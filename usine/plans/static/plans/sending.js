// What is sent without leaving the page, and what is said of it.
const toast = document.querySelector("[data-toast]");
const LOST = "La connexion est perdue\u00a0: votre saisie est gardée, validez de nouveau.";
const EXPIRED = "Votre session a expiré\u00a0: votre saisie est gardée. Reconnectez-vous, puis validez de nouveau.";

// Says what was done, beside what undoes it.
export function tell(text, takeBack) {
  toast.replaceChildren(text);
  toast.hidden = !text;
  if (!takeBack) return;
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = "Annuler (Ctrl+Z)";
  button.addEventListener("click", takeBack);
  toast.append(" ", button);
}

export async function ask(address, sent) {
  let response;
  try {
    // What one typed is not saved as somebody else, who signed in in another tab.
    const headers = { "X-In-Place": "1", "X-Person": document.body.dataset.person };
    response = await fetch(address, { headers, ...sent });
  } catch {
    return { message: LOST };
  }
  if (response.redirected || response.headers.has("X-Session-Ended")) {
    return { message: EXPIRED, isExpired: true };
  }
  if (!response.headers.get("Content-Type")?.includes("json")) {
    return { message: `Le serveur a répondu ${response.status}\u00a0: votre saisie est gardée.` };
  }
  return response.json();
}

// The token of the session of now: signing in again, in another tab, made another one.
export const token = (form) =>
  document.cookie.match(/(?:^|; )csrftoken=([^;]*)/)?.[1] ?? form.elements.csrfmiddlewaretoken.value;
