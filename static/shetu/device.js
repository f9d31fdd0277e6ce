/* On every page of signed-in people and at the door: takes lists of other people off this device, and says what waits on it
   before somebody signs out. */
"use strict";

(() => {
  const store = self.ShetuStore;
  const { person, signOut } = document.currentScript.dataset;
  const bangla = document.documentElement.lang.startsWith("bn");
  const digits = (n) => (bangla ? String(n).replace(/[0-9]/g, (digit) => "০১২৩৪৫৬৭৮৯"[digit]) : String(n));

  // A page that was opened without a line is the list itself; its worker has asked already. And without storage there is no list.
  const isList = document.documentElement.dataset.fromDevice !== undefined;
  const wiped = isList ? Promise.resolve(0) : store.wipeOthers(person).catch(() => 0);
  self.ShetuDevice = { person, wiped };

  // On a phone the row of links is wider than the screen: the page that is open stands in sight.
  document.querySelector(".sh-subtabs [aria-current]")?.scrollIntoView({ inline: "center", block: "nearest" });

  const marksThatWait = async () => store.marksIn((await store.acts()).filter((act) => act.person === person));

  const leave = async (form) => {
    await store.wipe(() => true).catch(() => 0);
    if (navigator.onLine) {
      form.submit();
      return;
    }
    const note = form.parentElement.querySelector("[data-sign-out-line]");
    if (note) note.hidden = false;
  };

  document.querySelectorAll(`form[method=post][action="${signOut}"]`).forEach((form) => {
    const note = form.parentElement.querySelector("[data-sign-out-waits]");
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      marksThatWait()
        .catch(() => 0)
        .then((n) => {
          if (!n || !note) return leave(form);
          note.querySelector("[data-sign-out-count]").textContent = note.dataset[n === 1 ? "one" : "many"].replace("{n}", digits(n));
          note.hidden = false;
          return note.scrollIntoView({ block: "nearest" });
        });
    });
    if (note) note.querySelector("[data-sign-out-anyway]").addEventListener("click", () => leave(form));
  });
})();
