// Opens the browser's own print window. Without this the browser's menu does.
const button = document.getElementById("print");

if (button && window.print) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}
