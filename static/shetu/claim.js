// The claim works without this file: then the code is typed. With it, the QR code of the slip fills the code in.
"use strict";

(() => {
  const form = document.querySelector("[data-claim]");
  if (!form) return;

  // The code stands behind "#", which no browser sends anywhere. It moves into the field, and out of the address and the history.
  const field = form.querySelector("[data-claim-code]");
  const readable = (text) => {
    try {
      return decodeURIComponent(text);
    } catch {
      return text; // a stray "%": the person sees it in the field
    }
  };
  const take = () => {
    const code = readable(window.location.hash.slice(1));
    // The links to the content and to a field say "#main" and the like; they are none of ours.
    if (!field || !code || document.getElementById(code)) return;
    field.value = code.replace(/\s/g, "").replace(/(.{4})(?=.)/g, "$1 ");
    history.replaceState(null, "", window.location.pathname);
    form.querySelector("[data-claim-scanned]").hidden = false;
    form.querySelector("[data-claim-number]").focus();
  };
  take();
  window.addEventListener("hashchange", take);

  // Changing the language loads the page anew. A browser keeps what stands behind "#" across that redirect, and sends it nowhere.
  const language = document.querySelector("form.sh-language");
  if (field && language) {
    language.addEventListener("submit", () => {
      if (field.value) language.action = `${language.action.split("#")[0]}#${encodeURIComponent(field.value.replace(/\s/g, ""))}`;
    });
  }

  const show = form.querySelector("[data-claim-show]");
  if (show) {
    show.hidden = false;
    const password = form.querySelector("[data-claim-password]");
    const button = show.querySelector("button");
    button.addEventListener("click", () => {
      const shown = password.type === "password";
      password.type = shown ? "text" : "password";
      button.setAttribute("aria-pressed", String(shown));
    });
  }
})();
