/* The inquiry form answers in its own place; without this file the browser simply follows the form. What a visitor has
   typed is never lost: not offline, not when the server is away, not on a reload or a change of the language. */

const PATIENCE_MS = 20000;
const KEPT = "inquiry:";
const kept = {
  read: (name) => { try { return sessionStorage.getItem(KEPT + name); } catch { return null; } },
  write: (name, value) => { try { sessionStorage.setItem(KEPT + name, value); } catch { /* no storage: nothing is kept */ } },
  forget: () => {
    try {
      for (const key of Object.keys(sessionStorage)) if (key.startsWith(KEPT)) sessionStorage.removeItem(key);
    } catch { /* likewise */ }
  },
};

function typedFields(form) {
  return form.querySelectorAll("textarea, input:not([type=hidden], [type=checkbox], [tabindex='-1'])");
}

/* A consent is an act of the visitor (PIPL, article 14): the tick stays what the visitor made it on this page, also after
   a reload and in the other language, and is never made for another page. */
function restore(scope) {
  for (const form of scope.querySelectorAll("[data-inquiry-form]")) {
    for (const field of typedFields(form)) field.value ||= kept.read(field.name) || "";
    const { consent } = form.elements;  // the second step has none
    if (consent) consent.checked ||= kept.read("consent") === location.pathname;
  }
}

function complain(card, kind) {
  const form = card.querySelector("[data-inquiry-form]");
  for (const old of card.querySelectorAll("[data-inquiry-error], [data-form-errors], .field-error")) old.remove();
  for (const field of card.querySelectorAll(".has-error")) field.classList.remove("has-error");
  for (const field of card.querySelectorAll("[aria-invalid]")) field.removeAttribute("aria-invalid");
  const note = card.querySelector("[data-inquiry-errors]").content.firstElementChild.cloneNode(true);
  for (const words of note.querySelectorAll("[data-kind]")) words.hidden = words.dataset.kind !== kind;
  form.before(note);
  note.focus();
}

/* The answer's own part of the page; null when somebody else answered, such as the sign-in page of a wireless network. */
async function fragmentOf(answer) {
  const text = await answer.text();
  const parts = document.createElement("template");
  parts.innerHTML = text;
  return [...parts.content.children].some((part) => part.matches(".inquiry-head")) ? parts.content : null;
}

/* The confirmation has an address of its own, to which a reload and the other language lead. The way back leads to the
   article on which the form stands; the page that is nothing but the form is left out. */
function move(address, form) {
  if (location.pathname === new URL(form.action).pathname) history.replaceState(null, "", address);
  else if (location.pathname !== address) history.pushState(null, "", address);
  for (const field of document.querySelectorAll(".language [name=next]")) field.value = address;
}

/* What an answer without a part of ours means; an error of the server leaves open whether the inquiry was stored. */
const KINDS = { 429: "often", 503: "busy" };
const kindOf = (status) => KINDS[status] || (status >= 400 && status < 500 ? "refused" : "away");

async function send(form) {
  const card = form.closest("[data-inquiry]");
  const button = form.querySelector("button:not([type=button])");
  button.disabled = true;
  const isOffline = !navigator.onLine;  // only then nothing was sent
  try {
    const answer = await fetch(form.action, {
      method: "POST",
      body: new FormData(form),
      headers: { "X-Requested-With": "fetch" },
      signal: AbortSignal.timeout(PATIENCE_MS),
    });
    const fragment = answer.status < 500 ? await fragmentOf(answer) : null;
    if (!fragment) return complain(card, kindOf(answer.status));
    if (answer.ok) kept.forget();
    card.replaceChildren(fragment);
    const received = card.querySelector("[data-address]");
    if (received) move(received.dataset.address, form);
    (card.querySelector("[data-form-errors]") || card.querySelector("[data-focus]"))?.focus();
  } catch {
    complain(card, isOffline ? "offline" : "away");
  } finally {
    button.disabled = false;
    delete form.dataset.sent;
  }
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!form.matches("[data-inquiry-form]")) return;
  event.preventDefault();
  send(form);
});
document.addEventListener("input", (event) => {
  const form = event.target.closest?.("[data-inquiry-form]");
  if (form && [...typedFields(form)].includes(event.target)) kept.write(event.target.name, event.target.value);
  if (form && form.elements.consent === event.target) kept.write("consent", event.target.checked ? location.pathname : "");
});
restore(document);
