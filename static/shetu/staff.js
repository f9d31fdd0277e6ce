/* For our own pages inside the admin's frame. */
"use strict";

// Unfold writes the name of a chosen file into a text field beside it. Our file fields are the browser's own and have none,
// so it must think that it has seen to them already.
document.addEventListener("DOMContentLoaded", () => {
  document.querySelectorAll(".sh-staff-page input[type=file]").forEach((field) => (field.hasChangeListener = true));
});
