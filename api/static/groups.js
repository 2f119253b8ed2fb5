// Shows the digits of a receipt four at a time while they are typed, pasted or deleted.
const field = document.getElementById("receipt");
const DIGIT = /\d/;
const NO_DIGITS = /\D/g;
const FOUR = /(\d{4})(?=\d)/g;
// Whatever else somebody types stays as it is: the service finds the digits in it.
const CODE = /^[\d\s.\-\u2010-\u2015]*$/;
// Where only a space of ours was deleted, the digit beside it was meant.
const BESIDE = { deleteContentBackward: -1, deleteContentForward: 0 };
let before = "";

function digitsOf(text) {
  return text.replace(NO_DIGITS, "");
}

function show(digits, caret) {
  field.value = digits.replace(FOUR, "$1 ");
  let place = 0;
  for (let seen = 0; seen < caret && place < field.value.length; place++) {
    if (DIGIT.test(field.value[place])) seen++;
  }
  if (document.activeElement === field) field.setSelectionRange(place, place);
}

function group(event) {
  if (event?.isComposing || !CODE.test(field.value)) return;
  let digits = digitsOf(field.value);
  let caret = digitsOf(field.value.slice(0, field.selectionStart)).length;
  const step = BESIDE[event?.inputType];
  if (step !== undefined && digits === digitsOf(before)) {
    caret = Math.max(caret + step, 0);
    digits = digits.slice(0, caret) + digits.slice(caret + 1);
  }
  show(digits, caret);
  before = field.value;
}

if (field) {
  group();
  field.addEventListener("input", group);
  field.addEventListener("compositionend", group);
}
