/* The public pages' comforts. Every page works without this file; here are text size without a reload, reading aloud,
   copying the address, the note that a hotline was tapped, and the focus on a form's errors. */

const root = document.documentElement;
const sizes = ["large", "medium", "small"];

function chooseSize(size, buttons) {
  root.classList.remove(...sizes.map((name) => `size-${name}`));
  root.classList.add(`size-${size}`);
  for (const button of buttons) button.setAttribute("aria-pressed", String(button.value === size));
  document.cookie = `size=${size}; path=/; max-age=31536000; samesite=lax`;
}

for (const form of document.querySelectorAll("[data-sizes]")) {
  const buttons = form.querySelectorAll("button");
  form.addEventListener("submit", (event) => {
    if (!event.submitter) return;
    event.preventDefault();
    chooseSize(event.submitter.value, buttons);
  });
}

/* Reading aloud, by the browser's own voice; sentence by sentence, because long texts stall some engines. */
for (const button of document.querySelectorAll("[data-speak]")) {
  const text = document.querySelector(button.dataset.speak);
  if (!window.speechSynthesis || !text) continue;
  button.hidden = false;
  button.addEventListener("click", () => {
    if (speechSynthesis.speaking) {
      speechSynthesis.cancel();
      button.setAttribute("aria-pressed", "false");
      return;
    }
    const sentences = text.innerText.split(/(?<=[。！？；\n])/u).filter((sentence) => sentence.trim());
    button.setAttribute("aria-pressed", "true");
    sentences.forEach((sentence, index) => {
      const words = new SpeechSynthesisUtterance(sentence);
      words.lang = "zh-CN";
      if (index === sentences.length - 1) words.onend = () => button.setAttribute("aria-pressed", "false");
      speechSynthesis.speak(words);
    });
  });
}
window.addEventListener("pagehide", () => window.speechSynthesis?.cancel());

const pageAddress = location.href.split("#")[0];  // read now: a sent inquiry moves on to the visitor's confirmation
for (const button of document.querySelectorAll("[data-copy]")) {
  if (!navigator.clipboard) continue;
  button.hidden = false;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(button.dataset.copy || pageAddress);
    const label = button.querySelector("[data-label]");
    const before = label.textContent;
    label.textContent = button.dataset.done;
    setTimeout(() => { label.textContent = before; }, 2500);
  });
}

for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}

/* A tapped hotline is an inquiry that left no form: tell the centre which number and on which page. */
const tapUrl = document.body.dataset.tapUrl;
document.addEventListener("click", (event) => {
  const link = event.target.closest?.("[data-tap]");
  if (!link || !tapUrl || !navigator.sendBeacon) return;
  const note = new URLSearchParams({ consultant: link.dataset.tap, page: document.body.dataset.page || "", path: location.pathname });
  navigator.sendBeacon(tapUrl, note);
});

/* The bottom bar steps aside while the form is in view. */
const bar = document.querySelector("[data-bar]");
const inquiry = document.getElementById("inquiry");
if (bar && inquiry && window.IntersectionObserver) {
  new IntersectionObserver((entries) => {
    bar.classList.toggle("is-away", entries[0].isIntersecting);
  }, { threshold: 0.25 }).observe(inquiry);
}

/* What scrolls sideways must be reachable without a pointer. */
function letKeysScroll() {
  for (const strip of document.querySelectorAll(".table-scroll")) {
    if (strip.scrollWidth > strip.clientWidth) strip.tabIndex = 0;
    else strip.removeAttribute("tabindex");
  }
}
letKeysScroll();
window.addEventListener("resize", letKeysScroll);

document.querySelector("[data-form-errors]")?.focus();

/* A form is sent once. */
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.method !== "post") return;
  if (form.dataset.sent) { event.preventDefault(); return; }
  form.dataset.sent = "yes";
  setTimeout(() => { delete form.dataset.sent; }, 4000);
});
window.addEventListener("pageshow", () => {
  for (const form of document.forms) delete form.dataset.sent;
});
