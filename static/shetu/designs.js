// Puts a placeholder where the cursor stood last in a wording, and tells the preview of it.
(() => {
  const fields = document.querySelectorAll("[data-words]");
  let last = document.getElementById("id_statement_en");
  for (const field of fields) field.addEventListener("focus", () => { last = field; });
  for (const button of document.querySelectorAll("[data-put]")) {
    button.addEventListener("click", () => {
      last.setRangeText(button.dataset.put, last.selectionStart, last.selectionEnd, "end");
      last.focus();
      last.dispatchEvent(new Event("input", { bubbles: true }));
    });
  }
})();
