/* The frame of staff: Ctrl-K, the box that ticks a whole page. Everything works without it. */
"use strict";

document.addEventListener("keydown", (event) => {
  if (!(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey || event.key.toLowerCase() !== "k") return;
  const field = document.getElementById("find-anything");
  const way = document.querySelector(".sh-findall-link");
  if (!field) return;
  event.preventDefault();
  if (field.offsetParent) field.select();
  else window.location.assign(way.href);
});

document.addEventListener("DOMContentLoaded", () => {
  // On a phone the row of links is wider than the screen: the page that is open stands in sight.
  document.querySelector(".sh-subtabs [aria-current]")?.scrollIntoView({ inline: "center", block: "nearest" });
  // Escape closes an open sheet or the menu of the account, and gives the focus back.
  document.addEventListener("keydown", (event) => {
    const open = event.key === "Escape" && document.activeElement.closest("details.sh-facet[open], details.sh-menu[open]");
    if (open) {
      open.open = false;
      open.querySelector("summary").focus();
    }
  });
  document.addEventListener("click", (event) => {
    document.querySelectorAll("details.sh-facet[open], details.sh-menu[open]").forEach((sheet) => {
      if (!sheet.contains(event.target)) sheet.open = false;
    });
  });
  document.querySelectorAll(":is(.sh-listing, .sh-money) [data-tick-all]").forEach((all) => {
    const boxes = [...all.closest("table").querySelectorAll("tbody .tick input")];
    all.hidden = false;
    all.addEventListener("change", () => boxes.forEach((box) => (box.checked = all.checked)));
  });
});
