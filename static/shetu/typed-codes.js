// Finds the code of a certificate in a text that somebody typed, scanned or pasted: accounts/access/typed_codes.py for browsers.
// Both are tested against one table (tests/accounts/access/typed_codes.json). No page is needed here.
"use strict";

globalThis.shetuCodes = (() => {
  const ALPHABET = new Set("0123456789ABCDEFGHJKMNPQRSTVWXYZ");
  const LENGTH = 26;
  const [LONGEST_TEXT, FEWEST, MOST, FEWEST_ALONE] = [20000, 18, 36, 4];
  const ZEROS = [0x660, 0x6f0, 0x966, 0x9e6, 0xa66, 0xbe6, 0xe50, 0x1040];
  const SOFT = /^[\s.·•,_:;।|/+*~\\'"`´>\-‐-―−‘-”()[\]<{}]{1,8}$/;
  const IN_ADDRESS = /\/verify\/(?:[a-z]{2}\/)?|[?&#]code=|\/c\/#/gi;
  const END_OF_ADDRESS = /[/?&#<>"']/;
  const PROOFPOINT = /(urldefense\.proofpoint\.com\/v2\/url\?u=)([^&\s]*)/gi;
  const SERIAL = new RegExp(
    "(^|[^0-9A-Za-z])[A-Za-z][0-9A-Za-z]{0,19}(?:[\\s‐-―−-]{1,3}[0-9A-Za-z]{1,12}){0,3}?" +
      "[\\s‐-―−-]{1,3}(?:19|20)[0-9]{2}[\\s‐-―−-]{1,3}[0-9]{5,9}(?![0-9A-Za-z])", // no look-behind: older phones do not know it
    "g",
  );
  const LABELS = new Set(
    "CERT CERTIFICATE CHECK CODE CODES HERE ID IS IT MY NO NUMBER OF THE THIS VERIFICATION VERIFY YOUR".split(" "),
  );

  const inAscii = (text) =>
    text.replace(/\p{Nd}/gu, (digit) => {
      const zero = ZEROS.find((first) => digit.codePointAt(0) >= first && digit.codePointAt(0) < first + 10);
      return zero ? String(digit.codePointAt(0) - zero) : digit;
    });
  const blank = (text) => "\0".repeat(text.length);
  const withoutMarks = (text) => text.replace(/\p{Cf}/gu, "");

  const decoded = (text) =>
    text.replace(/(?:%[0-9a-f]{2})+/gi, (run) =>
      new TextDecoder("utf-8", { ignoreBOM: true }).decode(
        Uint8Array.from(run.match(/[0-9a-f]{2}/gi), (byte) => parseInt(byte, 16)),
      ),
    );

  const unwrapped = (wrapped) => {
    let text = wrapped.replace(PROOFPOINT, (_all, before, inside) => before + decoded(inside.replace(/-/g, "%").replace(/_/g, "/")));
    for (let time = 0; time < 6; time += 1) {
      const next = decoded(text);
      if (next === text) break;
      text = next;
    }
    return inAscii(withoutMarks(text));
  };

  const readings = (text) => {
    let plain = inAscii(text.normalize("NFKC"));
    plain = plain.replace(/&(?:nbsp|#160|#xA0);/gi, " ").replace(/&(?:shy|#173|#8203|zwnj|zwj);/gi, "").replace(/&amp;/gi, "&");
    plain = withoutMarks(plain);
    const unfolded = plain
      .replace(/=[ \t]*\r?\n/g, "")
      .replace(/=([0-9A-F]{2})/g, (_all, byte) => String.fromCharCode(parseInt(byte, 16)));
    return [...new Set([unwrapped(plain), unwrapped(unfolded), plain])];
  };

  const isAddress = (word) => word.includes("://") || word.includes("@") || word.toLowerCase().includes("/verify/");
  const withoutAddresses = (text) => text.replace(/\S+/g, (word) => (isAddress(word) ? blank(word) : word));

  const wordsFrom = function* (text, start = 0) {
    const pattern = /[0-9A-Za-z]+/g;
    pattern.lastIndex = start;
    for (let found = pattern.exec(text); found; found = pattern.exec(text)) {
      yield { text: found[0], start: found.index, end: pattern.lastIndex };
    }
  };
  const lettersOf = (words) => words.map((word) => word.text).join("").toUpperCase().replace(/O/g, "0").replace(/[IL]/g, "1");
  const isCode = (letters) => letters.length === LENGTH && [...letters].every((letter) => ALPHABET.has(letter));
  const hasDigit = (word) => /[0-9]/.test(word.text);
  const isMixed = (words) => {
    const all = words.map((word) => word.text).join("");
    return (all.match(/[A-Za-z]/g) || []).length >= 4 && /[0-9]/.test(all);
  };

  const inAddresses = (text) => {
    const codes = [];
    for (const anchor of text.matchAll(IN_ADDRESS)) {
      const from = anchor.index + anchor[0].length;
      const taken = [];
      let end = from;
      for (const word of wordsFrom(text, from)) {
        const gap = text.slice(end, word.start);
        if ((gap && !SOFT.test(gap)) || (taken.length && END_OF_ADDRESS.test(gap))) break;
        taken.push(word);
        end = word.end;
        if (lettersOf(taken).length >= LENGTH) break;
      }
      if (isCode(lettersOf(taken))) codes.push(lettersOf(taken));
    }
    return codes;
  };

  const runsOf = (text) => {
    const runs = [];
    let end = 0;
    for (const word of wordsFrom(text)) {
      if (runs.length && SOFT.test(text.slice(end, word.start))) runs[runs.length - 1].push(word);
      else runs.push([word]);
      end = word.end;
    }
    return runs;
  };

  const windows = function* (run) {
    for (let first = 0; first < run.length; first += 1) {
      let length = 0;
      for (let last = first; last < run.length; last += 1) {
        length += run[last].text.length;
        if (length === LENGTH) yield [first, last + 1];
        if (length >= LENGTH) break;
      }
    }
  };

  const isEven = (run, first, end) => {
    const words = run.slice(first, end);
    const sizes = words.map((word) => word.text.length);
    if (sizes.length === 1) return /[A-Za-z]/.test(words[0].text);
    const size = Math.max(...sizes);
    let [filled, splits] = [0, 0];
    for (let at = 0; at < sizes.length; at += 1) {
      filled += sizes[at];
      if (filled > size) return false;
      if (filled < size && at < sizes.length - 1) splits += 1;
      filled %= size;
    }
    if (splits > 2 || (size > 4 && splits) || !isMixed(words)) return false;
    const beside = [run[first - 1], sizes[sizes.length - 1] === size ? run[end] : undefined];
    return !beside.some((word) => word && word.text.length === size && (size <= 2 || hasDigit(word)));
  };

  const amongRuns = (runs, isRight) => {
    const codes = [];
    for (const run of runs) {
      for (const [first, end] of windows(run)) {
        const letters = lettersOf(run.slice(first, end));
        if (isCode(letters) && isRight(run, first, end)) codes.push(letters);
      }
    }
    return codes;
  };
  const isUneven = (run, first, end) => hasDigit(run[first]) && hasDigit(run[end - 1]) && isMixed(run.slice(first, end));

  const withoutLabels = (run) => {
    let [first, end] = [0, run.length];
    while (first < end && LABELS.has(run[first].text.toUpperCase())) first += 1;
    while (end > first && LABELS.has(run[end - 1].text.toUpperCase())) end -= 1;
    return run.slice(first, end);
  };
  const partsOf = (text) => [text, ...text.split(/\r\n|[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]/)];
  const alone = (text) =>
    partsOf(text).flatMap((part) => runsOf(part).map((run) => lettersOf(withoutLabels(run))).filter(isCode));

  const codesIn = (text) => {
    const plain = withoutAddresses(text);
    const ways = [
      () => [...inAddresses(text), ...amongRuns(runsOf(plain), isEven)],
      () => amongRuns(runsOf(plain), isUneven),
      () => alone(plain),
      () => amongRuns(runsOf(text), isEven),
    ];
    for (const way of ways) {
      const codes = new Set(way());
      if (codes.size) return [...codes];
    }
    return [];
  };

  const middle = (run) => {
    const marked = run.map((word, at) => (hasDigit(word) ? at : -1)).filter((at) => at >= 0);
    return marked.length ? run.slice(marked[0], marked[marked.length - 1] + 1) : [];
  };
  const isMixedEnough = (words) =>
    isMixed(words) && ![words[0], words[words.length - 1]].some((word) => word.text.length > 4 && !hasDigit(word));

  const nearly = (text) => {
    const found = [];
    for (const part of partsOf(withoutAddresses(text))) {
      const runs = runsOf(part);
      const fewest = runs.length === 1 ? FEWEST_ALONE : FEWEST;
      for (const run of runs) {
        const rest = withoutLabels(run);
        for (const words of [rest, middle(rest), ...rest.map((word) => [word])]) {
          const letters = lettersOf(words);
          if (letters.length >= fewest && letters.length <= MOST && isMixedEnough(words)) found.push(letters);
        }
      }
    }
    for (const anchor of text.matchAll(IN_ADDRESS)) {
      const from = anchor.index + anchor[0].length;
      const { value: word } = wordsFrom(text, from).next();
      const length = word && word.start === from ? word.text.length : 0;
      if (length >= FEWEST && length <= MOST && isMixed([word])) found.push(lettersOf([word]));
    }
    return found;
  };

  const nearMiss = (text) => {
    const plain = text.replace(SERIAL, (all, before) => before + blank(all.slice(before.length)));
    const far = (letters) => Math.abs(letters.length - LENGTH);
    const best = nearly(plain).reduce((one, other) => (one && far(one) <= far(other) ? one : other), "");
    if (!best) return { problem: plain === text ? "none" : "serial", letters: 0, letter: "" };
    const problem = best.length < LENGTH ? "short" : best.length > LENGTH ? "long" : "letter";
    return { problem, letters: best.length, letter: [...best].find((letter) => !ALPHABET.has(letter)) || "" };
  };

  // Answers {code, problem, letters, letter}, as TypedCode in accounts/access/typed_codes.py says.
  const find = (text) => {
    const nothing = { code: "", problem: "none", letters: 0, letter: "" };
    if (!text || text.length > LONGEST_TEXT) return nothing;
    const all = readings(text);
    for (const reading of all) {
      const codes = codesIn(reading);
      if (codes.length > 1) return { ...nothing, problem: "several" };
      if (codes.length) return { ...nothing, code: codes[0], problem: "" };
    }
    return { ...nothing, ...nearMiss(all[0]) };
  };

  return { find, unwrapped: (text) => (text ? readings(text.slice(0, LONGEST_TEXT)) : [""]) };
})();
