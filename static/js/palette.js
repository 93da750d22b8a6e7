/* The search box of the workspace: Ctrl K or ⌘ K opens it, arrows choose, Enter opens what is chosen. */

const dialog = document.getElementById("palette");
const input = dialog?.querySelector("input");
const list = document.getElementById("palette-options");
const options = () => [...list.querySelectorAll("[role=option]")];

function choose(wanted) {
  for (const option of options()) option.setAttribute("aria-selected", String(option === wanted));
  input.setAttribute("aria-activedescendant", wanted?.id || "");
  wanted?.scrollIntoView({ block: "nearest" });
}

function open() {
  if (dialog.open) return;
  dialog.showModal();
  input.select();
  input.dispatchEvent(new Event("open"));
}

document.addEventListener("keydown", (event) => {
  if (dialog && !event.isComposing && event.key.toLowerCase() === "k" && (event.ctrlKey || event.metaKey)) {
    event.preventDefault();
    open();
  }
});

document.addEventListener("click", (event) => {
  if (!dialog || event.ctrlKey || event.metaKey || !event.target.closest?.("[data-palette]")) return;
  event.preventDefault();
  open();
});

input?.addEventListener("keydown", (event) => {
  if (event.isComposing) return;
  const all = options();
  const here = all.findIndex((option) => option.getAttribute("aria-selected") === "true");
  if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    event.preventDefault();
    const step = event.key === "ArrowDown" ? 1 : all.length - 1;
    choose(all[(Math.max(here, event.key === "ArrowDown" ? -1 : 0) + step) % all.length]);
  } else if (event.key === "Enter" && all[here]) {
    event.preventDefault();
    if (event.ctrlKey || event.metaKey) window.open(all[here].href, "_blank", "noopener");
    else window.location.assign(all[here].href);
  }
});

list?.addEventListener("htmx:afterSwap", () => choose(options()[0]));
dialog?.addEventListener("click", (event) => { if (event.target === dialog) dialog.close(); });
