// What a page adds up, read again once something was saved on it: its parts that bear `data-live`, then
// its lines, by whoever listens to `renewed`. The page itself is asked for: it is never another truth.
const PAUSE = 600;
let waiting = 0;

const wait = () => {
  clearTimeout(waiting);
  waiting = setTimeout(renew, PAUSE);
};

async function read() {
  try {
    const answer = await fetch(location.href, { headers: { "X-Person": document.body.dataset.person } });
    if (!answer.ok || answer.redirected) return null;
    return new DOMParser().parseFromString(await answer.text(), "text/html");
  } catch {
    return null;
  }
}

async function renew() {
  // A menu that is open would close.
  if (document.querySelector("main :popover-open")) {
    wait();
    return;
  }
  const asked = waiting;
  const page = await read();
  // Something was saved meanwhile: this is of before.
  if (!page || asked !== waiting) return;
  const active = document.activeElement;
  const card = active.closest("li[id]")?.id;
  for (const part of document.querySelectorAll("[data-live]")) {
    const fresh = page.querySelector(`[data-live="${part.dataset.live}"]`);
    if (fresh) part.replaceWith(fresh);
    else part.replaceChildren();
  }
  const again = active.isConnected ? null : document.getElementById(card);
  again?.querySelector(active.tagName)?.focus({ preventScroll: true });
  document.dispatchEvent(new CustomEvent("renewed", { detail: page }));
}

document.addEventListener("saved", wait);
