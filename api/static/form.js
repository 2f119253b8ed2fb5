// While somebody writes: how much room is left, and whether the text holds what nobody needs. No
// word leaves the page. The rules are those of triage/text/identifiers.py.
const box = document.getElementById("message");
const room = document.getElementById("message-room");
const notices = document.querySelectorAll("[data-holds]");
const PAUSE_MS = 400;

const SIGNS = "0123456789ABCDEFHJKLMNPRSTUVWXY";
const CODE =
  /(^|[^0-9a-z])(\d\d)(\d\d)(\d\d) ?([-+a-fu-y]) ?(\d{3})([0-9a-y])(?![0-9a-z])/gi;
const MOBILE = /^0[45]0\d{3}-\d{4}$/;
const L = "[a-zà-öø-ÿčđŋšŧž]";
const NO_TIE = "(?!(?:valta|kanta|seutu|moottori|maan|rauta|ohitus|hengitys|virtsa)tie)";
const HOUSE =
  "\\s+\\d{1,3}(?!\\d)(?!\\s*(?:km|kilo|m(?!" + L + ")|metri|min|h(?!" + L + ")|t(?!" + L +
  ")|tun|päiv|viik|kuu|vuo|kert|eur|€|%|pros|kpl|år|dag|gång|timm))";
const ADDRESSES = [
  new RegExp(
    `(^|[^a-zà-öø-ÿčđŋšŧž\\d])(?:${NO_TIE}${L}{2,30}(?:katu|kuja|tie|polku|väylä|raitti|kaari|aukio|puistikko)` +
      `|(?!(?:motor|lands|riks|järn)väg)${L}{2,30}(?:gatan|vägen|gränden|stigen)` +
      `|${L}{2,30}(?:geaidnu|luodda))${HOUSE}`,
    "i",
  ),
  new RegExp(
    `(^|[^A-Za-zÀ-ÖØ-öø-ÿ\\d])(?!(?:Valta|Kanta|Seutu|Moottori|Maan|Rauta|Ohitus)tie)[A-ZÅÄÖ]${L}{1,30}` +
      "(?:kadu(?:n|lla|lta|lle)|kuja(?:n|lla|lta|lle)|tie(?:n|llä|ltä|lle)|polu(?:n|lla|lta|lle)" +
      `|väylä(?:n|llä)|raiti(?:n|lla)|kaare(?:n|lla)|aukio(?:n|lla))${HOUSE}`,
  ),
  /\b\d{1,4} [A-Z][a-z]{1,30} (?:Street|Road|Avenue|Lane)\b/,
];
const CARD = /(^|[^0-9A-Za-z+])([2-6](?:[ -]?\d){14,18})(?![ -]?\d)/g;

function isIdentityCode([whole, before, day, month, year, sign, number, check]) {
  const s = sign.toUpperCase();
  const century = s === "+" ? 1800 : "ABCDEF".includes(s) ? 2000 : 1900;
  const born = new Date(Date.UTC(century + +year, month - 1, +day));
  return (
    SIGNS[+(day + month + year + number) % 31] === check.toUpperCase() &&
    !MOBILE.test(whole.slice(before.length)) &&
    born.getUTCMonth() === month - 1 &&
    born.getUTCDate() === +day
  );
}

function isCard(found, text) {
  // Behind a digit and a space it is the end of something longer: a receipt, an account.
  if (/\d[ -]$/.test(text.slice(0, found.index) + found[1])) return false;
  const digits = [...found[2].replace(/\D/g, "")].reverse();
  const sum = digits.reduce((all, digit, place) => {
    const doubled = place % 2 ? 2 * digit : +digit;
    return all + (doubled > 9 ? doubled - 9 : doubled);
  }, 0);
  return sum % 10 === 0;
}

function held(words) {
  const text = words.normalize("NFKC").replace(/[\u2010-\u2014\u2212]/g, "-");
  return {
    "identity-code": [...text.matchAll(CODE)].some(isIdentityCode),
    "street-address": ADDRESSES.some((each) => each.test(text)),
    "card-number": [...text.matchAll(CARD)].some((found) => isCard(found, text)),
  };
}

function tell() {
  const left = room.dataset.limit - [...box.value.trim()].length;
  const said = left < 0 ? room.dataset.over : left <= room.dataset.near ? room.dataset.left : "";
  room.textContent = said.replace("{n}", Math.abs(left));
  const found = held(box.value);
  for (const notice of notices) notice.hidden = !found[notice.dataset.holds];
}

if (box && room) {
  let later;
  box.addEventListener("input", () => {
    clearTimeout(later);
    later = setTimeout(tell, PAUSE_MS);
  });
  tell();
  room.dataset.ready = "";
}
