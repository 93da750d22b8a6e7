/* What a bad connection must not cost: an error is shown where the act failed, with a button that tries again; what was
   typed stays; an ended session is begun anew in a dialogue, and then the act goes on; no page is put into a pane. */

const DRAFT = `draft:${document.body.dataset.user}:`;
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
  note.querySelector("[data-words]").textContent = texts.dataset[kind];
  const button = note.querySelector("button");
  button.addEventListener("click", () => { note.remove(); again(); });
  if (place.matches("form")) place.before(note);
  else document.getElementById("content").prepend(note);
  if (!isTypingElsewhere(place)) button.focus();
}

/* The focus stays where a number or a sentence is being typed. */
function isTypingElsewhere(place) {
  const field = document.activeElement;
  return field?.matches("input, textarea") && (field.hasAttribute("hx-get") || !place.contains(field));
}

function refreshTokens() {
  const token = document.cookie.match(/(?:^|; )csrftoken=([^;]+)/)?.[1];
  if (token) for (const field of document.getElementsByName("csrfmiddlewaretoken")) field.value = token;
}

function resend(element, submitter) {
  const form = placeOf(element);
  if (!form.matches("form")) return htmx.trigger(element, element.getAttribute("hx-trigger") || "click");
  delete form.dataset.sent;
  form.requestSubmit(submitter?.isConnected ? submitter : undefined);
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
  refreshTokens();
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
  refreshTokens();
  dialog.close();
  for (const again of waiting.splice(0)) again();
});
dialog?.addEventListener("close", () => { waiting.length = 0; });

/* htmx: which button was pressed is kept, for the value it carries. */
let pressed = null;
document.addEventListener("submit", (event) => { pressed = event.submitter; }, true);

document.addEventListener("htmx:beforeRequest", (event) => {
  event.detail.xhr.pressed = pressed;
  forget(placeOf(event.detail.elt));
});

function failed(event, kind) {
  const { elt, xhr } = event.detail;
  const again = () => resend(elt, xhr?.pressed);
  if (kind === "signedOut") askToSignIn(again);
  else show(elt, kind, again);
}

document.addEventListener("htmx:sendError", (event) => failed(event, "offline"));
document.addEventListener("htmx:timeout", (event) => failed(event, "offline"));
document.addEventListener("htmx:responseError", (event) => {
  const status = event.detail.xhr.status;
  if (status === 403) refreshTokens();
  failed(event, status === 401 ? "signedOut" : status < 500 ? "refused" : "server");
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
  if (form.method !== "post" || form.hasAttribute("hx-post") || form.closest("#net-sign-in") || form.dataset.open) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  const submitter = event.submitter;
  try {
    const answer = await fetch(document.body.dataset.alive, { signal: AbortSignal.timeout(10000) });
    if (answer.status === 401) return askToSignIn(() => resend(form, submitter));
    if (!answer.ok) return show(form, "server", () => resend(form, submitter));
  } catch {
    return show(form, "offline", () => resend(form, submitter));
  }
  form.dataset.open = "yes";
  delete form.dataset.sent;
  form.requestSubmit(submitter?.isConnected ? submitter : undefined);
  delete form.dataset.open;
}, true);

/* Drafts: what stands in a marked form and is not saved yet, for this person and this tab. */
function fieldsOf(form) {
  return [...form.elements].filter((field) => field.matches("textarea, input:not([type=hidden], [type=checkbox], [type=radio])"));
}

/* The address of what is written about; a form for several people names the one it is about in data-draft. */
function placeOfDraft(form) {
  return new URL(form.action).pathname + form.dataset.draft;
}

function keyOf(form, field) {
  return `${DRAFT}${placeOfDraft(form)}:${field.name}`;
}

/* A draft keeps the key of its form: sent before a reload and again after it, it is still written once. */
function restore(scope) {
  for (const form of scope.querySelectorAll("form[data-draft]")) {
    for (const field of fieldsOf(form)) {
      const kept = sessionStorage.getItem(keyOf(form, field));
      if (!kept || field.value) continue;
      field.value = kept;
      const key = sessionStorage.getItem(keyOf(form, { name: "key" }));
      if (key && form.elements.key) form.elements.key.value = key;
      const folded = field.closest("details");
      if (folded && folded.querySelector("summary") && field.matches("textarea")) folded.open = true;
    }
  }
}

/* What was typed while the answer was on its way is not saved yet: it stays a draft, for the next form and its key. */
function drop(form, sent) {
  sessionStorage.removeItem(keyOf(form, { name: "key" }));
  for (const field of fieldsOf(form)) {
    if (field.value === (sent[field.name] ?? field.value)) sessionStorage.removeItem(keyOf(form, field));
  }
}

document.addEventListener("input", (event) => {
  const form = event.target.form;
  if (!form?.matches("[data-draft]") || !fieldsOf(form).includes(event.target)) return;
  if (event.target.value) sessionStorage.setItem(keyOf(form, event.target), event.target.value);
  else sessionStorage.removeItem(keyOf(form, event.target));
  if (form.elements.key) sessionStorage.setItem(keyOf(form, { name: "key" }), form.elements.key.value);
});
document.addEventListener("htmx:beforeSwap", (event) => {
  const form = event.detail.requestConfig?.elt?.closest?.("form[data-draft]");
  if (form && event.detail.xhr.status < 300 && event.detail.shouldSwap) drop(form, event.detail.requestConfig.parameters);
});
document.addEventListener("submit", (event) => {
  if (event.target.matches("[data-draft]") && !event.target.hasAttribute("hx-post") && !event.defaultPrevented) {
    sessionStorage.setItem(`${DRAFT}sent`, placeOfDraft(event.target));
  }
});
const sent = sessionStorage.getItem(`${DRAFT}sent`);
sessionStorage.removeItem(`${DRAFT}sent`);
if (sent && !document.querySelector("[data-form-errors]")) {
  for (const key of Object.keys(sessionStorage)) if (key.startsWith(`${DRAFT}${sent}:`)) sessionStorage.removeItem(key);
}
document.addEventListener("htmx:load", (event) => restore(event.target.parentElement || event.target));
restore(document);
