// Opens the page of attendance, or the one that scans tags, without a line, from what this device stores (device-store.js). Its
// scope is that page of one session. Its cache holds files and a page that are the same for everyone. SHETU names what it needs
// (trainings/views/attendance_device.py).
"use strict";

// Each page has a cache of its own: the files of one are not those of the other.
const PAGE = new URL(self.registration.scope).pathname.split("/").filter(Boolean).pop();
const CACHE = `shetu-${PAGE}-${SHETU.version}`;
const PATIENCE = 8000; // a line that is there but does not answer
const store = self.ShetuStore;

self.addEventListener("install", (event) => {
  const pages = SHETU.pages.map((address) => new Request(address, { cache: "reload" }));
  event.waitUntil(
    caches
      .open(CACHE)
      .then((cache) => cache.addAll([...pages, ...SHETU.files]))
      .then(() => self.skipWaiting()),
  );
});

self.addEventListener("activate", (event) => {
  const old = (name) => name.startsWith(`shetu-${PAGE}-`) && name !== CACHE;
  event.waitUntil(
    caches
      .keys()
      .then((names) => Promise.all(names.filter(old).map((name) => caches.delete(name))))
      .then(() => self.clients.claim()),
  );
});

const isFile = (url) => url.origin === self.location.origin && url.pathname.startsWith(SHETU.static);

// The page names the files that it uses; those of earlier versions go.
self.addEventListener("message", (event) => {
  const files = ((event.data && event.data.files) || []).map((name) => new URL(name, self.location.origin)).filter(isFile);
  if (!files.length) return;
  const wanted = new Set([...files.map((url) => url.pathname), ...SHETU.files]);
  const refresh = async () => {
    const cache = await caches.open(CACHE);
    const known = (await cache.keys()).map((request) => new URL(request.url));
    await Promise.all(known.filter((url) => isFile(url) && !wanted.has(url.pathname)).map((url) => cache.delete(url.href)));
    const paths = new Set(known.map((url) => url.pathname));
    await Promise.all([...wanted].filter((path) => !paths.has(path)).map((path) => cache.add(path).catch(() => undefined)));
  };
  event.waitUntil(refresh());
});

const session = () => {
  const parts = new URL(self.registration.scope).pathname.split("/").filter(Boolean);
  return decodeURIComponent(parts[parts.length - 2]);
};

const shown = (page) => {
  const html = page.html.replace("<html ", "<html data-from-device ");
  const headers = {
    "Content-Type": "text/html; charset=utf-8",
    "Content-Security-Policy": SHETU.policy,
    "Cache-Control": "no-store",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
  };
  return new Response(html, { headers });
};

const away = async () => {
  const language = (self.navigator.language || "").slice(0, 2);
  const page = SHETU.pages.find((address) => address.endsWith(`=${language}`)) || SHETU.pages[0];
  return (await caches.match(page, { ignoreVary: true })) || Response.error();
};

const known = (url) => {
  if (url.pathname !== new URL(self.registration.scope).pathname) return Promise.resolve(undefined);
  return store.page(PAGE === "scan" ? `${session()} scan` : session()).catch(() => undefined);
};

const afterAWhile = (milliseconds) =>
  new Promise((_resolve, reject) => {
    setTimeout(() => reject(new Error("no answer")), milliseconds);
  });

const isOver = (answer) => answer.type === "opaqueredirect" || [401, 403, 404, 410].includes(answer.status);

const fromNetwork = async (request) => {
  const answer = await fetch(request);
  // Sent to sign in, or not found: this person may not read the list any more.
  if (isOver(answer) && new URL(request.url).pathname === new URL(self.registration.scope).pathname) {
    await store.wipeSession(session()).catch(() => undefined);
  }
  return answer;
};

const opened = async (request) => {
  const page = await known(new URL(request.url));
  try {
    const answer = fromNetwork(request);
    if (!page) return await answer;
    answer.catch(() => undefined);
    return await Promise.race([answer, afterAWhile(PATIENCE)]);
  } catch {
    return page ? shown(page) : away();
  }
};

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== self.location.origin) return;
  if (request.mode === "navigate") event.respondWith(opened(request));
  else if (isFile(url)) event.respondWith(caches.match(url.pathname, { ignoreVary: true }).then((file) => file || fetch(request)));
});
