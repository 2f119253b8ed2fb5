// Leaves the page at once, keeps it out of the history, and closes an opened dialogue.
const exit = document.getElementById("exit");
const closing = document.getElementById("leave-form");
const PRESSES = 3;
const WITHIN_MS = 2000;

function leave() {
  document.documentElement.hidden = true;
  if (closing) {
    navigator.sendBeacon(closing.action, new URLSearchParams(new FormData(closing)));
  }
  window.location.replace(exit.dataset.away);
}

if (exit) {
  exit.addEventListener("click", (event) => {
    event.preventDefault();
    leave();
  });
  let pressed = [];
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || event.repeat) return;
    pressed = pressed.filter((at) => event.timeStamp - at < WITHIN_MS).concat(event.timeStamp);
    if (pressed.length >= PRESSES) leave();
  });
}
// What works by scripts alone is told where they run.
for (const told of document.querySelectorAll("[data-with-scripts]")) told.hidden = false;
// A page that the browser kept whole must not come back with the back button.
if (closing) {
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) window.location.reload();
  });
}
