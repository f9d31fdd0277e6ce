/* The list on the page of attendance: what is on record, what waits on top of it, and the half-day that is being marked.

   Without a line the half-day is changed here: the cells of one column become buttons, those of the other letters. */
"use strict";

self.ShetuSheet = (() => {
  const holder = document.querySelector("[data-attendance]");
  const sheet = document.querySelector("form[data-sheet]");
  if (!holder || !sheet) return null;

  const facts = JSON.parse(holder.dataset.attendance);
  const bangla = document.documentElement.lang.startsWith("bn");
  const digits = (text) => (bangla ? String(text).replace(/[0-9]/g, (digit) => "০১২৩৪৫৬৭৮৯"[digit]) : String(text));
  const words = (template, values) => template.replace(/\{(\w+)\}/g, (_whole, name) => digits(values[name]));
  const counted = (element, key, values) =>
    words(element.dataset[values.n === 1 ? `${key}One` : `${key}Many`] || element.dataset[values.n === 1 ? "one" : "many"], values);

  const CSS = { present: "p", late: "l", excused: "e", absent: "a", "": "n" };
  const MARKS = Object.fromEntries(Object.entries(CSS).map(([mark, css]) => [css, mark]));
  const faces = Object.fromEntries(facts.faces.map((face) => [face.mark, face]));
  const nameOf = (half) => `${half.day} ${half.half}`;
  const columns = facts.half_days.map(nameOf);
  const rows = [...sheet.querySelectorAll("tr[data-officer]")];
  const rowOf = (officer) => sheet.querySelector(`tr[data-officer="${officer}"]`);
  // The number and the name stand before the half-days, the sum after them.
  const cellOf = (row, column) => row.cells[2 + column];
  const radiosOf = (row) => [...row.querySelectorAll("input[type=radio]")];

  // Half-days before somebody joined are nobody's gap.
  const isBefore = (row, name) => cellOf(row, columns.indexOf(name)).dataset.before !== undefined;

  // Nobody saw yet whether an excused officer came all the same.
  const isExcused = (row, name) => (row.dataset.excused || "").split(",").includes(name);
  const showExcuses = () => {
    rows.forEach((row) => {
      const chip = row.querySelector("[data-excuse]");
      if (chip) chip.hidden = !isExcused(row, chosen());
    });
    // It names the half-day that the server chose.
    const note = document.querySelector("[data-excused-note]");
    if (note) note.hidden = true;
  };

  const readCell = (cell) => {
    const was = cell.querySelector("input[name^='was-']");
    if (was) return was.value;
    const mark = cell.querySelector(".sh-mark");
    return mark ? MARKS[["p", "l", "e", "a"].find((css) => mark.classList.contains(css)) || "n"] : "";
  };

  // {officer: {"1 morning": mark}} as the server had it.
  const record = {};
  rows.forEach((row) => {
    record[row.dataset.officer] = Object.fromEntries(columns.map((name, at) => [name, readCell(cellOf(row, at))]));
  });

  const chosen = () => `${sheet.dataset.day} ${sheet.dataset.half}`;
  const halfDay = (name) => facts.half_days[columns.indexOf(name)];

  /* What the list says with everything that waits on this device. */
  const withWaiting = (acts) => {
    const seen = Object.fromEntries(Object.entries(record).map(([officer, marks]) => [officer, { ...marks }]));
    const undone = new Set(acts.filter((act) => act.kind === "undo").map((act) => act.undoes));
    acts.forEach((act) => {
      if (act.session !== facts.session || act.refused !== undefined) return;
      if (act.kind === "undo") {
        Object.entries(act.before || {}).forEach(([officer, mark]) => {
          if (seen[officer]) seen[officer][nameOf(act)] = mark;
        });
      }
      if (undone.has(act.id) || (act.kind !== "mark" && act.kind !== "rest")) return;
      act.officers.forEach((officer) => {
        if (!seen[officer]) return;
        // "All the others" never covers what somebody saw.
        if (act.kind === "mark" || !seen[officer][nameOf(act)]) seen[officer][nameOf(act)] = act.mark;
      });
    });
    return seen;
  };

  const take = (act, marks) => {
    if (!marks || !act.officers || act.session !== facts.session) return;
    act.officers.forEach((officer) => {
      if (record[officer]) record[officer][nameOf(act)] = marks[officer] || "";
    });
  };

  /* Drawing */

  const showLetter = (cell, mark) => {
    const known = cell.querySelector(".sh-mark");
    if (known && MARKS[["p", "l", "e", "a"].find((css) => known.classList.contains(css)) || "n"] === mark) return;
    const letter = document.createElement("span");
    letter.className = `sh-mark ${CSS[mark]}`;
    letter.setAttribute("role", "img");
    letter.setAttribute("aria-label", faces[mark].spoken);
    letter.textContent = faces[mark].letter;
    if (known) known.replaceWith(letter);
    else cell.append(letter);
  };

  const segment = (row, half) => {
    const officer = row.dataset.officer;
    const field = document.createElement("fieldset");
    field.className = "sh-seg slim";
    const legend = document.createElement("legend");
    legend.className = "sh-hide";
    legend.textContent = `${row.querySelector("[data-name]").textContent}, ${half.name}`;
    field.append(legend);
    facts.faces.filter((face) => face.mark).forEach((face) => {
      const input = document.createElement("input");
      Object.assign(input, { type: "radio", className: CSS[face.mark], id: `m${officer}${CSS[face.mark]}`, name: `m-${officer}`, value: face.mark });
      const label = document.createElement("label");
      label.htmlFor = input.id;
      [["s", face.letter], ["w", face.word]].forEach(([css, text]) => {
        const part = document.createElement("span");
        part.className = css;
        part.textContent = text;
        if (css === "s") part.setAttribute("aria-hidden", "true");
        label.append(part);
      });
      field.append(input, label);
    });
    return field;
  };

  const marksHere = (half, saved) => half.open && !(half.over && saved);

  // Two hundred officers of ten half-days: only what changed is drawn.
  const drawn = Object.fromEntries(Object.entries(record).map(([officer, marks]) => [officer, { ...marks }]));

  const show = (acts) => {
    const seen = withWaiting(acts);
    rows.forEach((row) => {
      const officer = row.dataset.officer;
      columns.forEach((name, at) => {
        const mark = seen[officer][name];
        const radios = name === chosen() ? radiosOf(row) : [];
        if (!radios.length) {
          if (drawn[officer][name] !== mark) showLetter(cellOf(row, at), mark);
          drawn[officer][name] = mark;
          return;
        }
        radios.forEach((radio) => (radio.checked = radio.value === mark));
        row.classList.toggle("todo", !mark && !isBefore(row, name));
      });
      const counts = sheet.dataset.late ? ["present", "late"] : ["present"];
      const madeUp = (name, at) => cellOf(row, at).dataset.madeUp !== undefined && !["present", "late"].includes(seen[officer][name]);
      const attended = columns.filter((name, at) => counts.includes(seen[officer][name]) || madeUp(name, at));
      row.querySelector("[data-attended]").textContent = digits(attended.length);
    });
    columns.forEach((name, at) => {
      const there = rows.filter((row) => ["present", "late"].includes(seen[row.dataset.officer][name])).length;
      const foot = sheet.querySelector("tfoot tr").cells[2 + at].querySelector("b");
      if (foot) foot.textContent = digits(there);
    });
    return seen;
  };

  /* The other half-day */

  const leaveColumn = (at) => {
    rows.forEach((row) => {
      const cell = cellOf(row, at);
      const mark = record[row.dataset.officer][columns[at]];
      cell.className = "c";
      cell.replaceChildren();
      showLetter(cell, mark);
      drawn[row.dataset.officer][columns[at]] = mark;
      const chip = row.querySelector(".sh-todo");
      if (chip) chip.remove();
      row.classList.remove("todo");
    });
    const foot = sheet.querySelector("tfoot tr").cells[2 + at].querySelector("b");
    if (foot) foot.removeAttribute("data-there");
  };

  const enterColumn = (at) => {
    const half = facts.half_days[at];
    rows.forEach((row) => {
      const cell = cellOf(row, at);
      cell.className = "now c";
      if (!marksHere(half, record[row.dataset.officer][columns[at]])) return;
      cell.replaceChildren(segment(row, half));
    });
    const foot = sheet.querySelector("tfoot tr").cells[2 + at];
    if (!foot.querySelector("b")) foot.replaceChildren(document.createElement("b"));
    foot.querySelector("b").dataset.there = "";
  };

  const say = (selector, text) => document.querySelectorAll(selector).forEach((element) => (element.textContent = text));

  const choose = (name) => {
    const [from, to] = [columns.indexOf(chosen()), columns.indexOf(name)];
    if (to < 0 || from === to) return false;
    const half = facts.half_days[to];
    leaveColumn(from);
    [sheet.dataset.day, sheet.dataset.half] = [half.day, half.half];
    sheet.dataset.open = half.open ? "yes" : "";
    sheet.action = `?day=${half.day}&half=${half.half}`;
    enterColumn(to);
    sheet.querySelectorAll("thead th").forEach((head, at) => head.classList.toggle("now", at === to + 2));
    showExcuses();
    document.querySelectorAll("[data-half-day]").forEach((link) => {
      if (link.dataset.halfDay === name) link.setAttribute("aria-current", "true");
      else link.removeAttribute("aria-current");
    });
    say("[data-half-day-name]", half.name);
    say("[data-save]", half.save);
    const closed = document.querySelector("[data-closed]");
    closed.hidden = !half.why;
    say("[data-closed-text]", half.why);
    const help = document.querySelector("[data-help]");
    const sentence = !half.open ? help.dataset.looking : half.over ? help.dataset.over : help.dataset.marking;
    help.textContent = words(sentence, { half_day: half.name });
    return true;
  };

  return { facts, sheet, rows, record, rowOf, radiosOf, isBefore, isExcused, chosen, halfDay, choose, show, take, withWaiting, digits, words, counted };
})();
