/* Calls and notes that no connection has taken (forms with data-later and a key): kept on this device for this person, shown
   above the page, and sent as soon as there is a connection. The key lets the server write each one once, however often it
   is sent. What the server refuses stays here with the reason, until its writer throws it away. */

const PLACE = `unsent:${document.body.dataset.user}`;
const panel = document.getElementById("unsent");
const row = document.getElementById("unsent-row");
let isSending = false;

const all = () => JSON.parse(localStorage.getItem(PLACE) || "[]");

function write(items) {
  if (items.length) localStorage.setItem(PLACE, JSON.stringify(items));
  else localStorage.removeItem(PLACE);
  show();
}

/* The forms of one page share a key: each address writes it once. */
const isSame = (one, other) => one.key === other.key && one.address === other.address;
const without = (gone) => all().filter((item) => !isSame(item, gone));

/* What stands in the form in words: the chosen outcome, and what was typed. */
function wordsOf(form) {
  const chosen = form.querySelector("input[type=radio]:checked + span");
  const typed = [...form.querySelectorAll("textarea, input[type=text]")].map((field) => field.value.trim());
  return { act: chosen?.lastChild.textContent.trim() || form.dataset.act, words: typed.filter(Boolean).join(" · ") };
}

function keep(form) {
  const values = [...new FormData(form)].filter(([name]) => name !== "csrfmiddlewaretoken");
  const item = { key: form.elements.key.value, address: form.action, values, at: new Date().toISOString(), ...wordsOf(form) };
  write([...without(item), { ...item, name: form.dataset.later, lead: form.dataset.lead }]);
  form.reset();
  form.elements.key.value = crypto.randomUUID();
  form.dispatchEvent(new Event("draft:saved", { bubbles: true }));
}

/* "sent", "later" where the next attempt may succeed and nothing else would now, "wait" where another one may, "signedOut",
   or what was answered instead, in words. */
async function send(item) {
  const token = document.cookie.match(/(?:^|; )csrftoken=([^;]+)/)?.[1] || "";
  const body = new URLSearchParams([...item.values, ["written_at", item.at], ["written_by", document.body.dataset.user]]);
  const headers = { "HX-Request": "true", "HX-Current-URL": location.href, "X-CSRFToken": token };
  const answer = await fetch(item.address, { method: "POST", body, headers, signal: AbortSignal.timeout(20000) });
  const text = await answer.text();
  // A page in the place of panes is that of a foreign network.
  if (answer.ok) return /^\s*<!doctype/i.test(text) ? "later" : "sent";
  if (answer.status === 401) return "signedOut";
  if (answer.status === 404) return panel.dataset.gone;
  if ([408, 429, 502, 503, 504].includes(answer.status)) return "later";
  if (answer.status >= 500) return "wait";
  const page = new DOMParser().parseFromString(text, "text/html");
  return page.querySelector("[data-form-errors]")?.textContent.trim().replace(/\s+/g, " ") || panel.dataset.refused;
}

async function sendAll() {
  if (isSending || !navigator.onLine) return;
  isSending = true;
  try {
    if (!document.cookie.includes("csrftoken=")) await fetch(document.body.dataset.alive);
    for (const item of all().filter((one) => !one.refused)) {
      const outcome = await send(item);
      panel.dataset.state = outcome === "signedOut" ? "signedOut" : "";
      if (outcome === "later" || outcome === "signedOut") break;
      if (outcome === "wait") continue;
      if (outcome !== "sent") write(all().map((one) => isSame(one, item) ? { ...one, refused: outcome } : one));
      else {
        panel.dataset.sent = Number(panel.dataset.sent || 0) + 1;
        write(without(item));
      }
    }
  } catch {
    panel.dataset.state = "";  // still no connection
  } finally {
    isSending = false;
    show();
  }
}

function line(item) {
  const li = row.content.firstElementChild.cloneNode(true);
  li.querySelector("[data-name]").textContent = item.name;
  li.querySelector("[data-act]").textContent = item.act;
  li.querySelector("[data-words]").textContent = item.words;
  li.querySelector("[data-at]").textContent = new Date(item.at).toTimeString().slice(0, 5);
  li.querySelector("a").href = item.lead;
  const reason = li.querySelector("[data-reason]");
  reason.hidden = !item.refused;
  reason.textContent = item.refused || "";
  li.querySelector("button").addEventListener("click", () => {
    if (window.confirm(panel.dataset.throwAway)) write(without(item));
  });
  return li;
}

function show() {
  const items = all();
  const sent = Number(panel.dataset.sent || 0);
  panel.hidden = !items.length && !sent;
  panel.querySelector("ul").replaceChildren(...items.map(line));
  const kind = !items.length ? "done" : panel.dataset.state || (items.every((item) => item.refused) ? "stuck" : "waiting");
  for (const words of panel.querySelectorAll("[data-kind]")) words.hidden = words.dataset.kind !== kind;
  for (const count of panel.querySelectorAll("[data-count]")) count.textContent = items.length || sent;
  panel.querySelector("[data-again]").hidden = kind !== "waiting";
}

function unanswered(event) {
  const form = event.detail.elt.closest?.("form[data-later]");
  if (form && event.detail.requestConfig.verb === "post") keep(form);
}

document.addEventListener("htmx:sendError", unanswered);
document.addEventListener("htmx:timeout", unanswered);
panel.querySelector("[data-again]").addEventListener("click", sendAll);
window.addEventListener("online", sendAll);
window.addEventListener("storage", (event) => { if (event.key === PLACE) show(); });

/* Signing out leaves nothing on the device: what is not sent yet would be lost, so that is asked first. */
document.addEventListener("submit", (event) => {
  if (!event.target.matches("[data-forget]") || !all().length) return;
  if (window.confirm(panel.dataset.signOut.replace("{}", all().length))) return localStorage.removeItem(PLACE);
  event.preventDefault();
  event.stopImmediatePropagation();
}, true);

show();
sendAll();
setInterval(sendAll, 30000);
