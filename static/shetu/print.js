/* Buttons that print the page. They are hidden until this file is here: without it the browser's own command does it. */
"use strict";

for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}
