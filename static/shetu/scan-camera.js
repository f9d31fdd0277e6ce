/* The camera of the page that scans tags. The decoder is loaded when it is used, unless the browser reads square codes itself. */
"use strict";

(() => {
  const scan = self.ShetuScan;
  const lens = document.querySelector("[data-lens]");
  if (!scan || !lens) return;

  const video = lens.querySelector("video");
  const [start, stop, light, trouble] = ["start", "stop", "light", "no-camera"].map((name) => document.querySelector(`[data-${name}]`));
  const SIDE = 640; // of the square in the middle of the picture that is looked at
  const PAUSE = 120;
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = SIDE;
  const context = canvas.getContext("2d", { willReadFrequently: true });
  let stream = null;

  const byTheBrowser = async () => {
    if (!self.BarcodeDetector) return null;
    const formats = await self.BarcodeDetector.getSupportedFormats().catch(() => []);
    if (!formats.includes("qr_code")) return null;
    const detector = new self.BarcodeDetector({ formats: ["qr_code"] });
    return async () => {
      const [found] = await detector.detect(video).catch(() => []);
      return found ? found.rawValue : "";
    };
  };

  const byTheDecoder = async () => {
    const { decodeQR } = await import(scan.facts.decoder);
    return () => {
      const side = Math.min(video.videoWidth, video.videoHeight);
      context.drawImage(video, (video.videoWidth - side) / 2, (video.videoHeight - side) / 2, side, side, 0, 0, SIDE, SIDE);
      try {
        return decodeQR(context.getImageData(0, 0, SIDE, SIDE));
      } catch {
        return ""; // none in this picture
      }
    };
  };

  const end = () => {
    if (stream) stream.getTracks().forEach((track) => track.stop());
    stream = null;
    lens.hidden = true;
    stop.hidden = light.hidden = true;
    start.hidden = false;
  };

  const look = async (reader) => {
    if (!stream) return;
    const text = video.readyState > 1 ? await reader() : "";
    if (text) scan.take(text);
    setTimeout(look, PAUSE, reader);
  };

  const begin = async () => {
    start.hidden = true;
    trouble.hidden = true;
    try {
      stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment", width: { ideal: 1280 } } });
    } catch {
      start.hidden = false;
      trouble.hidden = false;
      return;
    }
    lens.hidden = stop.hidden = false;
    video.srcObject = stream;
    await video.play();
    const [track] = stream.getVideoTracks();
    light.hidden = !(track.getCapabilities && track.getCapabilities().torch);
    look((await byTheBrowser()) || (await byTheDecoder()));
  };

  light.addEventListener("click", () => {
    const on = light.getAttribute("aria-pressed") !== "true";
    stream.getVideoTracks()[0].applyConstraints({ advanced: [{ torch: on }] }).then(() => light.setAttribute("aria-pressed", on), () => undefined);
  });
  start.addEventListener("click", begin);
  stop.addEventListener("click", end);
  window.addEventListener("pagehide", end);
  if (navigator.mediaDevices) start.hidden = false;
  else trouble.hidden = false;
})();
