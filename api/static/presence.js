// Says who else is on this request, who of them writes, and what they did; nothing of it is stored.
const place = document.querySelector("[data-present]");
const EVERY_MS = 10_000;
const WRITES_FOR_MS = 8_000;
const APART_MS = 300;
let wroteAt = -Infinity;
let saidWriting = false;
let timer = 0;
let asking = false;
let again = false;

const writes = () => performance.now() - wroteAt < WRITES_FOR_MS;

function body(more = {}) {
  const fields = new FormData();
  fields.set("csrf_token", document.querySelector("[name=csrf_token]").value);
  fields.set("seen", place.dataset.seen);
  fields.set("writes", String(writes()));
  for (const [name, value] of Object.entries(more)) fields.set(name, value);
  return fields;
}

function say(line) {
  // The same again is not read aloud again.
  if (place.textContent.trim() !== (line?.textContent.trim() ?? "")) place.replaceChildren(...(line ? [line] : []));
}

async function tell() {
  clearTimeout(timer);
  if (asking) {
    again = true;
    return;
  }
  asking = true;
  again = false;
  saidWriting = writes();
  let goesOn = true;
  try {
    const answer = await fetch(place.dataset.present, { method: "POST", body: body() });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    // Who may not read it any more is told nothing more of it.
    if (answer.ok) say(page.querySelector("[data-present-line]"));
    else if (answer.status < 500) [goesOn] = [false, say(null)];
  } catch {
    // The line is cut; the next one may come through.
  }
  asking = false;
  if (goesOn && !document.hidden) timer = setTimeout(tell, again ? APART_MS : EVERY_MS);
}

function leave() {
  clearTimeout(timer);
  navigator.sendBeacon(place.dataset.present, body({ gone: "true" }));
}

if (place) {
  tell();
  for (const each of ["tick", "presence"]) document.addEventListener(`desk-${each}`, tell);
  document.addEventListener("input", (event) => {
    if (!event.target.matches("textarea")) return;
    wroteAt = performance.now();
    if (!saidWriting) tell();
  });
  document.addEventListener("visibilitychange", () => (document.hidden ? leave() : tell()));
  window.addEventListener("pagehide", leave);
  window.addEventListener("pageshow", (event) => event.persisted && tell());
}
