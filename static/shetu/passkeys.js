// Shows the buttons of passkeys where they work, the reason where they do not, and what went wrong in words.
const here = document.querySelector("[data-passkeys]");
const reasons = ["insecure", "elsewhere", "unable"];

function whyNot() {
  if (!window.isSecureContext) return "insecure";
  if (location.hostname !== here.dataset.passkeys) return "elsewhere";
  return window.PublicKeyCredential ? "" : "unable";
}

function show(name, wanted) {
  for (const part of document.querySelectorAll(`[data-passkey-part="${name}"]`)) part.hidden = !wanted;
}

if (here) {
  const why = whyNot();
  show("button", !why);
  for (const reason of reasons) show(reason, why === reason);
}

// Raised by the library in place of an error: the person gave up, waited too long, or has this key already.
document.addEventListener("allauth.error", (failure) => {
  failure.preventDefault();
  const name = failure.detail.exception && failure.detail.exception.name;
  const told = { NotAllowedError: "given-up", InvalidStateError: "known" }[name] || "failed";
  for (const part of ["given-up", "known", "failed"]) show(part, part === told);
});
