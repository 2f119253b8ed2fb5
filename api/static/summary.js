// Copies the summary of a request as it was edited. Without this the text can be selected.
const copy = document.getElementById("summary-copy");

if (copy && navigator.clipboard) {
  const text = document.getElementById("summary-text");
  const status = document.getElementById("summary-status");
  copy.hidden = false;
  copy.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(text.value);
      status.textContent = copy.dataset.done;
    } catch {
      text.select();
      status.textContent = copy.dataset.failed;
    }
  });
}
