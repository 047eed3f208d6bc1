// Offline after the first visit. The build puts the list of files and its hash in place of the two words below.
//
// Nobody is held at an old version: the page itself always comes from the network when there is one. What is kept are files whose names
// change with their content, so that an old one is never taken for a new one.
const VERSION = '__VERSION__';
const FILES = __FILES__;
const SHELL = `goescape-shell-${VERSION}`;

self.addEventListener('install', (event) => {
  event.waitUntil((async () => {
    const cache = await caches.open(SHELL);
    await Promise.all(FILES.map(async (file) => {
      const response = await fetch(file, file.startsWith('assets/') ? {} : { cache: 'no-cache' });
      if (!response.ok) throw new Error(`${file}: ${response.status}`);
      await cache.put(new URL(file, self.registration.scope).href, response);
    }));
  })());
});

self.addEventListener('activate', (event) => {
  event.waitUntil((async () => {
    for (const name of await caches.keys()) if (name.startsWith('goescape-shell-') && name !== SHELL) await caches.delete(name);
    await self.clients.claim();
  })());
});

// The page asks for it when the reader agrees to the new version.
self.addEventListener('message', (event) => { if (event.data === 'skipWaiting') void self.skipWaiting(); });

/** From the network, and kept; without a network what was kept. */
async function networkFirst(request) {
  const cache = await caches.open(SHELL);
  const key = request.mode === 'navigate' ? new URL(request.url).origin + new URL(request.url).pathname : request.url;
  try {
    const response = await fetch(request);
    if (response.ok) await cache.put(key, response.clone()).catch(() => undefined);
    return response;
  } catch (error) {
    const kept = (await cache.match(key)) ?? (await caches.match(key));
    if (kept) return kept;
    throw error;
  }
}

/** What was kept, for names that change with their content; else from the network, and kept. */
async function cacheFirst(request) {
  const kept = await caches.match(request.url);
  if (kept) return kept;
  const response = await fetch(request);
  if (response.ok) await (await caches.open(SHELL)).put(request.url, response.clone()).catch(() => undefined);
  return response;
}

self.addEventListener('fetch', (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== 'GET' || url.origin !== self.location.origin || !url.href.startsWith(self.registration.scope)) return;
  const path = url.href.slice(self.registration.scope.length);
  // The page keeps the facts about packages and the compiler itself.
  if (/^(std|verify)\/.*\.bin$/.test(path)) return;
  event.respondWith(path.startsWith('assets/') ? cacheFirst(request) : networkFirst(request));
});
