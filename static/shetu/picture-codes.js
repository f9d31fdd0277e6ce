// Reads the square code in a photograph or a scan, in this browser: the picture is sent nowhere. The decoder (static/vendor/qr)
// is loaded when the first picture comes, unless the browser reads square codes itself.
"use strict";

globalThis.shetuPictures = (() => {
  const MOST_BYTES = 64 * 1024 * 1024;
  // Longest sides at which a picture is looked at, quickest first: a large one hides its code in noise, a small one needs all it has.
  const SIDES = [1600, 2600, 900, 4000];
  const [SMALL, LEAST_SCAN, MOST_SCANS] = [700, 20000, 8];

  const isPicture = (file) => /^image\//.test(file.type) || /\.(jpe?g|png|webp|gif|bmp|hei[cf]|avif|tiff?)$/i.test(file.name);
  const isPdf = (file) => file.type === "application/pdf" || /\.pdf$/i.test(file.name);

  const opened = async (file) => {
    if (globalThis.createImageBitmap) {
      try {
        return await createImageBitmap(file, { imageOrientation: "from-image" });
      } catch {
        // Some browsers open here what they do not open there.
      }
    }
    const image = new Image();
    image.src = URL.createObjectURL(file);
    try {
      await image.decode();
      return image;
    } finally {
      URL.revokeObjectURL(image.src);
    }
  };

  const sidesFor = (longest) => {
    const sides = SIDES.filter((side) => side < longest);
    if (longest <= SIDES[3]) sides.splice(longest <= SIDES[1] ? 0 : 2, 0, longest);
    if (longest < SMALL) sides.push(2 * longest);
    return sides;
  };

  const drawn = (picture, side) => {
    const scale = side / Math.max(picture.width, picture.height);
    const canvas = document.createElement("canvas");
    canvas.width = Math.max(1, Math.round(picture.width * scale));
    canvas.height = Math.max(1, Math.round(picture.height * scale));
    const context = canvas.getContext("2d", { willReadFrequently: true });
    context.fillStyle = "#fff"; // behind what is transparent
    context.fillRect(0, 0, canvas.width, canvas.height);
    context.imageSmoothingQuality = "high";
    context.drawImage(picture, 0, 0, canvas.width, canvas.height);
    return context.getImageData(0, 0, canvas.width, canvas.height);
  };

  const byTheBrowser = async (picture) => {
    if (!globalThis.BarcodeDetector) return "";
    try {
      const found = await new globalThis.BarcodeDetector({ formats: ["qr_code"] }).detect(picture);
      return found.length ? found[0].rawValue : "";
    } catch {
      return "";
    }
  };

  const readPicture = async (picture, decoder) => {
    const known = await byTheBrowser(picture);
    if (known) return known;
    const { decodeQR } = await import(decoder);
    for (const side of sidesFor(Math.max(picture.width, picture.height))) {
      await new Promise((resolve) => setTimeout(resolve)); // the page stays alive
      try {
        return decodeQR(drawn(picture, side));
      } catch {
        // None to be read at this size.
      }
    }
    return "";
  };

  // The photographs inside a PDF, as scanners put them there: whole JPEG files. A certificate of ours is drawn, not photographed.
  const scansIn = async (file) => {
    const bytes = new Uint8Array(await file.arrayBuffer());
    const text = new TextDecoder("latin1").decode(bytes);
    const scans = [];
    for (const found of text.matchAll(/\/DCTDecode[\s\S]{0,400}?stream\r?\n/g)) {
      const start = found.index + found[0].length;
      const end = text.indexOf("endstream", start);
      const isJpeg = bytes[start] === 0xff && bytes[start + 1] === 0xd8;
      if (isJpeg && end - start > LEAST_SCAN) scans.push(new Blob([bytes.subarray(start, end)], { type: "image/jpeg" }));
      if (scans.length === MOST_SCANS) break;
    }
    return scans;
  };

  // Answers {isPicture, text}: whether a file is a photograph or a scan, and the text of its square code, "" when none is read.
  const read = async (file, decoder) => {
    const pictures = isPicture(file) ? [file] : isPdf(file) && file.size <= MOST_BYTES ? await scansIn(file) : [];
    for (const one of pictures) {
      const picture = await opened(one).catch(() => null);
      const text = picture && one.size <= MOST_BYTES ? await readPicture(picture, decoder).catch(() => "") : "";
      if (picture && picture.close) picture.close();
      if (text) return { isPicture: true, text };
    }
    return { isPicture: isPicture(file), text: "" };
  };

  return { read };
})();
