// In a note, "@" and the start of a name list those whom it may tell, under the text: a choice, by a
// click or by Tab and Enter, writes the name and ticks it.
const MOST = 5;

const fold = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

// What is typed after the last "@", up to the cursor.
const asked = (area) => /(?:^|\s)@([^@\n]*)$/.exec(area.value.slice(0, area.selectionStart))?.[1];

function named(form, start) {
  const boxes = [...form.querySelectorAll("[name=mentions]:not(:checked)")];
  const people = boxes.map((box) => ({ box, name: box.labels[0].textContent.trim() }));
  const begins = ({ name }) => fold(` ${name}`).includes(` ${fold(start)}`);
  return people.filter(begins).slice(0, MOST);
}

function choose(area, start, { box, name }) {
  const from = area.selectionStart - start.length;
  area.setRangeText(`${name} `, from, area.selectionStart, "end");
  box.checked = true;
  area.focus();
  suggest(area);
}

function button(area, start, person) {
  const made = document.createElement("button");
  made.type = "button";
  made.className = "fr-btn fr-btn--sm fr-btn--tertiary";
  made.textContent = person.name;
  made.addEventListener("click", () => choose(area, start, person));
  return made;
}

function suggest(area) {
  const start = asked(area);
  const people = start === undefined ? [] : named(area.form, start);
  let list = area.parentElement.querySelector("[data-mentions]");
  if (!list) {
    list = document.createElement("div");
    list.dataset.mentions = "";
    list.className = "steps";
    list.setAttribute("role", "status");
    area.after(list);
  }
  list.replaceChildren(...people.map((person) => button(area, start, person)));
}

document.addEventListener("input", ({ target }) => {
  if (target.matches("textarea") && target.form?.querySelector("[name=mentions]")) suggest(target);
});
