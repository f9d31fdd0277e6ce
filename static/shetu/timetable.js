/* Lines of a timetable can be dragged to another place. Without this script the arrows do the same, one place at a time. */
"use strict";

(() => {
  const form = document.getElementById("drag");
  const list = document.querySelector(".sh-slots");
  if (!form || !list || !window.matchMedia("(hover: hover) and (pointer: fine)").matches) return;

  let dragged = null;
  const lineOf = (event) => event.target.closest?.(".sh-slots > li[data-slot]");
  const mark = (line) => {
    for (const one of list.children) one.classList.toggle("target", one === line);
  };
  /* The line before which the dragged one would stand: the one under the pointer, or the next below its middle; null is the end. */
  const before = (line, event) => {
    const box = line.getBoundingClientRect();
    return event.clientY < box.top + box.height / 2 ? line : line.nextElementSibling;
  };

  for (const line of list.querySelectorAll("li[data-slot]")) line.draggable = true;

  list.addEventListener("dragstart", (event) => {
    dragged = lineOf(event);
    if (!dragged) return;
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setData("text/plain", dragged.dataset.slot);
    dragged.classList.add("dragged");
  });
  list.addEventListener("dragend", () => {
    dragged?.classList.remove("dragged");
    dragged = null;
    mark(null);
  });
  list.addEventListener("dragover", (event) => {
    const line = lineOf(event);
    if (!dragged || !line) return;
    event.preventDefault();
    mark(before(line, event));
  });
  list.addEventListener("drop", (event) => {
    const line = lineOf(event);
    if (!dragged || !line) return;
    event.preventDefault();
    const next = before(line, event);
    if (next === dragged || next === dragged.nextElementSibling) return;
    form.elements.place.value = dragged.dataset.slot;
    form.elements.before.value = next?.dataset.slot ?? "";
    form.requestSubmit();
  });
})();
