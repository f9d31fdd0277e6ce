/* Scans name tags: what a tag says, what became of it, and the mark, which goes into the queue of the device like every tap.

   Without a line the session and the number are compared with the list; the check in the tag is compared by the server when
   the mark arrives (trainings/tags/tag_codes.py). */
"use strict";

self.ShetuScan = (() => {
  const holder = document.querySelector("[data-scan]");
  if (!holder) return null;

  const store = self.ShetuStore;
  const { queue, put, ask, setAnchor } = self.ShetuQueue;
  const facts = JSON.parse(holder.dataset.scan);
  const key = `${facts.session} scan`;
  const root = document.documentElement;
  const stored = root.dataset.fromDevice !== undefined;
  const bangla = root.lang.startsWith("bn");
  const digits = (text) => (bangla ? String(text).replace(/[0-9]/g, (digit) => "০১২৩৪৫৬৭৮৯"[digit]) : String(text));
  const words = (template, values) => template.replace(/\{(\w+)\}/g, (_whole, name) => digits(values[name]));
  const find = (selector) => document.querySelector(selector);
  const say = holder.dataset;
  const TAG = /^T1\/([A-Z0-9]{1,20})\/([1-9][0-9]{0,4})\/([0-9A-HJKMNP-TV-Z]{8})$/;
  const THERE = ["present", "late"];
  const SHOWN = 8;
  const SAME_TAG_AFTER = 3000; // a tag in front of the camera is read many times a second

  const byNumber = new Map();
  const byOfficer = new Map(facts.officers.map((one) => [one.pk, one]));
  facts.officers.forEach((one) => one.numbers.forEach((number) => byNumber.set(number, one)));
  const faces = Object.fromEntries(facts.faces.map((face) => [face.mark, face]));
  const nameOf = (half) => `${half.day} ${half.half}`;
  let name = say.halfDay;
  let chosen = facts.half_days.find((half) => nameOf(half) === name);

  const serverNow = () => (queue.anchor ? queue.anchor.server + (Date.now() - queue.anchor.wall) / 1000 : Date.now() / 1000);
  const clock = (seconds) =>
    digits(new Date(seconds * 1000).toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit", timeZone: "Asia/Dhaka" }));
  const madeAt = (act) => (act.anchor ? act.anchor.server + act.made.wall - act.anchor.wall / 1000 : act.made.wall);

  /* The half-day: the one in the address; a page that was opened from this device without one takes the one that is on. */

  const DAY = 24 * 3600;
  const onNow = () => facts.half_days.filter((half) => half.begins <= serverNow() && serverNow() < half.begins + DAY).pop();

  const choose = () => {
    const asked = new URLSearchParams(location.search);
    const named = facts.half_days.find((half) => String(half.day) === asked.get("day") && half.half === asked.get("half"));
    chosen = named || onNow() || chosen;
    name = nameOf(chosen);
    find("[data-half-day-name]").textContent = chosen.name;
    find("[data-list-link]").search = `?day=${chosen.day}&half=${chosen.half}`;
  };

  const showHalf = () => {
    const now = onNow();
    const note = find("[data-half-note]");
    note.hidden = !now || now === chosen;
    if (now) find("[data-half-text]").textContent = words(note.dataset.text, { half_day: chosen.name, now: now.name });
    find("[data-half-link]").search = now ? `?day=${now.day}&half=${now.half}` : "";
  };

  /* What is known of an officer, with what waits on this device. */

  const known = (officer) => {
    let [mark, time] = officer.marks[name] || ["", ""];
    const undone = new Set(queue.acts.filter((act) => act.kind === "undo").map((act) => act.undoes));
    queue.acts.forEach((act) => {
      const here = act.session === facts.session && act.refused === undefined && `${act.day} ${act.half}` === name;
      if (!here || !act.officers.includes(officer.pk)) return;
      if (act.kind === "undo") [mark, time] = [act.before[officer.pk] || "", ""];
      if (undone.has(act.id) || (act.kind !== "mark" && act.kind !== "rest")) return;
      if (act.kind === "mark" || !mark) [mark, time] = [act.mark, clock(madeAt(act))];
    });
    return { mark, time };
  };

  /* What the page says */

  const icon = (kind) => find(`[data-icons] [data-kind="${kind}"]`).content.cloneNode(true);
  const lines = [];
  let shownFirst = null;

  const draw = () => {
    const [first, ...before] = lines;
    const note = find("[data-last]");
    note.hidden = !first;
    if (first) {
      note.className = `sh-note mb-3 ${first.kind}`;
      find("[data-last-icon]").replaceChildren(icon(first.kind));
      find("[data-last-title]").textContent = first.title;
      find("[data-last-text]").textContent = first.text;
      find("[data-last-undo]").hidden = !first.act || first.undone;
    }
    find("[data-before]").hidden = !before.length;
    find("[data-before-list]").replaceChildren(
      ...before.map((line) => {
        const row = document.createElement("li");
        const text = document.createElement("div");
        const [title, more] = [document.createElement("h3"), document.createElement("p")];
        [title.textContent, more.textContent] = [line.title, line.text];
        text.append(title, more);
        row.append(icon(line.kind), text);
        return row;
      }),
    );
    if (first && first !== shownFirst && navigator.vibrate) navigator.vibrate(first.kind === "ok" ? 60 : [60, 80, 60]);
    shownFirst = first || null;
  };

  const tell = (line) => {
    lines.unshift(line);
    lines.length = Math.min(lines.length, SHOWN);
    draw();
    return line;
  };

  const count = () => {
    showHalf();
    const expected = facts.officers.filter((one) => !one.later.includes(name) || known(one).mark);
    const marked = expected.filter((one) => known(one).mark).length;
    find("main [data-count]").textContent = words(say.count, { marked, officers: expected.length });
    find("main [data-left]").textContent = words(say[expected.length - marked === 1 ? "leftOne" : "leftMany"], { n: expected.length - marked });
  };

  /* Marking */

  const mayMark = () => chosen.open && serverNow() >= chosen.begins;
  // Whoever has an excuse and comes all the same is there.
  const isExcused = (officer) => (officer.excused || []).includes(name);
  const wanted = () => find("input[name=mark]:checked").value;

  const mark = async (officer, number, tag) => {
    if (!mayMark()) return tell({ kind: "warn", title: officer ? officer.name : words(say.tag, { number }), text: chosen.why || chosen.early });
    const now = officer ? known(officer) : { mark: "", time: "" };
    if (THERE.includes(now.mark)) {
      const text = words(now.time ? say.already : say.alreadyMarked, { time: now.time, mark: faces[now.mark].spoken });
      return tell({ kind: "info", title: officer.name, text });
    }
    const given = wanted();
    const line = {
      kind: officer ? "ok" : "warn",
      title: officer ? `${officer.name}: ${faces[given].spoken}` : words(say.tag, { number }),
      text: officer ? [officer.place, clock(serverNow()), isExcused(officer) && say.excused].filter(Boolean).join(" · ") : words(say.unknown, { time: facts.loaded }),
      before: now.mark,
      officer,
    };
    tell(line);
    const where = { url: facts.acts, session: facts.session, day: chosen.day, half: chosen.half, reason: "" };
    line.act = await put({ kind: "mark", officers: officer ? [officer.pk] : [], mark: given, seen: now.mark, ...(tag ? { tag, source: "qr" } : {}), ...where });
    draw();
    return line;
  };

  let last = { text: "", at: 0 };
  const take = (read) => {
    const text = String(read).trim().toUpperCase();
    const at = performance.now();
    if (text === last.text && at - last.at < SAME_TAG_AFTER) {
      last.at = at;
      return null;
    }
    last = { text, at };
    const tag = text.match(TAG);
    if (!tag) return tell({ kind: "bad", title: say.noTag, text: say.nothing });
    if (tag[1] !== facts.short) {
      return tell({ kind: "bad", title: say.otherSession, text: `${facts.others[tag[1]] || tag[1]}. ${say.nothing}` });
    }
    const number = Number(tag[2]);
    return mark(byNumber.get(number), number, text);
  };

  const typed = (text) => {
    const number = Number(text.replace(/[০-৯]/g, (digit) => "০১২৩৪৫৬৭৮৯".indexOf(digit)));
    const officer = byNumber.get(number);
    if (!officer) return tell({ kind: "bad", title: words(say.tag, { number: text }), text: say.nobody });
    return mark(officer, number, "");
  };

  const undo = () => {
    const [line] = lines;
    const { act, officer } = line;
    const officers = officer ? [officer.pk] : [];
    const before = officer ? { [officer.pk]: line.before } : {};
    put({ kind: "undo", url: facts.acts, session: facts.session, day: act.day, half: act.half, officers, undoes: act.id, before });
    Object.assign(line, { undone: true, kind: "info", title: officer ? officer.name : line.title, text: say.undone });
    draw();
  };

  /* What the server said */

  const answered = (session, acts, said) => {
    if (session !== facts.session) return;
    acts.forEach((act) => {
      const answer = said.answers[act.id];
      if (!answer) return;
      const line = lines.find((one) => one.act && one.act.id === act.id);
      const officer = byOfficer.get(answer.officer || act.officers[0]);
      Object.entries(answer.marks || {}).forEach(([pk, given]) => {
        const one = byOfficer.get(Number(pk));
        if (one && given) one.marks[`${act.day} ${act.half}`] = [given, clock(madeAt(act))];
      });
      if (act.kind === "undo" && answer.outcome === "undone" && officer) {
        const earlier = act.before[officer.pk];
        if (earlier) officer.marks[`${act.day} ${act.half}`] = [earlier, ""];
        else delete officer.marks[`${act.day} ${act.half}`];
      }
      if (!line || act.kind !== "mark") return;
      const title = line.officer ? line.officer.name : line.title;
      if (answer.outcome === "refused") Object.assign(line, { kind: "bad", title, text: answer.sentence, act: null });
      else if (answer.outcome === "to_decide") Object.assign(line, { kind: "warn", title, text: say.toDecide });
      else if (!line.officer) Object.assign(line, { kind: "ok", text: say.saved });
    });
    find("main [data-decide]").hidden = !said.undecided;
    if (!said.keep) store.wipeSession(facts.session).catch(() => undefined);
    const marks = facts.officers.map((one) => [one.pk, one.marks]);
    store.changePage(key, { anchor: queue.anchor, marks }).catch(() => undefined);
    draw();
    count();
  };

  /* Begin */

  const keep = () => {
    const files = [facts.decoder, facts.decoder_part].map((one) => new URL(one, location.origin).href);
    return self.ShetuList.keep(facts, { anchor: queue.anchor, key, files });
  };

  const begin = async () => {
    queue.listeners.push(count);
    queue.answered.push(answered);
    const form = find("[data-typed]");
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      const field = form.querySelector("[name=number]");
      if (field.value.trim()) typed(field.value.trim());
      field.value = "";
      field.focus();
    });
    find("[data-last-undo]").addEventListener("click", undo);
    if (!stored) return;
    const list = await store.page(key);
    find("[data-stored]").hidden = false;
    find("[data-stored-text]").textContent = words(find("[data-stored]").dataset.text, { time: facts.loaded_on });
    if (list) {
      queue.anchor = list.anchor;
      choose();
      (list.marks || []).forEach(([pk, marks]) => byOfficer.has(pk) && (byOfficer.get(pk).marks = marks));
    }
    queue.offline = true;
    count();
    ask(facts.acts, facts.session);
  };

  if (!stored) {
    setAnchor(facts.now);
    keep().catch(() => undefined); // a browser that stores nothing still marks
  }
  begin();
  count();

  return { take, facts, nameOf: (pk) => (byOfficer.has(pk) ? byOfficer.get(pk).name : "") };
})();
