// Leaves the page at once and leaves nothing behind: see docs/leaving.md.
const leaving = document.getElementById("leaving");
const away = document.getElementById("exit")?.dataset.away;
const PRESSES = 3;
const WITHIN_MS = 2000;
const AGAIN_MS = 3000;

function said() {
  return new URLSearchParams(new FormData(leaving));
}

function wipe() {
  document.documentElement.hidden = true;
  for (const field of document.querySelectorAll("input, textarea, select")) {
    field.value = field.defaultValue = "";
    field.checked = field.defaultChecked = false;
  }
  document.title = "";
  document.body.replaceChildren();
}

// Nothing here waits for our server: it may be silent.
function leave() {
  const keys = said();
  wipe();
  // A changed cookie makes the browser drop the pages that it kept whole, ours before this one too.
  document.cookie = "__Host-pois=1; Max-Age=1; Path=/; Secure; SameSite=Strict";
  fetch(leaving.action, { method: "POST", body: keys, keepalive: true, redirect: "manual" }).catch(
    () => {},
  );
  window.location.replace(away);
}

// What a browser kept whole is shown again only where it was not left meanwhile.
async function comeBack() {
  document.documentElement.hidden = true;
  if (!leaving.isConnected) {
    window.location.replace(window.location.href.split("#")[0]);
    return;
  }
  const answer = await fetch("/poistu/auki", { method: "POST", body: said() }).catch(() => null);
  if (answer?.status === 204) {
    document.documentElement.hidden = false;
  } else if (answer?.status === 410) {
    wipe();
    comeBack();
  } else {
    setTimeout(comeBack, AGAIN_MS);
  }
}

if (leaving) {
  leaving.addEventListener("submit", (event) => {
    event.preventDefault();
    leave();
  });
  let pressed = [];
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || event.repeat) return;
    pressed = pressed.filter((at) => event.timeStamp - at < WITHIN_MS).concat(event.timeStamp);
    if (pressed.length >= PRESSES) leave();
  });
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) comeBack();
  });
}
// What works by scripts alone is told where they run.
for (const told of document.querySelectorAll("[data-with-scripts]")) told.hidden = false;
// What helps with writing comes when somebody begins to.
const room = document.getElementById("message-room");
const begins = () => import(room.dataset.script).catch(() => {});
if (room) document.getElementById("message").addEventListener("focus", begins, { once: true });
