// Says what this address does not allow. Browsers give the camera, pages for off line and passkeys to secure addresses
// only (https, or this very machine). The server has said so already from SITE_URL; the browser knows better.
for (const note of document.querySelectorAll("[data-insecure]")) {
  note.hidden = window.isSecureContext;
}
