// Keeps the page of the check without a network, its files and the list of keys. SHETU names them (certificates/views/public/offline.py).
"use strict";

const CACHE = `shetu-offline-${SHETU.version}`;

self.addEventListener("install", (event) => {
  const fresh = [...SHETU.pages, SHETU.keys].map((address) => new Request(address, { cache: "reload" }));
  event.waitUntil(
    caches
      .open(CACHE)
      .then((cache) => cache.addAll([...fresh, ...SHETU.files]))
      .then(() => self.skipWaiting()),
  );
});

self.addEventListener("activate", (event) => {
  const old = (name) => name.startsWith("shetu-offline-") && name !== CACHE;
  event.waitUntil(
    caches
      .keys()
      .then((names) => Promise.all(names.filter(old).map((name) => caches.delete(name))))
      .then(() => self.clients.claim()),
  );
});

const kept = (address) => caches.match(address, { ignoreVary: true });

const languageOf = (url) => {
  const chosen = url.searchParams.get("language") || (self.navigator.language || "").slice(0, 2);
  return SHETU.pages.find((page) => page.endsWith(`=${chosen}`)) || SHETU.pages[0];
};

// What is kept is only what is the same for everyone: two pages, the keys, and files.
const fromNetworkFirst = async (request, address, isKept) => {
  try {
    const answer = await fetch(request);
    if (isKept && answer.ok) (await caches.open(CACHE)).put(address, answer.clone());
    return answer;
  } catch (away) {
    const known = await kept(address);
    if (known) return known;
    throw away;
  }
};

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== self.location.origin) return;
  if (request.mode === "navigate") {
    const isPage = url.pathname === SHETU.page && SHETU.pages.includes(url.pathname + url.search);
    event.respondWith(fromNetworkFirst(request, languageOf(url), isPage));
  } else if (url.pathname === SHETU.keys) {
    event.respondWith(fromNetworkFirst(request, SHETU.keys, true));
  } else if (SHETU.files.includes(url.pathname)) {
    event.respondWith(kept(url.pathname).then((known) => known || fetch(request)));
  }
});
