// Takes the code of a link from behind its #, which browsers send to nobody, and out of the address.
const field = document.getElementById("code");
const code = location.hash.slice(1);

if (field && code) {
  field.value = code;
  history.replaceState(null, "", location.pathname + location.search);
}
