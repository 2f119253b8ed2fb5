// Puts a ready text in at the cursor. Without it the button does the same behind what was typed.
const said = document.querySelector("[data-ready-said]");
const form = said?.closest("form");
const box = form?.elements.text;
// Where the cursor was last: a button takes the focus.
let at = null;

function put(text) {
  const end = box.value.length;
  const [from, to] = at ?? [end, end];
  const before = box.value.slice(0, from);
  const apart = before && !/\s$/.test(before) ? (from === end ? "\n\n" : " ") : "";
  const rest = box.value.slice(to);
  box.setRangeText(apart + text + (rest && !/^\s/.test(rest) ? " " : ""), from, to, "end");
}

function choose(name, value) {
  const field = form.elements[name];
  if (!field || !value) return;
  if (![...field.options].some((each) => each.value === value)) field.add(new Option(value, value));
  field.value = value;
}

function use(line) {
  const ready = line.querySelector("[data-ready-text]");
  said.replaceChildren(...line.querySelector("[data-ready-note]").children);
  if (!ready) return;
  put(ready.textContent.trim());
  choose("kind", ready.dataset.kind);
  choose("language", ready.dataset.language);
  form.querySelector("[data-ready-language]").hidden = false;
  box.dispatchEvent(new Event("input", { bubbles: true }));
  box.focus();
}

async function ask(event) {
  const button = event.currentTarget;
  event.preventDefault();
  try {
    const answer = await fetch(button.dataset.ready, { method: "POST", body: new FormData(form) });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const line = page.querySelector("[data-ready-line]");
    if (!line) throw new Error("no line");
    use(line);
  } catch {
    // The page itself does it, and says what is wrong where something is.
    button.removeEventListener("click", ask);
    button.click();
  }
}

if (box) {
  box.addEventListener("blur", () => (at = [box.selectionStart, box.selectionEnd]));
  for (const button of form.querySelectorAll("[data-ready]")) button.addEventListener("click", ask);
}
