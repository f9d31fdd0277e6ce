/* Attendance while the line comes and goes.

   Every tap goes into a queue on this device first and leaves it when the server has answered, so a reload, a crash or a dead
   line loses nothing. The queue belongs to the person who tapped and holds numbers only, no names. Without this file the page
   works as a plain form. */
"use strict";

(() => {
  const sheet = document.querySelector("form[data-sheet]");
  const waiting = document.querySelector("[data-waiting]");
  if (!waiting) return;

  const AT_ONCE = 5 * 1000;
  const AGAIN_AFTER = 15 * 1000;
  const store = "shetu.marks." + waiting.dataset.user;
  const bangla = document.documentElement.lang.startsWith("bn");

  const digits = (text) => (bangla ? String(text).replace(/[0-9]/g, (digit) => "০১২৩৪৫৬৭৮৯"[digit]) : String(text));
  const words = (template, values) => template.replace(/\{(\w+)\}/g, (_whole, name) => digits(values[name]));
  const counted = (element, key, n) => words(n === 1 ? element.dataset[key + "One"] : element.dataset[key + "Many"], { n });

  /* The queue: {"session day half officer": {url, session, day, half, officer, mark, at, tried}}, the last tap on an officer wins. */

  let memory = {}; // where the browser keeps nothing, marks at least survive until the page is left
  const read = () => {
    try {
      return JSON.parse(localStorage.getItem(store)) || memory;
    } catch {
      return memory;
    }
  };
  const write = (queue) => {
    memory = queue;
    try {
      localStorage.setItem(store, JSON.stringify(queue));
    } catch {
      trouble = waiting.dataset.trouble;
    }
  };
  const keyOf = (entry) => [entry.session, entry.day, entry.half, entry.officer].join(" ");
  const put = (entry) => write({ ...read(), [keyOf(entry)]: entry });
  // Only as it was sent: a later tap on the same officer must stay.
  const stillThere = (entry) => (read()[keyOf(entry)] || {}).at === entry.at;
  const drop = (entry) => {
    if (!stillThere(entry)) return;
    const queue = { ...read() };
    delete queue[keyOf(entry)];
    write(queue);
  };
  const keep = (entry) => {
    if (stillThere(entry)) put({ ...entry, tried: true });
  };

  /* What the page shows */

  let offline = !navigator.onLine;
  let trouble = "";
  let savedAt = "";

  const onThisSheet = (entry) =>
    sheet && entry.session === sheet.dataset.session && entry.day === sheet.dataset.day && entry.half === sheet.dataset.half;
  const rowOf = (officer) => sheet && sheet.querySelector(`[data-officer="${officer}"]`);
  const radiosOf = (row) => [...row.querySelectorAll("input[type=radio]")];

  const savedMark = (row) => row.querySelector("input[type=hidden][name^='was-']");

  const choose = (officer, mark) => {
    const row = rowOf(officer);
    if (!row) return;
    radiosOf(row).forEach((radio) => (radio.checked = radio.value === mark));
    row.classList.toggle("todo", !mark);
  };

  const showNotice = () => {
    const kept = Object.values(read()).filter((entry) => entry.tried || offline).length;
    waiting.hidden = kept === 0;
    if (!kept) return;
    const title = waiting.querySelector("[data-waiting-title]");
    title.textContent = offline ? title.dataset.offline : title.dataset.slow;
    waiting.querySelector("[data-waiting-text]").textContent = words(kept === 1 ? waiting.dataset.one : waiting.dataset.many, { n: kept });
    waiting.querySelector("[data-waiting-trouble]").textContent = offline ? "" : trouble;
  };

  const showCounts = (rows) => {
    const counting = sheet.dataset.late ? ".p, .l" : ".p";
    rows.forEach((row) => {
      const given = [...row.querySelectorAll(".sh-mark, input[type=radio]:checked")].filter((mark) => mark.matches(counting));
      row.querySelector("[data-attended]").textContent = digits(given.length);
    });
    const there = rows.filter((row) => row.querySelector(".now :is(.sh-mark, input:checked):is(.p, .l)")).length;
    sheet.querySelector("[data-there]").textContent = digits(there);
  };

  const showDock = () => {
    const status = sheet && sheet.querySelector("[data-status]");
    if (!status) return;
    const rows = [...sheet.querySelectorAll("tr[data-officer]")];
    const open = rows.filter((row) => radiosOf(row).length);
    const left = open.filter((row) => !radiosOf(row).some((radio) => radio.checked)).length;
    const unsaved = open.filter((row) => !savedMark(row).value).length;
    const unsent = Object.values(read()).filter(onThisSheet).length;
    const values = { marked: rows.length - unsaved, officers: rows.length, time: savedAt };
    showCounts(rows);
    status.querySelector("[data-status-saved]").textContent = words(savedAt ? status.dataset.savedAt : status.dataset.saved, values);
    status.querySelector("[data-status-left]").textContent = left ? counted(status, "left", left) : status.dataset.all;
    status.querySelector("[data-status-waiting]").textContent = unsent && (offline || trouble) ? "· " + counted(status, "waiting", unsent) : "";
    status.querySelector("[data-cloud]").hidden = offline || Boolean(trouble);
    status.querySelector("[data-cloud-off]").hidden = !(offline || trouble);
    const rest = document.querySelector("[data-rest]");
    if (!rest) return;
    rest.hidden = left === 0;
    const offer = left === rows.length ? rest.dataset.all : left === 1 ? rest.dataset.one : rest.dataset.many;
    rest.querySelector("[data-rest-text]").textContent = words(offer, { n: left });
  };

  const show = () => {
    showNotice();
    showDock();
  };

  const refuse = (entry, answer) => {
    const list = document.querySelector("[data-refusal-list]");
    const row = onThisSheet(entry) ? rowOf(entry.officer) : null;
    const line = document.createElement("li");
    line.textContent = (row ? row.querySelector("[data-name]").textContent + ": " : "") + answer.refusal + " ";
    if (answer.link) {
      const link = document.createElement("a");
      link.href = answer.link;
      link.textContent = list.dataset.correct;
      line.append(link);
    }
    list.append(line);
    list.closest("[data-refusals]").hidden = false;
    // A later tap on the same officer is still on its way and says more.
    if (row && answer.mark !== undefined && !read()[keyOf(entry)]) choose(entry.officer, answer.mark);
  };

  /* Sending, one mark after the other */

  const token = () => {
    const field = document.querySelector("input[name=csrfmiddlewaretoken]");
    return field ? field.value : "";
  };

  const send = async (entry) => {
    const ago = Date.now() - entry.at;
    const body = new URLSearchParams({ enrolment: entry.officer, day: entry.day, half: entry.half, mark: entry.mark });
    if (entry.tried || ago > AT_ONCE) body.set("seconds_ago", Math.max(0, ago / 1000).toFixed(1));
    const answer = await fetch(entry.url, {
      method: "POST",
      body,
      headers: { "X-CSRFToken": token(), Accept: "application/json" },
      credentials: "same-origin",
      redirect: "manual",
      keepalive: true,
    });
    const readable = (answer.headers.get("Content-Type") || "").includes("json");
    return { answer, said: readable ? await answer.json() : null };
  };

  /* Returns whether there is any use in trying the next mark. */
  const deliver = async (entry) => {
    let result;
    try {
      result = await send(entry);
    } catch {
      offline = true;
      keep(entry);
      return false;
    }
    offline = false;
    trouble = "";
    const { answer, said } = result;
    if (answer.ok && said) {
      drop(entry);
      savedAt = said.saved_at;
      const row = onThisSheet(entry) ? rowOf(entry.officer) : null;
      if (row && savedMark(row)) savedMark(row).value = said.mark;
      return true;
    }
    if ((said && said.refusal) || answer.status === 404) {
      drop(entry);
      refuse(entry, said || { refusal: waiting.dataset.gone });
      return true;
    }
    // Sent to sign in, a page gone stale, or trouble at the other end: the mark goes on waiting.
    const signedOut = answer.type === "opaqueredirect" || answer.status === 403;
    trouble = signedOut ? waiting.dataset.signedOut : waiting.dataset.trouble;
    keep(entry);
    return !signedOut;
  };

  let sending = false;
  const flush = async () => {
    if (sending) return;
    sending = true;
    try {
      // Each once: a mark that meets trouble must not hold up the others, nor be sent in a circle.
      const tried = new Set();
      const next = () => Object.values(read()).find((entry) => !tried.has(keyOf(entry) + entry.at));
      for (let entry = next(), goOn = true; entry && goOn; entry = next()) {
        tried.add(keyOf(entry) + entry.at);
        goOn = await deliver(entry);
        show();
      }
    } finally {
      sending = false;
    }
  };

  const tap = (officer, mark) => {
    const { tap: url, session, day, half } = sheet.dataset;
    const entry = { url, session, day, half, officer, mark, at: Date.now(), tried: offline };
    put(entry);
    const row = rowOf(officer);
    if (row) row.classList.remove("todo");
  };

  if (sheet && sheet.dataset.open) {
    // What waits from an earlier visit is shown as it was tapped.
    Object.values(read()).filter(onThisSheet).forEach((entry) => choose(entry.officer, entry.mark));
    sheet.addEventListener("change", (event) => {
      if (event.target.type !== "radio") return;
      tap(event.target.closest("[data-officer]").dataset.officer, event.target.value);
      show();
      flush();
    });
    sheet.addEventListener("submit", (event) => {
      if (!offline && navigator.onLine) return;
      // A form sent without a line would be replaced by the browser's own error page; the queue takes it instead.
      event.preventDefault();
      const rest = event.submitter && event.submitter.name === "rest" ? event.submitter.value : "";
      if (rest) {
        sheet.querySelectorAll("tr[data-officer]").forEach((row) => {
          const radios = radiosOf(row);
          if (!radios.length || radios.some((radio) => radio.checked)) return;
          choose(row.dataset.officer, rest);
          tap(row.dataset.officer, rest);
        });
      }
      show();
      flush();
    });
    const here = document.querySelector(".sh-days [aria-current]");
    if (here) here.parentElement.scrollLeft = here.offsetLeft - here.parentElement.offsetLeft - 64;
  }

  document.querySelectorAll("[data-print]").forEach((button) => {
    button.hidden = false;
    button.addEventListener("click", () => window.print());
  });
  window.addEventListener("online", () => {
    offline = false;
    flush();
  });
  window.addEventListener("offline", () => {
    offline = true;
    show();
  });
  window.addEventListener("storage", (event) => {
    if (event.key === store) show();
  });
  document.addEventListener("visibilitychange", () => {
    if (!document.hidden) flush();
  });
  setInterval(() => {
    if (Object.keys(read()).length) flush();
  }, AGAIN_AFTER);
  flush();
})();
