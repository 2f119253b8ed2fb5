// The keys of the desk. Every key presses or focuses what can be pressed or focused without it; none
// works while somebody types, together with another key, or where they are turned off.
const OFF = "desk-keys-off";
const TYPED_IN = "input:not([type=checkbox], [type=radio], [type=hidden]), textarea, select, [contenteditable]";
const help = document.getElementById("keys");
const wanted = document.getElementById("keys-wanted");
const says = document.getElementById("desk-says");

const isOn = () => sessionStorage.getItem(OFF) === null;
const rows = () => [...document.querySelectorAll(".queue .row h3 a")];
const shown = (each) => each.getClientRects().length > 0;

function say(line) {
  says.textContent = "";
  requestAnimationFrame(() => (says.textContent = line ?? ""));
}

// Told to screen readers only while the keys work.
function mark() {
  const ends = document.getElementById("send-and-close") ? " Control+Shift+Enter" : "";
  for (const each of document.querySelectorAll("[data-key]")) {
    const sends = "sends" in each.dataset ? ` Control+Enter Meta+Enter${ends}` : "";
    const keys = `${isOn() ? each.dataset.key : ""}${sends}`.trim();
    if (keys) each.setAttribute("aria-keyshortcuts", keys);
    else each.removeAttribute("aria-keyshortcuts");
  }
}

function move(step) {
  const all = rows();
  const here = all.findIndex((each) => each.closest(".row").contains(document.activeElement));
  const next = here < 0 ? (step > 0 ? 0 : all.length - 1) : here + step;
  if (all[next]) all[next].focus();
  else say(says.dataset.end);
}

function use(key) {
  const found = [...document.querySelectorAll(`[data-key="${key}"]`)].find(shown);
  if (!found) say(says.dataset.nothing);
  else if (found.matches("button, a")) found.click();
  else found.focus();
}

// From the words to what ends it with them; sent is nothing before its own button.
function goToEnd() {
  const end = document.getElementById("send-and-close");
  if (!end) return say(says.dataset.nothing);
  end.open = true;
  end.querySelector("select").focus();
}

// Where a page has no field for it, the page that has.
function search() {
  if (document.getElementById("search") || !says.dataset.search) use("/");
  else location.assign(says.dataset.search);
}

const ACTS = {
  j: () => move(1),
  k: () => move(-1),
  c: () => use("c"),
  r: () => use("r"),
  n: () => use("n"),
  "/": search,
  "?": () => help.showModal(),
};

document.addEventListener("keydown", (event) => {
  const field = event.target;
  if (event.defaultPrevented || event.isComposing || event.repeat) return;
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
    if (field.form && "sends" in field.dataset) {
      event.preventDefault();
      if (!event.shiftKey) field.form.requestSubmit(field.form.querySelector("button"));
      else goToEnd();
    }
    return;
  }
  if (event.ctrlKey || event.altKey || event.metaKey || help.open) return;
  if (field.matches?.(TYPED_IN) || !Object.hasOwn(ACTS, event.key)) return;
  // The way back to the keys works also where they are turned off: by the button.
  if (!isOn()) return;
  event.preventDefault();
  ACTS[event.key]();
});

if (help && wanted) {
  const opener = document.getElementById("keys-open");
  opener.hidden = false;
  opener.addEventListener("click", () => help.showModal());
  wanted.checked = isOn();
  wanted.addEventListener("change", () => {
    if (wanted.checked) sessionStorage.removeItem(OFF);
    else sessionStorage.setItem(OFF, "1");
    mark();
  });
  mark();
}
