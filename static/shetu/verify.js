// Checks a file without sending it anywhere. Of a PDF the SHA-256 is worked out here, and the address of the answer holds only
// that; of a picture or a scan the square code is read here, and the address holds the code in it. Of a pasted message only the
// code goes on.
"use strict";

(() => {
  const codeForm = document.querySelector("[data-code-form]");
  if (codeForm && globalThis.shetuCodes) {
    codeForm.addEventListener("submit", () => {
      const { code } = globalThis.shetuCodes.find(codeForm.elements.code.value);
      if (code) codeForm.elements.code.value = code;
    });
  }

  const form = document.querySelector("[data-check-file]");
  if (!form || !window.crypto || !crypto.subtle) return; // the form then sends the file

  const input = form.querySelector("input[type=file]");
  const state = form.querySelector("[data-picture-state]");
  form.querySelector("[data-with-script]").hidden = false;
  const language = new URL(form.action).search;

  const say = (word) => {
    const words = word ? form.querySelector(`template[data-word="${word}"]`).content.cloneNode(true) : "";
    state.replaceChildren(words);
  };

  // A file larger than any of ours is none; reading it would only fill the memory of a phone.
  const contentOf = (file) => (file.size > Number(form.dataset.most) ? new ArrayBuffer(0) : file.arrayBuffer());

  const checkHash = async (file) => {
    const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", await contentOf(file)));
    const hash = Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("");
    window.location.assign(`${form.dataset.checkFile}${hash}/${language}`);
  };

  const check = async (file) => {
    say("looking");
    const { isPicture, text } = await globalThis.shetuPictures.read(file, form.dataset.decoder);
    const { code } = text ? globalThis.shetuCodes.find(text) : { code: "" };
    if (code) {
      say("found");
      window.location.assign(`${form.dataset.checkCode}${code}/${language}${language ? "&" : "?"}from=picture`);
    } else if (isPicture) {
      say(text ? "another" : "none");
      input.value = "";
    } else {
      say("");
      await checkHash(file);
    }
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
