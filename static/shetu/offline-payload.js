// Reads and checks the signed payload of a QR code. How it is written: certificates/offline/payload.py. No page is needed here.
"use strict";

globalThis.shetuOffline = (() => {
  const FORMAT = 1;
  const DOMAIN = "shetu-offline-1\0";
  const FIRST_DAY = Date.UTC(2000, 0, 1);
  const [KEY_ID, SIGNATURE, DAY_BITS, OTHER_BITS] = [8, 64, 16, 21];
  const [END, SHORTENED, OTHER] = ["\x03", "\x04", "\x1b"];
  const DIGITS_PER_BYTE = 8 * Math.log10(2);
  const TEXTS = ["serial", "level", "name_en", "name_bn", "course_en", "course_bn"];

  class Unreadable extends Error {}

  // The codes in the addresses of a text and the digits behind each ("" without), also where a line break or a mark of a mail
  // stands inside one: as it is written first, then with all that is no letter of an address taken out.
  const addresses = (text) => {
    const found = [];
    for (const reading of globalThis.shetuCodes.unwrapped(text)) {
      const squeezed = reading.replace(/[\s>|*"'`\u0000]+/g, "");
      const ways = [...reading.matchAll(/\/verify\/([0-9A-Z]{26})\/?[^#\s]*(?:#(\S*))?/gi)];
      ways.push(...squeezed.matchAll(/\/verify\/([0-9A-Z]{26})\/?(?:\?[^#]{0,60})?#(\d+)/gi));
      found.push(...ways.map(([, code, digits]) => ({ code: code.toUpperCase(), digits: digits || "" })));
    }
    return found;
  };

  // The code in an address and the digits behind it; digits is "" for an address alone, null when there is no address.
  const parts = (text) => addresses(text)[0] || { code: "", digits: null };

  const bytesOf = (digits) => {
    const length = Math.floor(digits.length / DIGITS_PER_BYTE);
    if (!/^[0-9]+$/.test(digits) || Math.ceil(length * DIGITS_PER_BYTE) !== digits.length) throw new Unreadable();
    const hexadecimal = BigInt(digits).toString(16).padStart(2 * length, "0");
    if (hexadecimal.length > 2 * length) throw new Unreadable();
    return Uint8Array.from({ length }, (_, at) => parseInt(hexadecimal.slice(2 * at, 2 * at + 2), 16));
  };

  // The parts by their bits, from the lengths alone (canonical prefix code).
  const codesOf = (table) => {
    const codes = new Map();
    let [code, length] = [0, 0];
    for (const [part, bits] of table) {
      code *= 2 ** (bits - length);
      length = bits;
      codes.set(code.toString(2).padStart(bits, "0"), part);
      code += 1;
    }
    return codes;
  };

  const contentOf = (body, table) => {
    const bits = Array.from(body.slice(1 + KEY_ID), (byte) => byte.toString(2).padStart(8, "0")).join("");
    const codes = codesOf(table);
    let at = 0;
    const take = (count) => {
      if (at + count > bits.length) throw new Unreadable();
      at += count;
      return parseInt(bits.slice(at - count, at), 2);
    };
    const part = () => {
      for (let end = at + 1; end <= bits.length; end += 1) {
        const found = codes.get(bits.slice(at, end));
        if (found !== undefined) {
          at = end;
          return found;
        }
      }
      throw new Unreadable();
    };
    const day = () => new Date(FIRST_DAY + take(DAY_BITS) * 86400000);
    const content = { starts_on: day(), ends_on: day(), shortened: [] };
    for (const name of TEXTS) {
      let text = "";
      for (let next = part(); next !== END; next = part()) {
        if (next === SHORTENED) content.shortened.push(name);
        else text += next === OTHER ? String.fromCodePoint(take(OTHER_BITS)) : next;
      }
      content[name] = text;
    }
    return content;
  };

  const signedBy = async (key, code, body, signature) => {
    const { kty, crv, x, y } = key;
    const algorithm = { name: "ECDSA", namedCurve: "P-256" };
    const imported = await crypto.subtle.importKey("jwk", { kty, crv, x, y }, algorithm, false, ["verify"]);
    const before = new TextEncoder().encode(DOMAIN + code);
    const message = new Uint8Array([...before, ...body]);
    return crypto.subtle.verify({ name: "ECDSA", hash: "SHA-256" }, imported, signature, message);
  };

  const judge = async ({ code, digits }, { table, keys }) => {
    try {
      const bytes = bytesOf(digits);
      if (bytes.length < 1 + KEY_ID + SIGNATURE) throw new Unreadable();
      if (bytes[0] !== FORMAT) return { verdict: "newer", code };
      const [body, signature] = [bytes.slice(0, -SIGNATURE), bytes.slice(-SIGNATURE)];
      const kid = Array.from(body.slice(1, 1 + KEY_ID), (byte) => byte.toString(16).padStart(2, "0")).join("");
      const key = keys.find((one) => one.kid === kid && one.kty === "EC" && one.crv === "P-256");
      if (!key) return { verdict: "unknown_key", code };
      if (!(await signedBy(key, code, body, signature))) return { verdict: "changed", code };
      return { verdict: "genuine", code, key, content: contentOf(body, table) };
    } catch (problem) {
      if (problem instanceof Unreadable) return { verdict: "incomplete", code };
      throw problem;
    }
  };

  // What is said of a text without an address of ours: a code that was typed, nearly one, or nothing of ours.
  const withoutAddress = (text) => {
    const typed = globalThis.shetuCodes.find(text);
    if (typed.code) return { verdict: "code_alone", code: typed.code };
    if (typed.problem !== "none") return { verdict: "nearly", code: "", typed };
    return { verdict: "no_address", code: "" };
  };

  // Answers {verdict, code} and, where they are known, content and key. Verdicts: no_address, nearly (with `typed`), code_alone,
  // address_alone, incomplete, newer, unknown_key, changed, genuine. Nothing of a content is returned before its signature is
  // found right.
  const check = async (text, { table, keys }) => {
    const found = addresses(text);
    if (new Set(found.map((one) => one.code)).size > 1) return { verdict: "nearly", code: "", typed: { problem: "several" } };
    if (!found.length) return withoutAddress(text);
    const answers = [];
    for (const one of found.filter(({ digits }) => digits)) {
      const answer = await judge(one, { table, keys });
      if (answer.verdict === "genuine") return answer;
      answers.push(answer);
    }
    const [first] = answers;
    return answers.find((answer) => answer.verdict !== "incomplete") || first || { verdict: "address_alone", code: found[0].code };
  };

  return { check, parts };
})();
