/* What this device stores for the time without a line, in the page and in its worker: lists and acts, in IndexedDB.

   A list (`pages`) has names in it: of one session at a time (`of`), for one person, until its last day is over. An act (`acts`) has
   numbers only; it stays until the server has taken it in. Both belong to a person, by an id that says nothing (`person`). */
"use strict";

self.ShetuStore = (() => {
  const NAME = "shetu-device";
  let opened = null;

  const open = () => {
    if (opened) return opened;
    opened = new Promise((resolve, reject) => {
      const request = indexedDB.open(NAME, 1);
      request.onupgradeneeded = () => {
        request.result.createObjectStore("pages", { keyPath: "session" });
        request.result.createObjectStore("acts", { keyPath: "n", autoIncrement: true });
      };
      request.onsuccess = () => {
        request.result.onversionchange = () => request.result.close();
        resolve(request.result);
      };
      request.onerror = () => reject(request.error);
      request.onblocked = () => reject(new Error("blocked"));
    });
    opened.catch(() => (opened = null));
    return opened;
  };

  // Resolves once it is on the disk: what was tapped must outlive the next moment.
  const run = async (store, mode, work) => {
    const database = await open();
    return new Promise((resolve, reject) => {
      const transaction = database.transaction(store, mode);
      const request = work(transaction.objectStore(store));
      transaction.oncomplete = () => resolve(request ? request.result : undefined);
      transaction.onabort = () => reject(transaction.error);
      transaction.onerror = () => reject(transaction.error);
    });
  };

  const all = (store) => run(store, "readonly", (rows) => rows.getAll());

  // Over for this device only when both say so: its own date, and the time of the server counted on from the last contact. One of
  // them is right when the clock is wrong by days, or was and has been put right.
  const isOver = (page) => {
    const now = Date.now() / 1000;
    return now >= page.until && page.anchor.server + now - page.anchor.wall / 1000 >= page.until;
  };

  const wipe = async (which) => {
    const gone = (await all("pages")).filter(which);
    await Promise.all(gone.map((page) => run("pages", "readwrite", (rows) => rows.delete(page.session))));
    return gone.length;
  };

  // A tag that was scanned counts also while the list does not know whose it is.
  const whom = (act) => (act.officers.length || !act.tag ? act.officers : [act.tag]);

  // How many marks these acts are about, as the person who gave them counts: one for an officer and a half-day, however often it
  // was changed before it was sent. The acts themselves all stay.
  const marksIn = (acts) =>
    new Set(acts.flatMap((act) => whom(act).map((one) => [act.person, act.session, act.day, act.half, one].join(" ")))).size;

  return {
    marksIn,
    page: async (session) => {
      const page = await run("pages", "readonly", (rows) => rows.get(session));
      if (!page || !isOver(page)) return page;
      await wipe((one) => one.session === session);
      return undefined;
    },
    putPage: async (page) => {
      await wipe((other) => (other.of || other.session) !== (page.of || page.session));
      await run("pages", "readwrite", (rows) => rows.put(page));
    },
    // Several changes of one list come after each other, and none brings a list back that was wiped meanwhile.
    changePage: (session, changes) =>
      run("pages", "readwrite", (rows) => {
        const request = rows.get(session);
        request.onsuccess = () => {
          if (request.result) rows.put({ ...request.result, ...changes });
        };
        return null;
      }),
    wipe,
    wipeSession: (session) => wipe((page) => (page.of || page.session) === session),
    // Lists of anybody but this person ("" for nobody who is signed in), and those whose time is over.
    wipeOthers: (person) => wipe((page) => page.person !== person || isOver(page)),
    acts: () => all("acts"),
    putAct: (act) => run("acts", "readwrite", (rows) => rows.add(act)),
    changeAct: (act) => run("acts", "readwrite", (rows) => rows.put(act)),
    dropAct: (n) => run("acts", "readwrite", (rows) => rows.delete(n)),
  };
})();
