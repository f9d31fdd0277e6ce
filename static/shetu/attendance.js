/* Attendance while the line comes and goes: shows what waits, puts every act into the queue, and keeps the list on this device
   for the time without a line. Without this file the page works as a plain form. */
"use strict";

(() => {
  const waiting = document.querySelector("[data-waiting]");
  if (!waiting) return;

  const store = self.ShetuStore;
  const { queue, put, drop, flush, ask, start, setAnchor } = self.ShetuQueue;
  const page = self.ShetuSheet;
  const AGAIN_AFTER = 15 * 1000;
  const root = document.documentElement;
  const stored = root.dataset.fromDevice !== undefined;
  const bangla = root.lang.startsWith("bn");
  const digits = (text) => (bangla ? String(text).replace(/[0-9]/g, (digit) => "০১২৩৪৫৬৭৮৯"[digit]) : String(text));
  const words = (template, values) => template.replace(/\{(\w+)\}/g, (_whole, name) => digits(values[name]));
  const counted = (element, n, more = {}) => words(element.dataset[n === 1 ? "one" : "many"], { n, ...more });
  const find = (selector) => document.querySelector(selector);
  let savedAt = "";

  /* The list on this device */

  const keepList = () => self.ShetuList.keep(page.facts, { anchor: queue.anchor });

  const takeListAway = () => {
    document.querySelectorAll("main .sh-card, main .sh-days, [data-to-decide], [data-rest]").forEach((part) => part.remove());
  };

  /* What the page shows */

  const ENDED = ["signedOut", "other", "away"];

  const showNotice = () => {
    const n = store.marksIn(queue.acts.filter((act) => act.refused === undefined && (act.tried || queue.offline)));
    const ended = ENDED.includes(queue.trouble);
    waiting.hidden = !n && !ended;
    const title = find("[data-waiting-title]");
    title.textContent = queue.offline ? title.dataset.offline : title.dataset[queue.trouble === "signedOut" ? "ended" : "slow"];
    title.hidden = !queue.offline && ended && queue.trouble !== "signedOut";
    find("[data-waiting-text]").textContent = n ? counted(waiting, n) : "";
    find("[data-waiting-trouble]").textContent = queue.trouble && !queue.offline ? waiting.dataset[queue.trouble] : "";
    const signIn = find("[data-sign-in]");
    signIn.hidden = queue.offline || queue.trouble !== "signedOut";
    signIn.search = `?next=${encodeURIComponent(location.pathname + location.search)}`;
    const elsewhere = find("[data-elsewhere]");
    elsewhere.hidden = !queue.elsewhere;
    if (queue.elsewhere) find("[data-elsewhere-text]").textContent = counted(elsewhere, queue.elsewhere);
    const reload = find("[data-reload]");
    if (reload) reload.hidden = queue.offline;
  };

  const showDock = (seen) => {
    const status = find("[data-status]");
    const rest = find("[data-rest]");
    const half = page.halfDay(page.chosen());
    const open = page.rows.filter((row) => page.radiosOf(row).length);
    const expected = page.rows.filter((row) => !page.isBefore(row, page.chosen()));
    const unmarked = open.filter((row) => expected.includes(row) && !seen[row.dataset.officer][page.chosen()]).length;
    if (rest) {
      const excused = open.filter((row) => expected.includes(row) && page.isExcused(row, page.chosen()) && !seen[row.dataset.officer][page.chosen()]).length;
      const others = unmarked - excused;
      rest.hidden = !half.open || others === 0;
      const offer = others === expected.length ? rest.dataset.all : others === 1 ? rest.dataset.one : rest.dataset.many;
      find("[data-rest-text]").textContent = words(offer, { n: others });
    }
    if (!status) return;
    find("[data-dock]").hidden = !open.length;
    const saved = expected.filter((row) => page.record[row.dataset.officer][page.chosen()]).length;
    const values = { marked: saved, officers: expected.length, time: savedAt };
    const here = queue.acts.filter((act) => `${act.day} ${act.half}` === page.chosen() && act.session === page.facts.session);
    const unsent = store.marksIn(here);
    const say = (selector, text) => (status.querySelector(selector).textContent = text);
    const many = (key, n) => words(status.dataset[key + (n === 1 ? "One" : "Many")], { n });
    say("[data-status-saved]", words(savedAt ? status.dataset.savedAt : status.dataset.saved, values));
    say("[data-status-left]", unmarked ? many("left", unmarked) : status.dataset.all);
    const troubled = queue.offline || Boolean(queue.trouble);
    say("[data-status-waiting]", unsent && troubled ? `· ${many("waiting", unsent)}` : "");
    status.querySelector("[data-cloud]").hidden = troubled;
    status.querySelector("[data-cloud-off]").hidden = !troubled;
  };

  // Serves as the time of day for what has not begun; only what is asked depends on it.
  const serverNow = () => (queue.anchor ? queue.anchor.server + (Date.now() - queue.anchor.wall) / 1000 : Date.now() / 1000);

  const HOURS = 3600;
  const loadedAt = () => (serverNow() - page.facts.now > 8 * HOURS ? page.facts.loaded_on : page.facts.loaded);

  const showEarly = () => {
    const note = find("[data-early-notice]");
    if (!note) return;
    const half = page.halfDay(page.chosen());
    const early = half.open && serverNow() < half.begins;
    note.hidden = !early;
    note.querySelector("[data-early-reason]").disabled = !early;
    const text = note.querySelector("[data-early-text]");
    if (text) text.textContent = half.early;
  };

  const nameOf = (officer) => {
    const row = page && page.rowOf(officer);
    if (!row) return self.ShetuScan ? self.ShetuScan.nameOf(officer) : "";
    const apart = row.querySelector("[data-apart]");
    return row.querySelector("[data-name]").textContent + (apart ? ` ${apart.textContent}` : "");
  };

  const showRefused = () => {
    const list = find("[data-refusal-list]");
    const refused = queue.acts.filter((act) => act.refused !== undefined);
    list.closest("[data-refusals]").hidden = !refused.length && !list.querySelector("[data-said]");
    list.querySelectorAll("[data-act]").forEach((line) => line.remove());
    refused.forEach((act) => {
      const line = document.createElement("li");
      line.dataset.act = act.id;
      const names = act.officers.map((officer) => nameOf(officer) || list.dataset.somebody);
      if (!names.length) names.push(list.dataset.somebody);
      line.textContent = `${[...new Set(names)].join(", ")}: ${act.refused} `;
      const button = document.createElement("button");
      Object.assign(button, { type: "button", className: "sh-btn small", textContent: list.dataset.remove });
      button.addEventListener("click", () => drop(act));
      line.append(button);
      list.append(line);
    });
  };

  const show = () => {
    showNotice();
    showRefused();
    if (!page) return;
    showDock(page.show(queue.acts));
    showEarly();
    document.querySelectorAll("[data-undecided]").forEach((one) => {
      one.hidden = queue.acts.some((act) => act.kind === "decide" && String(act.undecided) === one.dataset.undecided);
    });
  };

  const sayOnce = (sentence) => {
    const list = find("[data-refusal-list]");
    const line = document.createElement("li");
    line.dataset.said = "";
    line.textContent = sentence;
    list.append(line);
    list.closest("[data-refusals]").hidden = false;
  };

  const putQuestions = (html) => {
    const place = find("[data-to-decide]");
    if (!place) return;
    const before = place.querySelectorAll("[data-undecided]").length;
    place.innerHTML = html;
    if (place.querySelectorAll("[data-undecided]").length > before) place.scrollIntoView({ block: "center" });
  };

  queue.listeners.push(show);
  queue.answered.push((session, acts, said) => {
    if (acts.length) savedAt = said.saved_at;
    const here = page && session === page.facts.session;
    acts.forEach((one) => {
      const answer = said.answers[one.id];
      if (here && answer) page.take(one, answer.marks);
      if (answer && answer.sentence && (one.kind === "undo" || one.kind === "decide")) sayOnce(answer.sentence);
    });
    if (here) {
      putQuestions(said.undecided);
      if (!said.keep) store.wipeSession(page.facts.session).catch(() => undefined);
      store.changePage(page.facts.session, { anchor: queue.anchor, undecided: said.undecided }).catch(() => undefined);
    }
    show();
  });

  /* What a person does */

  const reason = () => {
    const field = find("[data-early-reason]:not([disabled])");
    return field ? field.value.trim() : "";
  };

  const lacksReason = () => {
    showEarly(); // the half-day may have begun since, and a page just opened may not have said yet that it has not
    const field = find("[data-early-reason]:not([disabled])");
    if (!field || field.value.trim()) return false;
    field.setCustomValidity(field.dataset.missing || "");
    field.reportValidity();
    field.setCustomValidity("");
    field.focus();
    return true;
  };

  const act = (kind, officers, more) => {
    const { facts, sheet } = page;
    const where = { url: facts.acts, session: facts.session, day: Number(sheet.dataset.day), half: sheet.dataset.half };
    return put({ kind, officers: officers.map(Number), ...where, reason: reason(), ...more });
  };

  const seenNow = () => page.withWaiting(queue.acts);

  const tap = (radio) => {
    const { officer } = radio.closest("[data-officer]").dataset;
    if (lacksReason()) {
      show();
      return;
    }
    act("mark", [officer], { mark: radio.value, seen: seenNow()[officer][page.chosen()] });
  };

  let lastRest = null;
  const markTheRest = async (mark) => {
    if (lacksReason()) return;
    const seen = seenNow();
    const name = page.chosen();
    const here = page.rows.filter((row) => page.radiosOf(row).length && !page.isBefore(row, name) && !seen[row.dataset.officer][name]);
    const open = here.filter((row) => !page.isExcused(row, name));
    if (!open.length) return;
    lastRest = await act("rest", open.map((row) => row.dataset.officer), { mark });
    const note = find("[data-rest-done]");
    find("[data-rest-done-text]").textContent = counted(note, open.length, { half_day: page.halfDay(name).name });
    note.hidden = false;
  };

  const undoTheRest = () => {
    const { officers, day, half, id } = lastRest;
    const before = Object.fromEntries(officers.map((officer) => [officer, page.record[officer][`${day} ${half}`]]));
    const later = queue.acts.filter((act) => act.kind === "mark" && act.day === day && act.half === half);
    later.forEach((act) => act.officers.forEach((officer) => delete before[officer]));
    Object.keys(before).forEach((officer) => {
      if (before[officer] && before[officer] !== lastRest.mark) delete before[officer];
      else before[officer] = "";
    });
    act("undo", officers, { undoes: id, day, half, before });
    find("[data-rest-done]").hidden = true;
  };

  const decide = (form, button) => {
    const line = form.closest("[data-undecided]").dataset;
    const field = form.querySelector("[data-decide-reason]");
    const take = button.value === "yes";
    if (take && field && !field.value.trim()) {
      field.required = true;
      form.reportValidity();
      return;
    }
    const more = { undecided: Number(line.undecided), take, day: Number(line.dayOf), half: line.halfOf, reason: field ? field.value.trim() : "" };
    act("decide", [line.officerOf], more);
  };

  const openHere = (name, state) => {
    if (!page.choose(name)) return;
    if (state) history.pushState(null, "", `?day=${name.replace(" ", "&half=")}`);
    show();
  };

  const listen = () => {
    const { sheet } = page;
    sheet.addEventListener("change", (event) => event.target.type === "radio" && tap(event.target));
    // No form is sent: the browser's own error page would take its place when the line drops.
    sheet.addEventListener("submit", (event) => {
      event.preventDefault();
      flush();
    });
    const rest = find("[data-rest]");
    if (rest) {
      rest.addEventListener("click", (event) => {
        event.preventDefault();
        markTheRest(rest.value);
      });
    }
    find("[data-rest-undo]").addEventListener("click", undoTheRest);
    find("[data-to-decide]").addEventListener("click", (event) => {
      const button = event.target.closest("button[name=take]");
      if (!button) return;
      event.preventDefault();
      decide(button.form, button);
    });
    document.addEventListener("click", (event) => {
      const link = event.target.closest("a[data-half-day], thead a");
      if (link && (queue.offline || !navigator.onLine)) {
        event.preventDefault();
        const named = new URLSearchParams(new URL(link.href).search);
        openHere(`${named.get("day")} ${named.get("half")}`, true);
        return;
      }
      const needsLine = event.target.closest("[data-online-only]");
      if (needsLine && (queue.offline || !navigator.onLine)) event.preventDefault();
      find("[data-needs-line]").hidden = !needsLine || !(queue.offline || !navigator.onLine);
    });
    window.addEventListener("popstate", () => {
      const named = new URLSearchParams(location.search);
      if (named.get("day")) openHere(`${named.get("day")} ${named.get("half")}`, false);
    });
    const here = find(".sh-days [aria-current]");
    if (here) here.parentElement.scrollLeft = here.offsetLeft - here.parentElement.offsetLeft - 64;
  };

  /* From here on */

  const urlOf = (session) => `/training/${session}/attendance/acts/`;

  const begin = async () => {
    const { person, user } = waiting.dataset;
    if (!page) return start(person, { user, urlOf });
    listen();
    if (!stored) {
      setAnchor(page.facts.now);
      keepList().catch(() => undefined); // a browser that stores nothing still marks
      return start(page.facts.person, { user, urlOf });
    }
    const list = await store.page(page.facts.session);
    if (list) queue.anchor = list.anchor;
    if (list && list.undecided !== undefined) find("[data-to-decide]").innerHTML = list.undecided;
    const named = new URLSearchParams(location.search);
    if (named.get("day")) page.choose(`${named.get("day")} ${named.get("half")}`);
    showEarly();
    find("[data-stored]").hidden = false;
    find("[data-stored-text]").textContent = words(find("[data-stored]").dataset.text, { time: loadedAt() });
    queue.offline = true;
    await start(page.facts.person, { user, urlOf, anchor: list && list.anchor });
    return ask(page.facts.acts, page.facts.session);
  };

  // What waits goes out; with nothing to send, the server is asked whether it is there.
  const again = () => {
    if (queue.acts.length || !page) flush();
    else if (queue.offline || stored) ask(page.facts.acts, page.facts.session);
  };

  begin();

  queue.listeners.push(() => {
    if (queue.trouble === "away" || queue.trouble === "other") takeListAway();
  });
  document.querySelectorAll("[data-print]").forEach((button) => {
    button.hidden = false;
    button.addEventListener("click", () => window.print());
  });
  window.addEventListener("online", () => {
    queue.offline = false;
    again();
  });
  window.addEventListener("pageshow", (event) => event.persisted && again());
  window.addEventListener("offline", () => {
    queue.offline = true;
    show();
  });
  document.addEventListener("visibilitychange", () => {
    if (!document.hidden) again();
  });
  setInterval(() => {
    if (queue.acts.length || queue.offline) again();
  }, AGAIN_AFTER);
})();
