// Says that something is new, or shows it where nobody is at work; the page works without it too.
const news = document.getElementById("news");
const line = document.getElementById("news-line");
const HIDDEN_FOR_MS = 5 * 60 * 1000;
const APART_MS = 1000;
const AGAIN_AFTER_MS = [5_000, 15_000, 45_000, 120_000];
let source = null;
let refusals = 0;
let coming = 0;
let hiding = 0;
let resting = false;
let waiting = false;

const parts = () => [...document.querySelectorAll("[data-live]")];
const isAtWork = () => parts().some((part) => part.contains(document.activeElement));

function isTyping() {
  return [...document.querySelectorAll("textarea, input")].some(
    (field) => field.value !== field.defaultValue || field.checked !== field.defaultChecked,
  );
}

// Puts what is new into the page's living parts and leaves everything else as it is.
async function show(mayStillShow = () => true) {
  const answer = await fetch(line.content.querySelector("a").href);
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const fresh = parts().map((old) => [old, page.querySelector(`[data-live=${old.dataset.live}]`)]);
  if (!answer.ok || !mayStillShow() || !fresh.every(([, made]) => made)) {
    say();
    return;
  }
  for (const [old, made] of fresh) {
    // What somebody has unfolded stays so.
    for (const each of old.querySelectorAll("details[open][id]")) {
      made.querySelector(`#${each.id}`)?.setAttribute("open", "");
    }
    old.replaceWith(made);
  }
  news.replaceChildren();
  document.title = page.title;
  announce(page);
}

// What a screen reader is told of it, when it is done with what it says.
function announce(page) {
  const told = document.getElementById("news-shown");
  if (told) told.textContent = page.getElementById("news-shown")?.dataset.says ?? "";
}

function say() {
  if (news.firstElementChild) return;
  news.append(line.content.cloneNode(true));
  news.querySelector("a").addEventListener("click", follow);
}

// The link must take nothing with it that somebody has typed: what is new then comes into the page,
// or into a tab of its own. (Browsers may leave out the question before a page is left.)
function follow(event) {
  const typing = isTyping();
  event.currentTarget.target = typing ? "_blank" : "";
  if (!typing || !parts().length) return;
  event.preventDefault();
  show().catch(() => {});
}

async function tell() {
  if (resting) {
    waiting = true;
    return;
  }
  resting = true;
  if ("swaps" in news.dataset && !isAtWork()) await show(() => !isAtWork()).catch(say);
  else say();
  setTimeout(() => {
    resting = false;
    if (waiting) tell();
    waiting = false;
  }, APART_MS);
}

function listen() {
  source = new EventSource(news.dataset.ticks);
  source.addEventListener("open", () => (refusals = 0));
  source.addEventListener("tick", tell);
  // Whatever else of the page wants to know (`presence.js`).
  for (const each of ["tick", "presence"]) {
    source.addEventListener(each, () => document.dispatchEvent(new Event(`desk-${each}`)));
  }
  source.addEventListener("error", () => {
    // After a cut line the browser comes back by itself, but not after a refusal.
    if (source?.readyState !== EventSource.CLOSED) return;
    if (refusals < AGAIN_AFTER_MS.length) coming = setTimeout(listen, AGAIN_AFTER_MS[refusals++]);
  });
}

function rest() {
  clearTimeout(coming);
  source?.close();
  source = null;
}

if (news && "EventSource" in window) {
  listen();
  window.addEventListener("pagehide", rest);
  window.addEventListener("pageshow", (event) => event.persisted && listen());
  document.addEventListener("visibilitychange", () => {
    clearTimeout(hiding);
    if (document.hidden) hiding = setTimeout(rest, HIDDEN_FOR_MS);
    else if (!source) listen();
  });
}
