/* Stores the page as it was sent on this device, so that its worker opens it without a line (attendance-worker.js). */
"use strict";

self.ShetuList = (() => {
  const store = self.ShetuStore;
  const root = document.documentElement;

  // Without tokens and messages, which are of this moment.
  const pristine = () => {
    const copy = root.cloneNode(true);
    copy.querySelectorAll("input[name=csrfmiddlewaretoken]").forEach((field) => field.removeAttribute("value"));
    copy.querySelectorAll("[data-done], main > .sh-stack.mb-4").forEach((note) => note.remove());
    copy.querySelector("body").removeAttribute("hx-headers");
    return `<!doctype html>\n${copy.outerHTML}`;
  };

  // Called before anything on the page changes. key: what the worker looks for; files: what is loaded only when it is used.
  const keep = async (facts, { anchor, key = facts.session, files = [] }) => {
    if (!facts.until) {
      await store.wipeSession(facts.session);
      return;
    }
    const html = pristine();
    await self.ShetuDevice.wiped;
    await store.putPage({ session: key, of: facts.session, person: facts.person, html, until: facts.until, anchor, path: facts.page });
    if (!navigator.serviceWorker) return;
    const registration = await navigator.serviceWorker.register(facts.worker, { scope: facts.page, updateViaCache: "none" });
    const worker = registration.active || registration.waiting || registration.installing;
    if (document.readyState !== "complete") await new Promise((resolve) => window.addEventListener("load", resolve, { once: true }));
    if (document.fonts) await document.fonts.ready;
    const named = [...document.querySelectorAll("link[href], script[src]")].map((one) => one.href || one.src);
    const loaded = performance.getEntriesByType("resource").map((one) => one.name);
    worker.postMessage({ files: [...new Set([...named, ...loaded, ...files])] });
  };

  return { keep };
})();
