// Keeps what is being written to a requester; without it the page has a button for the same.
const place = document.querySelector("[data-draft]");
const form = place?.closest("form");
const QUIET_MS = 2_000;
const AGAIN_MS = 1_100;
let seenAt = place?.dataset.savedAt ?? "";
let kept = null;
let timer = 0;
let saving = null;
let stopped = false;
let leaving = false;

const chosen = (name) => form.elements[name]?.value ?? "";
// Browsers hold lines in one way, and what is stored has no empty edges.
const typed = () =>
  JSON.stringify([form.elements.text.value.trim(), chosen("kind"), chosen("language")]);
const isUnsaved = () => typed() !== kept && !(kept === null && !form.elements.text.value.trim());

function say(line) {
  const said = place.querySelector("[data-draft-said]");
  // The same again is not read aloud again.
  if (said.textContent.trim() !== line.textContent.trim()) said.replaceChildren(line);
  line.querySelector("[data-draft-over]")?.addEventListener("click", saveOver);
}

function sayFailed() {
  const line = document.createElement("p");
  line.textContent = place.dataset.failed;
  say(line);
}

function saveOver() {
  seenAt = null;
  stopped = false;
  save();
}

function body() {
  const fields = new FormData(form);
  if (seenAt) fields.set("seen_at", seenAt);
  else if (seenAt === "") fields.set("is_new", "true");
  return fields;
}

async function told(answer) {
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  return page.querySelector("[data-draft-line]");
}

function settle(line, was) {
  if (line.dataset.refused === "draft-too-soon") {
    wait(AGAIN_MS);
    return;
  }
  say(line);
  if (line.dataset.refused) {
    // Nothing is written over unasked; other refusals may pass.
    stopped = line.dataset.refused === "draft-changed";
    return;
  }
  kept = was;
  seenAt = line.dataset.savedAt ?? "";
  place.querySelector("[data-draft-discard]").hidden = !seenAt;
  watch();
}

async function save({ last = false } = {}) {
  clearTimeout(timer);
  if (stopped || leaving || !isUnsaved()) return;
  if (saving) {
    wait(AGAIN_MS);
    return;
  }
  const was = typed();
  saving = new AbortController();
  const { signal } = saving;
  try {
    const asked = { method: "POST", body: body(), keepalive: last, signal };
    const answer = await fetch(place.dataset.draft, asked);
    const line = await told(answer);
    if (line) settle(line, was);
    else sayFailed();
  } catch {
    if (!leaving) sayFailed();
  } finally {
    saving = null;
  }
}

function wait(milliseconds) {
  clearTimeout(timer);
  timer = setTimeout(save, milliseconds);
}

function warn(event) {
  if (!leaving && isUnsaved()) event.preventDefault();
}

// Only while something would be lost: a page that always asks is not kept for the back button.
function watch() {
  if (isUnsaved() && !leaving) window.addEventListener("beforeunload", warn);
  else window.removeEventListener("beforeunload", warn);
}

function changed() {
  watch();
  wait(QUIET_MS);
}

function leave() {
  leaving = true;
  clearTimeout(timer);
  saving?.abort();
  watch();
}

if (form) {
  if (!("unsaved" in place.dataset)) kept = typed();
  place.querySelector("[data-draft-save]").hidden = true;
  form.addEventListener("input", changed);
  // Whoever goes on to a button of the form sends the text, or discards it.
  form.addEventListener("focusout", (event) => form.contains(event.relatedTarget) || save());
  form.addEventListener("submit", leave);
  window.addEventListener("pageshow", () => (leaving = false));
  document.addEventListener("visibilitychange", () => document.hidden && save({ last: true }));
  if (isUnsaved()) changed();
}
