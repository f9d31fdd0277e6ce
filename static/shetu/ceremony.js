// The list of the day: finds by name without asking the server, says when a mark was not saved. Without it every button works.
"use strict";

(() => {
  const marks = document.querySelector("[data-marks]");
  const field = document.querySelector("[data-find]");
  if (!marks || !field) return;
  const only = document.querySelector("[data-only]");
  const nobody = document.querySelector("[data-nobody]");
  const plain = (text) => text.toLowerCase().normalize("NFC").replace(/\s+/g, " ").trim();

  function show() {
    const sought = plain(field.value);
    let found = 0;
    for (const row of marks.querySelectorAll("li[data-state]")) {
      const words = plain(`${row.dataset.words} ${row.querySelector("[data-name]").textContent}`);
      row.hidden = !words.includes(sought) || (only.getAttribute("aria-pressed") === "true" && row.dataset.state !== "pending");
      found += !row.hidden;
    }
    nobody.hidden = found > 0;
  }

  only.hidden = false;
  document.querySelector("[data-find-button]").hidden = true;
  document.querySelector("[data-find-form]").addEventListener("submit", (event) => event.preventDefault());
  field.addEventListener("input", show);
  only.addEventListener("click", () => {
    only.setAttribute("aria-pressed", only.getAttribute("aria-pressed") !== "true");
    show();
  });

  function lost(event) {
    const row = event.target.closest("li");
    if (!row) return;
    let said = row.querySelector("[data-lost-said]");
    if (!said) {
      said = document.createElement("p");
      said.className = "sh-small t-bad";
      said.dataset.lostSaid = "";
      said.setAttribute("role", "alert");
      row.querySelector("[data-name]").append(said);
    }
    said.textContent = marks.dataset.lost;
  }

  for (const name of ["htmx:sendError", "htmx:timeout", "htmx:responseError"]) marks.addEventListener(name, lost);
  // The mark that was set stays in sight until the next search, so that it can be undone.
  document.addEventListener("htmx:afterSwap", () => { if (field.value) { field.select(); } });
})();
