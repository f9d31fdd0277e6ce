/* For our own pages inside the admin's frame. */
"use strict";

// Unfold writes the name of a chosen file into a text field beside it. Our file fields are the browser's own and have none,
// so it must think that it has seen to them already.
document.addEventListener("DOMContentLoaded", () => {
  document.querySelectorAll(".sh-staff-page input[type=file]").forEach((field) => (field.hasChangeListener = true));
});

// The scripts of the admin's library count in English digits: "২৫টির মধ্যে 3টি".
window.addEventListener("load", () => {
  const english = window.interpolate;
  if (!english || document.documentElement.lang !== "bn") return;
  window.interpolate = (...given) => english(...given).replace(/[0-9]/g, (digit) => "০১২৩৪৫৬৭৮৯"[digit]);
});
