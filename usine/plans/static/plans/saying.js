// Says on an open cell why it is not saved; a session that ended is opened again from there.
export function say(field, message, isExpired = false) {
  field.parentElement.querySelector(".cell-error")?.remove();
  const line = document.createElement("p");
  line.className = "cell-error";
  line.setAttribute("role", "alert");
  line.append(message);
  if (isExpired) {
    const link = document.createElement("a");
    Object.assign(link, { href: "/connexion/", target: "_blank", rel: "noopener" });
    link.textContent = "Se reconnecter";
    link.title = "Se reconnecter – nouvelle fenêtre";
    line.append(" ", link);
  }
  field.after(line);
  field.focus();
}
