// Checks a PDF without sending it anywhere: its SHA-256 is worked out here, and the address of the answer holds only that.
"use strict";

(() => {
  const form = document.querySelector("[data-check-file]");
  if (!form || !window.crypto || !crypto.subtle) return; // the form then sends the file

  const input = form.querySelector("input[type=file]");
  form.querySelector("[data-with-script]").hidden = false;

  // A file larger than any of ours is none; reading it would only fill the memory of a phone.
  const contentOf = (file) => (file.size > Number(form.dataset.most) ? new ArrayBuffer(0) : file.arrayBuffer());

  const check = async (file) => {
    const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", await contentOf(file)));
    const hash = Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("");
    const language = new URL(form.action).search;
    window.location.assign(`${form.dataset.checkFile}${hash}/${language}`);
  };

  form.addEventListener("submit", (event) => {
    if (!input.files.length || !input.files[0].size) return; // the server says what is missing
    event.preventDefault();
    check(input.files[0]);
  });
  input.addEventListener("change", () => {
    if (input.files.length && input.files[0].size) check(input.files[0]);
  });
  document.addEventListener("dragover", (event) => event.preventDefault());
  document.addEventListener("drop", (event) => {
    event.preventDefault();
    const file = event.dataTransfer.files[0];
    if (file && file.size) check(file);
  });
})();
