// The list of the day: finds by name without asking the server where everybody is on the page, says when a mark was not saved.
// Without it every button works.
"use strict";

(() => {
  const field = document.querySelector("[data-find]");
  if (!field) return;
  const here = document.querySelector("[data-find-here]");
  const plain = (text) => text.toLowerCase().normalize("NFC").replace(/\s+/g, " ").trim();

  function show() {
    const sought = plain(field.value);
    let found = 0;
    for (const row of document.querySelectorAll("[data-marks] li[data-state]")) {
      const words = plain(`${row.dataset.words} ${row.querySelector("[data-name]").textContent}`);
      row.hidden = !words.includes(sought);
      found += !row.hidden;
    }
    document.querySelector("[data-nobody]").hidden = found > 0 || !sought;
  }

  if (here) {
    document.querySelector("[data-find-button]").hidden = true;
    here.addEventListener("submit", (event) => event.preventDefault());
    field.addEventListener("input", show);
  }

  function lost(event) {
    const row = event.target.closest("[data-marks] li");
    if (!row) return;
    let said = row.querySelector("[data-lost-said]");
    if (!said) {
      said = document.createElement("p");
      said.className = "sh-small t-bad";
      said.dataset.lostSaid = "";
      said.setAttribute("role", "alert");
      row.querySelector("[data-name]").append(said);
    }
    said.textContent = row.closest("[data-marks]").dataset.lost;
  }

  for (const name of ["htmx:sendError", "htmx:timeout", "htmx:responseError"]) document.addEventListener(name, lost);
  // The mark that was set stays in sight until the next search, so that it can be undone.
  document.addEventListener("htmx:afterSwap", (event) => {
    if (field.value && event.target.closest("[data-marks]")) field.select();
  });
})();
