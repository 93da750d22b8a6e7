/* What a bad connection must not cost: an error is shown where the act failed, with a button that tries again; what was
   typed stays; an ended session is begun anew in a dialogue, and then the act goes on; no page is put into a pane. */

const texts = document.getElementById("net-error");
const dialog = document.getElementById("net-sign-in");
const waiting = [];

function placeOf(element) {
  return element.closest?.("form") || element;
}

function forget(place) {
  for (const note of place.parentElement?.querySelectorAll(".net-error") || []) note.remove();
}

function show(element, kind, again) {
  const place = placeOf(element);
  forget(place);
  const note = texts.content.firstElementChild.cloneNode(true);
  const isWrittenOnce = kind === "unknown" && place.matches("form") && place.elements.key;
  note.querySelector("[data-words]").textContent = texts.dataset[kind] + (isWrittenOnce ? texts.dataset.once : "");
  const button = note.querySelector("button");
  button.hidden = kind === "gone";
  note.querySelector("a").hidden = kind !== "gone";
  button.addEventListener("click", () => { note.remove(); again(); });
  if (place.matches("form")) place.before(note);
  else document.getElementById("content").prepend(note);
  if (!isTypingElsewhere(place)) note.querySelector("button:not([hidden]), a:not([hidden])").focus();
}

/* The focus stays where a number or a sentence is being typed. */
function isTypingElsewhere(place) {
  const field = document.activeElement;
  return field?.matches("input, textarea") && (field.hasAttribute("hx-get") || !place.contains(field));
}

/* The browser may have lost its cookies; then any answer of ours that is asked for brings the one of the forms again. */
async function refreshTokens() {
  const read = () => document.cookie.match(/(?:^|; )csrftoken=([^;]+)/)?.[1];
  if (!read()) await fetch(document.body.dataset.alive).catch(() => {});
  const token = read();
  if (token) for (const field of document.getElementsByName("csrfmiddlewaretoken")) field.value = token;
}

function resend(element, submitter) {
  const form = placeOf(element);
  if (!form.matches("form")) return htmx.trigger(element, element.getAttribute("hx-trigger") || "click");
  delete form.dataset.sent;
  // htmx knows a button's value by its click alone.
  if (submitter?.isConnected) submitter.click();
  else form.requestSubmit();
}

function askToSignIn(again) {
  waiting.push(again);
  if (!dialog.open) dialog.showModal();
  dialog.querySelector("[name=password]").focus();
}

dialog?.querySelector("form").addEventListener("submit", async (event) => {
  event.preventDefault();
  event.stopPropagation();
  const form = event.target;
  const words = dialog.querySelector("[data-words]");
  await refreshTokens();
  try {
    const answer = await fetch(form.action, { method: "POST", body: new FormData(form), redirect: "manual" });
    delete form.dataset.sent;
    if (answer.type !== "opaqueredirect") {
      words.textContent = answer.status === 429 ? form.dataset.often : form.dataset.wrong;
      return;
    }
  } catch {
    delete form.dataset.sent;
    words.textContent = texts.dataset.offline;
    return;
  }
  form.reset();
  words.textContent = "";
  await refreshTokens();
  dialog.close();
  for (const again of waiting.splice(0)) again();
});
dialog?.addEventListener("close", () => { waiting.length = 0; });

/* htmx: which button was pressed is kept, for the value it carries. */
let pressed = null;
document.addEventListener("submit", (event) => { pressed = event.submitter; }, true);

document.addEventListener("htmx:beforeRequest", (event) => {
  event.detail.xhr.pressed = pressed;
  event.detail.xhr.isOffline = !navigator.onLine;
  forget(placeOf(event.detail.elt));
});

/* What asks by itself every few seconds fails in silence: it asks again. */
function failed(event, kind) {
  const { elt, xhr } = event.detail;
  if (elt.getAttribute?.("hx-trigger")?.startsWith("every")) return;
  const again = () => resend(elt, xhr?.pressed);
  if (kind === "signedOut") askToSignIn(again);
  else show(elt, kind, again);
}

/* Only where the way was shut before, nothing was sent; where it broke off, the act may have arrived. What can be sent
   later is unsent.js's. */
function unanswered(event) {
  const { elt, xhr, requestConfig } = event.detail;
  if (elt.matches?.("form[data-later]")) return;
  failed(event, xhr.isOffline || requestConfig.verb === "get" ? "offline" : "unknown");
}

const KINDS = { 401: "signedOut", 403: "expired", 404: "gone", 429: "often", 502: "unknown", 503: "busy", 504: "unknown" };
document.addEventListener("htmx:sendError", unanswered);
document.addEventListener("htmx:timeout", unanswered);
document.addEventListener("htmx:responseError", async (event) => {
  const { status } = event.detail.xhr;
  if (status === 403) await refreshTokens();
  failed(event, KINDS[status] || (status < 500 ? "refused" : "server"));
});
document.addEventListener("htmx:beforeSwap", (event) => {
  const { xhr, target } = event.detail;
  if (target === document.body || !/^\s*<!doctype/i.test(xhr.responseText)) return;
  event.detail.shouldSwap = false;
  if (xhr.status < 400) failed(event, "server");
});

/* A form without htmx leaves the page, so the way is looked at first; the browser's own error page keeps nothing. */
document.addEventListener("submit", async (event) => {
  const form = event.target;
  if (form.method !== "post" || form.matches("[hx-post]:not([hx-trigger])") || form.closest("#net-sign-in") || form.dataset.open) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  const submitter = event.submitter;
  try {
    const answer = await fetch(document.body.dataset.alive, { signal: AbortSignal.timeout(10000) });
    if (answer.status === 401) return askToSignIn(() => resend(form, submitter));
    if (!answer.ok) return show(form, "server", () => resend(form, submitter));
    await refreshTokens();
  } catch {
    return show(form, "offline", () => resend(form, submitter));
  }
  form.dataset.open = "yes";
  delete form.dataset.sent;
  form.requestSubmit(submitter?.isConnected ? submitter : undefined);
  delete form.dataset.open;
}, true);
