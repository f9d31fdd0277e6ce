// The duplicates desk by keyboard. Every key presses a button or follows a link that stands on the page anyway.
"use strict";

const pairs = [...document.querySelectorAll("[data-pair]")];
const legend = document.querySelector("[data-keys]");
const named = pairs.findIndex((pair) => `#${pair.id}` === location.hash);
let here = Math.max(0, named);

function stand(at, comes = true) {
  here = Math.max(0, Math.min(pairs.length - 1, at));
  pairs.forEach((pair, number) => pair.classList.toggle("is-here", number === here));
  pairs[here].focus({ preventScroll: true });
  if (comes) pairs[here].scrollIntoView({ block: "nearest" });
}

// What a key presses: in the pair one stands on first, then anywhere on the page.
function pressed(key) {
  const wanted = `[data-key="${key}"]`;
  return pairs[here]?.querySelector(wanted) || [...document.querySelectorAll(wanted)].find((one) => !one.closest("[data-pair]"));
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || event.repeat) return;
  const on = event.target;
  if (on.closest("textarea, select, [contenteditable], input:not([type=radio], [type=checkbox])")) return;
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  const step = { j: 1, ArrowDown: 1, k: -1, ArrowUp: -1 }[key];
  if (step && pairs.length && !on.closest("input")) {
    event.preventDefault();
    stand(here + step);
    return;
  }
  // Enter on a link, a button or a choice is the browser's.
  if (key === "Enter" && on.closest("a, button, summary")) return;
  const target = pressed(key);
  if (!target || target.disabled) return;
  event.preventDefault();
  target.click();
});
document.addEventListener("focusin", (event) => {
  const at = pairs.indexOf(event.target.closest("[data-pair]"));
  if (at >= 0 && at !== here) {
    here = at;
    pairs.forEach((pair, number) => pair.classList.toggle("is-here", number === here));
  }
});
if (legend) legend.hidden = false;
// A page that just opened shows its beginning.
if (pairs.length) stand(here, named >= 0);
