/* Drafts: what stands in a marked form (data-draft) and is not saved yet, for this person and this tab. A draft survives
   a reload, a swap and a failure; it goes when the form is saved, at the sign-out in all tabs, and where
   the sign-in page (which knows no person) or somebody else's desk is opened. */

const ALL = "draft:";
const MINE = `${ALL}${document.body.dataset.user}:`;
const signedOut = new BroadcastChannel("signed-out");

function forget(isMeant) {
  for (const key of Object.keys(sessionStorage)) if (isMeant(key)) sessionStorage.removeItem(key);
}

function fieldsOf(form) {
  return [...form.elements].filter((field) => field.name && field.matches("textarea, select, input:not([type=hidden])"));
}

const isTick = (field) => field.matches("[type=checkbox], [type=radio]");
const read = (field) => isTick(field) ? String(field.checked) : field.value;
const given = (field) => isTick(field) ? String(field.defaultChecked) : field.defaultValue;

/* The address the form is sent to, and in data-draft what else parts it from others, such as a version. */
function placeOf(form) {
  return `${MINE}${new URL(form.action).pathname}${form.dataset.draft}:`;
}

function keyOf(form, field) {
  return placeOf(form) + field.name + (isTick(field) ? `=${field.value}` : "");
}

const keyOfKey = (form) => `${placeOf(form)}key`;
const keyOfAbout = (form) => `${placeOf(form)}about`;

/* Words typed about somebody else (data-draft-about) come along, because a digit may just have been corrected; that is
   said, and nothing of the present one is overwritten. */
function restore(form) {
  const about = sessionStorage.getItem(keyOfAbout(form));
  const isOther = about !== null && about !== form.dataset.draftAbout;
  let isAny = false;
  for (const field of fieldsOf(form)) {
    const kept = sessionStorage.getItem(keyOf(form, field));
    if (kept === null) continue;
    if (kept !== read(field)) {
      const isTyped = field.value && !isTick(field) && !field.matches("select");
      if (isTyped && (isOther || field.hasAttribute("hx-get"))) continue;
      if (isTick(field)) field.checked = kept === "true";
      else field.value = kept;
      if (field.matches("[hx-get], [data-live]")) field.dispatchEvent(new Event("input", { bubbles: true }));
    }
    isAny = true;
    const folded = field.closest("details");
    if (kept && folded && field.matches("textarea, [type=text]")) folded.open = true;
  }
  /* What was sent keeps its key until it is answered: sent again after a reload, it is still written once. */
  const key = sessionStorage.getItem(keyOfKey(form));
  if (isAny && !isOther && key && form.elements.key) form.elements.key.value = key;
  const note = form.querySelector("[data-draft-other]");
  if (!note) return;
  note.hidden = !(isAny && isOther);
  note.querySelector("[data-about]").textContent = about;
}

function restoreAll(scope) {
  for (const form of scope.querySelectorAll("form[data-draft]")) restore(form);
}

/* What was typed while the answer was on its way is not saved yet: it stays a draft, for the next form and its key. */
function drop(form, sent) {
  for (const field of fieldsOf(form)) {
    if (isTick(field) || field.value === (sent[field.name] ?? field.value)) sessionStorage.removeItem(keyOf(form, field));
  }
}

document.addEventListener("input", (event) => {
  const field = event.target;
  const form = field.form;
  if (!form?.matches("[data-draft]") || !fieldsOf(form).includes(field)) return;
  /* Of a group of radio buttons all are written down, for the one that was let go says nothing itself. */
  for (const one of fieldsOf(form).filter((other) => other.name === field.name)) {
    if (read(one) === given(one)) sessionStorage.removeItem(keyOf(form, one));
    else sessionStorage.setItem(keyOf(form, one), read(one));
  }
  if (form.dataset.draftAbout) sessionStorage.setItem(keyOfAbout(form), form.dataset.draftAbout);
});

function clear(form) {
  for (const field of fieldsOf(form)) sessionStorage.removeItem(keyOf(form, field));
  sessionStorage.removeItem(keyOfKey(form));
  sessionStorage.removeItem(keyOfAbout(form));
}

/* Said by unsent.js, which has put the form's words by. */
document.addEventListener("draft:saved", (event) => clear(event.target));

document.addEventListener("click", (event) => {
  const form = event.target.closest?.("[data-draft-clear]")?.closest("form");
  if (!form) return;
  clear(form);
  form.reset();
  const note = form.querySelector("[data-draft-other]");
  if (note) note.hidden = true;
});

/* Answered by htmx, saved or refused. A foreign page in the answer's place, such as that of a wireless network, is none. */
document.addEventListener("htmx:beforeOnLoad", (event) => {
  const { xhr, requestConfig } = event.detail;
  const form = requestConfig.triggeringEvent?.type === "submit" && requestConfig.elt.closest("form[data-draft]");
  if (!form || xhr.status >= 500 || /^\s*<!doctype/i.test(xhr.responseText)) return;
  sessionStorage.removeItem(keyOfKey(form));
  if (xhr.status < 300) drop(form, requestConfig.parameters);
});

/* Saved by the browser: the page that comes after a saved form is one to which its answer has led. */
const SENT = `${MINE}sent`;
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.matches("[data-forget]")) {
    forget((key) => key.startsWith(ALL));
    signedOut.postMessage("");
  }
  if (!form.matches("[data-draft][method=post]")) return;
  if (form.elements.key) sessionStorage.setItem(keyOfKey(form), form.elements.key.value);
  if (!event.defaultPrevented) {
    sessionStorage.setItem(SENT, JSON.stringify([placeOf(form), location.href.split("#")[0]]));
  }
});
const [place, from] = JSON.parse(sessionStorage.getItem(SENT) || "[]");
const [way] = performance.getEntriesByType("navigation");
if (place && way.type === "navigate" && way.redirectCount && document.referrer === from) forget((key) => key.startsWith(place));
sessionStorage.removeItem(SENT);

signedOut.addEventListener("message", () => forget((key) => key.startsWith(ALL)));
forget((key) => key.startsWith(ALL) && !key.startsWith(MINE));
document.addEventListener("htmx:load", (event) => restoreAll(event.target.parentElement || event.target));
