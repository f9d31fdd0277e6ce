/* Forms of the admin: another line, names for choosers, a question before what was written is lost. */
"use strict";

document.addEventListener("DOMContentLoaded", () => {
  const problems = document.querySelector(".sh-form [role=alert]");
  if (problems) problems.focus();

  document.querySelectorAll("[data-lines]").forEach((group) => {
    const button = group.querySelector("[data-add-line]");
    const pattern = group.querySelector("template");
    const count = document.getElementById(`id_${group.dataset.lines}-TOTAL_FORMS`);
    if (!button || !pattern || !count) return;
    const room = () => !group.dataset.most || Number(count.value) < Number(group.dataset.most);
    button.hidden = !room();
    button.addEventListener("click", () => {
      const place = document.createElement("div");
      place.innerHTML = pattern.innerHTML.replaceAll("__prefix__", count.value);
      const line = place.firstElementChild;
      button.closest("p").before(line);
      count.value = Number(count.value) + 1;
      button.hidden = !room();
      line.dispatchEvent(new CustomEvent("formset:added", { bubbles: true, detail: { formsetName: group.dataset.lines } }));
      nameChoosers(line);
      const first = line.querySelector("input:not([type=hidden]), select, textarea");
      if (first) first.focus();
    });
  });

  const form = document.querySelector("form.sh-form");
  if (form) {
    let written = false;
    form.addEventListener("input", () => (written = true));
    form.addEventListener("submit", () => (written = false));
    window.addEventListener("beforeunload", (event) => {
      if (written) event.preventDefault();
    });
  }
});

// The chooser of the library has no name of its own: it takes the label of the list that it stands for.
function nameChoosers(within) {
  within.querySelectorAll("select.admin-autocomplete").forEach((list) => {
    const label = document.querySelector(`label[for="${list.id}"]`);
    const shown = list.nextElementSibling;
    if (!label || !shown || !shown.classList.contains("select2")) return;
    const name = label.textContent.trim();
    // What is chosen is text; it calls itself a field.
    shown.querySelectorAll(".select2-selection__rendered[role]").forEach((part) => {
      part.removeAttribute("role");
      part.removeAttribute("aria-readonly");
    });
    shown.querySelectorAll(".select2-selection, .select2-search__field").forEach((part) => {
      part.removeAttribute("aria-labelledby");
      part.setAttribute("aria-label", name);
    });
  });
}
// After the library has made them, which it does when it is ready. They ask by POST: names belong into no address.
window.addEventListener("load", () => {
  const library = window.django && window.django.jQuery;
  if (!library) return;
  const token = document.querySelector("[name=csrfmiddlewaretoken]");
  if (token) library.ajaxSetup({ headers: { "X-CSRFToken": token.value } });
  library(() => nameChoosers(document));
});
