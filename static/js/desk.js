/* The workspace's manners: toasts that go, keys that press what they name, countdowns, tabs, dialogs, copying.
   Only this module listens to htmx's events. Letters never fire in a field or while Chinese is being composed. */

const TOAST_SECONDS = 8;

function settle(scope) {
  for (const toast of document.querySelectorAll("[data-toast]:not([data-settled])")) {
    toast.dataset.settled = "yes";
    const close = toast.querySelector("[data-close]");
    if (close) close.hidden = false;
    countDown(toast);
  }
  scope.querySelector("[data-form-errors]")?.focus();
  letKeysScroll();
  tick();
  countInTitle();
}

/* A toast goes after so many seconds, which stand still while the pointer or the focus is on it. */
function countDown(toast) {
  let left = TOAST_SECONDS;
  const seconds = toast.querySelector("[data-seconds]");
  if (seconds) seconds.textContent = left;
  const beat = setInterval(() => {
    if (toast.matches(":hover, :focus-within")) return;
    left -= 1;
    if (seconds) seconds.textContent = left;
    if (left > 0) return;
    clearInterval(beat);
    toast.remove();
  }, 1000);
}

/* Another lead has opened by itself: from its top, and its row is the current one. */
document.addEventListener("htmx:pushedIntoHistory", () => {
  const content = document.getElementById("content");
  content.scrollTop = 0;
  window.scrollTo(0, 0);
  content.focus({ preventScroll: true });
});

/* The title of the inbox and of a lead counts the leads that wait, as the navigation does. */
function countInTitle() {
  if (!document.getElementById("news")) return;
  const count = document.querySelector(".desk-nav .nav-waiting")?.textContent.trim();
  document.title = (count ? `(${count}) ` : "") + document.title.replace(/^\(\d+\) /, "");
}

/* What scrolls sideways must be reachable without a pointer. */
function letKeysScroll() {
  for (const strip of document.querySelectorAll(".table-scroll, .stages")) {
    if (strip.scrollWidth > strip.clientWidth) strip.tabIndex = 0;
    else strip.removeAttribute("tabindex");
  }
}
window.addEventListener("resize", letKeysScroll);

/* "剩 3 分" / "超时 8 分": data-due is the instant, data-left and data-late the words, with {} for the minutes. */
function tick() {
  for (const label of document.querySelectorAll("[data-due]")) {
    const minutes = (Date.parse(label.dataset.due) - Date.now()) / 60000;
    if (Number.isNaN(minutes) || minutes > 90) continue;
    const words = minutes >= 0 ? label.dataset.left : label.dataset.late;
    const text = label.querySelector("[data-words]") || label;
    if (words && Math.abs(minutes) < 90) text.textContent = words.replace("{}", String(Math.ceil(Math.abs(minutes))));
  }
}

function isTyping(event) {
  const target = event.target;
  return event.isComposing || event.keyCode === 229 || event.ctrlKey || event.metaKey || event.altKey
    || target.isContentEditable || target.matches("input:not([type=radio], [type=checkbox]), textarea, select");
}

/* A key presses only what can be seen: the outcomes of a call are shut away until the call box is opened. */
function isShown(button) {
  return button.checkVisibility() && !button.closest("details:not([open]) > :not(summary)");
}

function move(step) {
  const rows = [...document.querySelectorAll(".inbox-row")].filter(isShown);
  if (!rows.length) return;
  const here = rows.indexOf(document.activeElement);
  const now = here >= 0 ? here : rows.findIndex((row) => row.hasAttribute("aria-current"));
  rows[Math.min(rows.length - 1, Math.max(0, now + step))].focus();
}

/* What is typed into a detail replaces what stood there. */
document.addEventListener("focusin", (event) => {
  if (event.target.matches(".detail-form input")) event.target.select();
});

/* Esc leaves the field of a detail as Cancel does. */
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && !event.isComposing) event.target.closest?.("form")?.querySelector("[data-cancel]")?.click();
});

document.addEventListener("keydown", (event) => {
  if (isTyping(event)) return;
  const wanted = [...document.querySelectorAll("[data-key]")]
    .find((one) => one.dataset.key === event.key.toLowerCase() && isShown(one));
  if (wanted) { event.preventDefault(); wanted.click(); return; }
  const field = [...document.querySelectorAll("[data-key-focus]")]
    .find((one) => one.dataset.keyFocus === event.key.toLowerCase() && isShown(one));
  if (field) { event.preventDefault(); field.focus(); return; }
  if (event.key === "j") move(1);
  if (event.key === "k") move(-1);
  if (event.key === "z") [...document.querySelectorAll("[data-undo]")].pop()?.click();  // the latest act
});

document.addEventListener("click", (event) => {
  const target = event.target.closest?.("[data-close], [data-dialog], [data-dismiss], [data-copy], [role=tab][aria-controls]");
  if (!target) return;
  if (target.matches("[data-close]")) target.closest("[data-toast]")?.remove();
  else if (target.matches("[data-dialog]")) document.getElementById(target.dataset.dialog)?.showModal();
  else if (target.matches("[data-dismiss]")) target.closest("dialog")?.close();
  else if (target.matches("[data-copy]")) navigator.clipboard?.writeText(target.dataset.copy);
  else showTab(target);
});

/* What is shown belongs to the number that was looked up: while another one is typed, nothing is saved under the old. */
const number = document.getElementById("telephone-number");
const caller = document.getElementById("caller");
let lookedUp = number?.value;
number?.addEventListener("input", () => { caller.inert = number.value !== lookedUp; });
caller?.addEventListener("htmx:afterSwap", (event) => {
  lookedUp = event.detail.requestConfig.parameters.phone;
  caller.inert = number.value !== lookedUp;
});

function showTab(tab) {
  for (const other of tab.closest("[role=tablist]").querySelectorAll("[role=tab]")) {
    const chosen = other === tab;
    other.setAttribute("aria-selected", String(chosen));
    other.tabIndex = chosen ? 0 : -1;
    const panel = document.getElementById(other.getAttribute("aria-controls"));
    if (panel) panel.hidden = !chosen;
  }
}

document.addEventListener("keydown", (event) => {
  const tab = event.target.closest?.("[role=tab]");
  if (!tab || !/^Arrow(Left|Right)$/.test(event.key)) return;
  const tabs = [...tab.closest("[role=tablist]").querySelectorAll("[role=tab]")];
  const next = tabs[(tabs.indexOf(tab) + (event.key === "ArrowRight" ? 1 : tabs.length - 1)) % tabs.length];
  next.focus();
  showTab(next);
});

/* A form is sent once, by htmx or by the browser. */
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method !== "post") return;
  if (form.dataset.sent) { event.preventDefault(); event.stopImmediatePropagation(); return; }
  form.dataset.sent = "yes";
  setTimeout(() => { delete form.dataset.sent; }, 4000);
}, true);
document.addEventListener("htmx:afterRequest", (event) => { delete event.target.dataset?.sent; });
document.addEventListener("htmx:load", (event) => settle(event.target));

settle(document);
setInterval(tick, 15000);
