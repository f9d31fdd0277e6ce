// Quick entry by keyboard, and ticking a whole page of the register. Without it every page works by its buttons.
"use strict";

function tickAll() {
  const all = document.querySelector("[data-tick-all]");
  if (!all) return;
  const ticks = [...document.querySelectorAll("input.sh-tick[name=finding]")];
  all.hidden = false;
  all.addEventListener("change", () => ticks.forEach((tick) => { tick.checked = all.checked; }));
  ticks.forEach((tick) => tick.addEventListener("change", () => { all.checked = ticks.every((one) => one.checked); }));
}

function quickEntry(form) {
  const lines = form.querySelector("[data-lines]");
  const blank = form.querySelector("[data-blank-line]");
  const total = form.querySelector("[name=line-TOTAL_FORMS]");
  const most = Number(form.dataset.most);
  const more = form.querySelector("[data-add-line]");
  const rows = () => [...lines.querySelectorAll("[data-line]")];
  const part = (row, name) => row.querySelector(`[name$="-${name}"]`);

  function add() {
    const number = rows().length;
    if (number >= most) return null;
    const made = blank.content.cloneNode(true);
    made.querySelectorAll("*").forEach((node) => {
      for (const name of ["name", "id", "for"]) {
        const value = node.getAttribute(name);
        if (value) node.setAttribute(name, value.replace("__prefix__", number));
      }
    });
    made.querySelector("[data-line-number]").textContent = (number + 1).toLocaleString(document.documentElement.lang);
    lines.append(made);
    total.value = number + 1;
    more.hidden = number + 1 >= most;
    return rows()[number];
  }

  form.addEventListener("keydown", (event) => {
    const isText = event.target.matches('[name$="-text"]');
    if (event.key !== "Enter" || event.isComposing || !isText) return;
    event.preventDefault(); // Enter would send the form
    if (event.ctrlKey || event.metaKey) { // not every browser sends it by itself then
      if (!event.repeat) form.requestSubmit();
      return;
    }
    if (!event.target.value.trim()) return;
    const all = rows();
    const next = all[all.indexOf(event.target.closest("[data-line]")) + 1] || add();
    if (next) part(next, "text").focus();
  });
  more.hidden = rows().length >= most;
  more.addEventListener("click", () => {
    const row = add();
    if (row) part(row, "text").focus();
  });
  // The first empty line is where the typing goes on.
  const empty = rows().find((row) => !part(row, "text").value);
  if (empty && !form.querySelector(".has-bad")) part(empty, "text").focus();
}

tickAll();
document.querySelectorAll("[data-entry]").forEach(quickEntry);
