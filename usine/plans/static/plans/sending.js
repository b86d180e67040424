// What is sent without leaving the page, and what is said of it.
const toast = document.querySelector("[data-toast]");
// Of what is typed, which is kept; of a cell to open; of a gesture, which is made again. `view` says which row to answer.
const TYPED = {
  view: "1",
  lost: "La connexion est perdue\u00a0: votre saisie est gardée, validez de nouveau.",
  expired: "Votre session a expiré\u00a0: votre saisie est gardée. Reconnectez-vous, puis validez de nouveau.",
  failed: "\u00a0: votre saisie est gardée.",
};
export const OPENING = {
  view: "1",
  lost: "La connexion est perdue\u00a0: la cellule ne s’ouvre pas, et rien n’est gardé. Recommencez quand elle revient.",
  expired: "Votre session a expiré\u00a0: reconnectez-vous dans un autre onglet, puis rouvrez la cellule.",
  failed: ".",
};
export const GESTURE = {
  view: "semaine",
  lost: "La connexion est perdue\u00a0: recommencez cette action.",
  expired: "Votre session a expiré\u00a0: reconnectez-vous dans un autre onglet, puis recommencez.",
  failed: ".",
};

// Says what was done, beside what undoes it.
export function tell(text, takeBack, key = "Ctrl+Z") {
  toast.replaceChildren(text);
  toast.hidden = !text;
  if (!takeBack) return;
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = `Annuler (${key})`;
  button.addEventListener("click", takeBack);
  toast.append(" ", button);
}

export async function ask(address, sent, kind = TYPED) {
  let response;
  try {
    // Nothing is saved as somebody else, who signed in in another tab.
    const headers = { "X-In-Place": kind.view, "X-Person": document.body.dataset.person };
    response = await fetch(address, { headers, ...sent });
  } catch {
    return { message: kind.lost };
  }
  if (response.redirected || response.headers.has("X-Session-Ended")) {
    return { message: kind.expired, isExpired: true };
  }
  if (!response.headers.get("Content-Type")?.includes("json")) {
    return { message: `Le serveur a répondu ${response.status}${kind.failed}` };
  }
  return response.json();
}

// The token of the session of now: signing in again, in another tab, made another one.
export const token = (form) =>
  document.cookie.match(/(?:^|; )csrftoken=([^;]*)/)?.[1] ?? form.elements.csrfmiddlewaretoken.value;
