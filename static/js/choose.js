/* Choosing leads in the list: boxes, Shift for a range, X for the row with the focus, Esc for none. */

const form = document.getElementById("bulk");
const bar = form?.querySelector("[data-bulk]");
const boxes = [...(form?.querySelectorAll("[data-choice]") || [])];
const page = form?.querySelector("[data-choose-all]");
const every = form?.querySelector("[data-choice-every]");
const count = form?.querySelector(".bulk-count");
let last = null;

function show() {
  const chosen = boxes.filter((box) => box.checked);
  for (const box of boxes) box.closest("tr").toggleAttribute("data-chosen", box.checked || Boolean(every?.checked));
  const leads = every?.checked ? Number(every.dataset.leads) : chosen.length;
  const people = every?.checked ? Number(every.dataset.people)
    : chosen.reduce((sum, box) => sum + Number(box.dataset.people), 0);
  count.textContent = leads ? count.dataset.words.replace("{leads}", leads).replace("{people}", people) : "";
  bar.dataset.chosen = leads > 0 ? "yes" : "no";
  page.checked = boxes.length > 0 && chosen.length === boxes.length;
  page.indeterminate = chosen.length > 0 && !page.checked;
}

function choose(box, isRange) {
  if (isRange && last) {
    const [from, to] = [boxes.indexOf(last), boxes.indexOf(box)].sort((a, b) => a - b);
    for (const between of boxes.slice(from, to + 1)) between.checked = box.checked;
  }
  last = box;
  show();
}

form?.addEventListener("click", (event) => {
  if (event.target.matches("[data-choice]")) choose(event.target, event.shiftKey);
  if (event.target === page) { for (const box of boxes) box.checked = page.checked; show(); }
  if (event.target === every) show();
});

document.addEventListener("keydown", (event) => {
  const isTyping = event.isComposing || event.ctrlKey || event.metaKey || event.altKey
    || (/^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName) && event.target.type !== "checkbox");
  if (isTyping || !form) return;
  if (event.key === "Escape") { for (const box of boxes) box.checked = false; if (every) every.checked = false; show(); }
  if (event.key.toLowerCase() !== "x") return;
  const box = document.activeElement.closest?.("tr")?.querySelector("[data-choice]");
  if (box) { event.preventDefault(); box.checked = !box.checked; choose(box, event.shiftKey); }
});

if (form) show();
