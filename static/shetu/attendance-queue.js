/* The queue of acts: every tap goes in first, and leaves when the server has taken it in. Nothing that it refuses is dropped.

   An act says how long ago it was made, by two clocks: the date of this device, which may be wrong and may be put right in
   between, and one that only runs forwards, but anew with each page. What the server's clock said at the last contact (the
   anchor) holds both (trainings/attendance/device_time.py). */
"use strict";

self.ShetuQueue = (() => {
  const store = self.ShetuStore;
  const AT_ONCE = 5;
  const GIVEN_UP_AFTER = 25 * 1000;
  const MOST = 50;
  const load = String(Math.random()).slice(2);

  const steady = () => performance.now() / 1000;
  const wall = () => Date.now() / 1000;
  const stamp = () => ({ wall: wall(), steady: steady(), load });

  const queue = {
    person: "",
    anchor: null, // {server, wall (ms), steady, load}
    offline: !navigator.onLine,
    trouble: "", // "", "signedOut", "away", "other", "trouble", "memory"
    acts: [], // of this person, in their order
    elsewhere: 0, // marks of other people on this device
    listeners: [],
    answered: [],
  };

  // Where the browser stores nothing, acts at least last until the page is left.
  let memory = null;
  let nextInMemory = 1e9;

  const id = () => {
    if (self.crypto.randomUUID) return self.crypto.randomUUID();
    const bytes = self.crypto.getRandomValues(new Uint8Array(16));
    bytes[6] = (bytes[6] & 0x0f) | 0x40;
    bytes[8] = (bytes[8] & 0x3f) | 0x80;
    const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
    return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
  };

  const refresh = async () => {
    let all = memory || [];
    if (!memory) {
      try {
        all = await store.acts();
      } catch {
        memory = all = queue.acts;
        queue.trouble = "memory";
      }
    }
    queue.acts = all.filter((act) => act.person === queue.person);
    queue.elsewhere = store.marksIn(all.filter((act) => act.person !== queue.person));
    queue.listeners.forEach((listener) => listener());
  };

  const keepInMemory = (act) => {
    memory = [...queue.acts, { ...act, n: (nextInMemory += 1) }];
    queue.trouble = "memory";
  };

  const put = async (facts) => {
    const act = { id: id(), person: queue.person, made: stamp(), anchor: queue.anchor, tried: queue.offline, ...facts };
    // Shown at once; the disk follows within milliseconds.
    queue.acts = [...queue.acts, act];
    queue.listeners.forEach((listener) => listener());
    if (memory) keepInMemory(act);
    else await store.putAct(act).catch(() => keepInMemory(act));
    await refresh();
    flush();
    return act;
  };

  const drop = async (act) => {
    if (memory) memory = memory.filter((one) => one.n !== act.n);
    else await store.dropAct(act.n).catch(() => undefined);
  };

  const change = async (act, changes) => {
    Object.assign(act, changes);
    if (!memory) await store.changeAct(act).catch(() => undefined);
  };

  /* Sending */

  const age = (act) => {
    // An act of an earlier page is at least as old as this one.
    const since = act.made.load === load ? steady() - act.made.steady : steady();
    return { age_wall: wall() - act.made.wall, age_steady: since };
  };

  const asSent = (act) => {
    const { made, anchor, tried, n, person, url, session, refused, ...facts } = act;
    const sent = { ...facts, ...age(act) };
    sent.waited = tried || sent.age_steady > AT_ONCE || made.load !== load;
    if (anchor) {
      sent.anchor = anchor.server;
      sent.since_wall = made.wall - anchor.wall / 1000;
      if (anchor.load === made.load) sent.since_steady = made.steady - anchor.steady;
    }
    return sent;
  };

  const token = () => {
    const cookie = document.cookie.match(/(?:^|; )csrftoken=([^;]+)/);
    const field = document.querySelector("input[name=csrfmiddlewaretoken]");
    return cookie ? cookie[1] : field ? field.value : "";
  };

  const post = async (url, acts) => {
    const giveUp = new AbortController();
    const timer = setTimeout(() => giveUp.abort(), GIVEN_UP_AFTER);
    try {
      const answer = await fetch(url, {
        method: "POST",
        body: JSON.stringify({ person: queue.person, acts: acts.map(asSent) }),
        headers: { "X-CSRFToken": token(), "Content-Type": "application/json", Accept: "application/json" },
        credentials: "same-origin",
        redirect: "manual",
        keepalive: true,
        signal: giveUp.signal,
      });
      const readable = (answer.headers.get("Content-Type") || "").includes("json");
      return { answer, said: readable ? await answer.json() : null };
    } finally {
      clearTimeout(timer);
    }
  };

  const setAnchor = (server) => {
    queue.anchor = { server, wall: Date.now(), steady: steady(), load };
  };

  const takeAnswers = async (session, acts, said) => {
    setAnchor(said.now);
    for (const act of acts) {
      const answer = said.answers[act.id];
      const keeps = !answer || (answer.outcome === "refused" && (act.kind === "mark" || act.kind === "rest"));
      if (keeps) await change(act, { tried: true, refused: (answer && answer.sentence) || "" });
      else await drop(act);
    }
    await refresh();
    queue.answered.forEach((listener) => listener(session, acts, said));
  };

  // Returns whether there is any use in sending more.
  const deliver = async (url, session, acts) => {
    let result;
    try {
      result = await post(url, acts);
    } catch {
      queue.offline = true;
      await Promise.all(acts.map((act) => change(act, { tried: true })));
      return false;
    }
    queue.offline = false;
    const { answer, said } = result;
    if (answer.ok && said && said.answers) {
      queue.trouble = memory ? "memory" : "";
      await takeAnswers(session, acts, said);
      return true;
    }
    await Promise.all(acts.map((act) => change(act, { tried: true })));
    await troubled(answer, said, session);
    return false;
  };

  const troubled = async (answer, said, session) => {
    if (said && said.other_person) queue.trouble = "other";
    else if (answer.type === "opaqueredirect" || answer.status === 401 || answer.status === 403) queue.trouble = "signedOut";
    else if (answer.status === 404) queue.trouble = "away";
    else queue.trouble = "trouble";
    // Whoever may not read the list any more does not find it on the device either.
    if (queue.trouble !== "trouble") await store.wipeSession(session).catch(() => 0);
  };

  let sending = false;
  const sendAll = async () => {
    const tried = new Set();
    for (;;) {
      const next = queue.acts.filter((act) => act.n !== undefined && act.refused === undefined && !tried.has(act.id));
      if (!next.length) return;
      const together = next.filter((act) => act.url === next[0].url).slice(0, MOST);
      together.forEach((act) => tried.add(act.id));
      if (!(await deliver(next[0].url, next[0].session, together))) return;
    }
  };

  const flush = async () => {
    if (sending || !queue.person) return;
    sending = true;
    try {
      await refresh();
      // One tab sends at a time; what is sent twice all the same is taken in once.
      if (navigator.locks) await navigator.locks.request("shetu-acts", { ifAvailable: true }, (lock) => lock && sendAll());
      else await sendAll();
    } finally {
      sending = false;
      await refresh();
    }
  };

  // Whether the server is there, and what it says of the session, with nothing to send.
  const ask = async (url, session) => {
    if (sending || !queue.person) return;
    sending = true;
    try {
      await deliver(url, session, []);
    } finally {
      sending = false;
      await refresh();
    }
  };

  /* Marks that an earlier version of this page left on the device, in local storage. */
  const takeOver = async (user, urlOf) => {
    const name = `shetu.marks.${user}`;
    const old = JSON.parse(localStorage.getItem(name) || "{}");
    for (const entry of Object.values(old)) {
      await store.putAct({
        id: id(),
        person: queue.person,
        made: { wall: entry.at / 1000, steady: 0, load: "earlier" },
        anchor: null,
        tried: true,
        kind: "mark",
        url: urlOf(entry.session),
        session: entry.session,
        day: Number(entry.day),
        half: entry.half,
        officers: [Number(entry.officer)],
        mark: entry.mark,
      });
    }
    localStorage.removeItem(name);
  };

  const start = async (person, { anchor, user, urlOf } = {}) => {
    queue.person = person;
    if (anchor) queue.anchor = anchor;
    try {
      if (user && localStorage.getItem(`shetu.marks.${user}`)) await takeOver(user, urlOf);
    } catch {
      // No storage at all: nothing was left there.
    }
    await refresh();
    flush();
  };

  return { queue, put, drop: (act) => drop(act).then(refresh), flush, ask, start, setAnchor };
})();
