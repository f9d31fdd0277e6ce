// The page of the check without a network: takes the text from the address, the field or the camera, and shows the answer.
"use strict";

(() => {
  const page = document.querySelector("[data-offline]");
  const data = JSON.parse(document.getElementById("offline-data").textContent);
  const { words } = data;
  const [state, answer, form] = ["state", "answer", "form"].map((name) => page.querySelector(`[data-${name}]`));
  const field = form.querySelector("textarea");
  const scanner = page.querySelector("[data-scanner]");
  const [scan, video] = [page.querySelector("[data-scan]"), scanner.querySelector("video")];

  const locale = data.language === "bn" ? "bn-BD" : "en-GB";
  const count = new Intl.NumberFormat(locale);
  const written = (options) => new Intl.DateTimeFormat(locale, options);
  const day = written({ dateStyle: "long", timeZone: "UTC" });
  const dayInDhaka = written({ dateStyle: "long", timeZone: "Asia/Dhaka" });
  const hour = written({ hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZone: "Asia/Dhaka" });
  // Bangla writes no comma before the year.
  const tidy = (date) => (data.language === "bn" ? date.replace(",", "") : date);
  // Bangla names the part of the day and counts twelve hours, as the server writes it: দুপুর ২:৩০.
  const plain = new Intl.DateTimeFormat("en-GB", { hour: "numeric", minute: "2-digit", hourCycle: "h23", timeZone: "Asia/Dhaka" });
  const clock = (moment) => {
    const [hours, minutes] = plain.format(moment).split(":").map(Number);
    const part = data.parts_of_day.find(([since]) => hours >= since);
    if (!part) return hour.format(moment);
    const two = new Intl.NumberFormat(locale, { minimumIntegerDigits: 2 });
    return `${part[1]} ${count.format(hours % 12 || 12)}:${two.format(minutes)}`;
  };
  const withTime = (sentence, loaded) => sentence.replace("{time}", `${tidy(dayInDhaka.format(loaded))}, ${clock(loaded)}`);

  let list = null;
  const loadList = async () => {
    const response = await fetch(data.keys);
    if (!response.ok) throw new Error(String(response.status));
    const loaded = new Date(response.headers.get("date") || Date.now());
    list = { keys: (await response.json()).keys, loaded };
  };

  const fill = (place, texts) => {
    for (const [text, language, shortened] of texts.filter(([text]) => text)) {
      const line = document.createElement("span");
      line.className = language && language !== data.language ? "d-block fw-normal" : "d-block";
      if (language) line.lang = language;
      line.textContent = shortened ? `${text} …` : text;
      place.append(line);
      if (shortened) {
        const note = document.createElement("span");
        note.className = "sh-shortened";
        note.textContent = words.shortened;
        place.append(note);
      }
    }
  };

  const inBoth = (content, name) => {
    const order = data.language === "bn" ? ["bn", "en"] : ["en", "bn"];
    return order.map((language) => {
      const key = `${name}_${language}`;
      const shortened = content.shortened.includes(key);
      return [content[key] || (shortened ? " " : ""), language, shortened];
    });
  };

  const problemText = ({ problem, letters, letter }) =>
    words.problems[problem].replace("{count}", count.format(letters || 0)).replace("{letter}", letter || "");

  const show = ({ verdict, code, content, key, typed }) => {
    const copy = document.querySelector(`template[data-verdict="${verdict}"]`).content.cloneNode(true);
    if (verdict === "nearly") copy.querySelector("[data-problem]").textContent = problemText(typed);
    if (verdict === "code_alone") copy.querySelector("[data-online]").href = `${data.check}${code}/?language=${data.language}`;
    if (verdict === "genuine") {
      const place = (name) => copy.querySelector(`[data-fact="${name}"]`);
      fill(place("title"), [[data.titles[content.level] || content.level]]);
      fill(place("name"), inBoth(content, "name"));
      fill(place("course"), inBoth(content, "course"));
      fill(place("dates"), [[tidy(day.formatRange(content.starts_on, content.ends_on))]]);
      fill(place("serial"), [[content.serial]]);
      fill(place("code"), [[code.replace(/(.{4})/g, "$1 ").trim()]]);
      fill(place("key"), [[key.name.replace(/^CN=([^,+]*).*/, "$1")]]);
      copy.querySelector("[data-unsure]").textContent = withTime(words.unsure, list.loaded);
      copy.querySelector("[data-online]").href = `${data.check}${code}/?language=${data.language}`;
    }
    answer.replaceChildren(copy);
    // The answer is what the page is about now.
    const title = page.querySelector("[data-title]");
    if (title) {
      const heading = document.createElement("h2");
      heading.textContent = title.textContent;
      title.replaceWith(heading);
    }
    answer.scrollIntoView({ block: "start" });
  };

  const check = async (text) => {
    if (!globalThis.crypto || !crypto.subtle || typeof BigInt === "undefined") return show({ verdict: "cannot" });
    if (!list) return undefined; // the state says that the keys are missing
    return show(await globalThis.shetuOffline.check(text, { table: data.table, keys: list.keys }));
  };

  const keepForLater = async () => {
    if (!navigator.serviceWorker) return false;
    await navigator.serviceWorker.register(data.worker, { scope: data.check });
    await navigator.serviceWorker.ready;
    return true;
  };

  // Camera, where the browser reads square codes itself.
  let stream = null;
  const stop = () => {
    if (stream) stream.getTracks().forEach((track) => track.stop());
    stream = null;
    scanner.hidden = true;
  };
  const look = async (detector) => {
    if (!stream) return;
    const found = await detector.detect(video).catch(() => []);
    if (!found.length) {
      setTimeout(look, 200, detector);
      return;
    }
    stop();
    field.value = found[0].rawValue;
    check(found[0].rawValue);
  };
  const start = async () => {
    try {
      stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment", width: { ideal: 1920 } } });
    } catch {
      state.textContent = words.no_camera;
      return;
    }
    scanner.hidden = false;
    video.srcObject = stream;
    await video.play();
    look(new globalThis.BarcodeDetector({ formats: ["qr_code"] }));
  };
  const offerCamera = async () => {
    if (!globalThis.BarcodeDetector || !navigator.mediaDevices) return;
    if (!(await globalThis.BarcodeDetector.getSupportedFormats()).includes("qr_code")) return;
    scan.hidden = false;
    scan.addEventListener("click", start);
    scanner.querySelector("[data-stop]").addEventListener("click", stop);
  };

  // A photograph or a scan: its square code is read here.
  const choice = page.querySelector("[data-picture]");
  const picture = choice.querySelector("input");
  choice.hidden = false;
  picture.addEventListener("change", async () => {
    const [file] = picture.files;
    picture.value = "";
    if (!file) return;
    const { text } = await globalThis.shetuPictures.read(file, data.decoder);
    if (!text) {
      show({ verdict: "unread" });
      return;
    }
    field.value = text;
    await check(text);
  });

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    check(field.value);
  });
  // From the square code straight here: the address holds the code, what follows "#" the payload.
  const fromAddress = () => {
    if (/^#\d/.test(location.hash)) check(location.href);
    else if (globalThis.shetuOffline.parts(location.href).code) show({ verdict: "address_alone" });
  };
  window.addEventListener("hashchange", fromAddress);
  for (const link of document.querySelectorAll("[data-other-language]")) {
    link.addEventListener("click", () => {
      link.hash = location.hash;
      if (globalThis.shetuOffline.parts(location.href).code) link.pathname = location.pathname;
    });
  }

  (async () => {
    offerCamera();
    try {
      await loadList();
    } catch {
      state.textContent = words.no_keys;
      return;
    }
    fromAddress();
    const isKept = await keepForLater().catch(() => false);
    state.textContent = withTime(isKept ? words.ready : words.not_kept, list.loaded);
  })();
})();
