/* After an @ in a note: the colleagues it may name, under the field. The names stand in #colleagues. */

const STARTED = /[@＠]([^\s@＠]{0,20})$/;
const MOST = 6;
let list = null;

function started(field) {
  return field.value.slice(0, field.selectionStart).match(STARTED);
}

function close() {
  list?.field.removeAttribute("aria-activedescendant");
  list?.remove();
  list = null;
}

function choose(option) {
  const { field } = list;
  const end = field.selectionStart;
  field.setRangeText(`@${option.dataset.name} `, end - started(field)[0].length, end, "end");
  close();
  field.focus();
  field.dispatchEvent(new Event("input", { bubbles: true }));
}

function point(index) {
  const options = [...list.children];
  options.forEach((option, place) => option.setAttribute("aria-selected", place === index));
  list.field.setAttribute("aria-activedescendant", options[index].id);
}

function show(field) {
  close();
  const colleagues = document.getElementById("colleagues");
  const found = colleagues && started(field);
  if (!found) return;
  const part = found[1].toLowerCase();
  const fits = ({ value, label }) => [value, ...label.split(" ")].some((word) => word.toLowerCase().startsWith(part));
  const names = [...colleagues.options].filter(fits).slice(0, MOST).map((option) => option.value);
  if (!names.length || names[0] === found[1]) return;
  list = document.createElement("div");
  Object.assign(list, { className: "chips mention-names", field });
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", colleagues.dataset.title);
  names.forEach((name, place) => {
    const option = document.createElement("button");
    Object.assign(option, { type: "button", className: "chip", id: `mention-${place}`, textContent: `@${name}`, tabIndex: -1 });
    option.dataset.name = name;
    option.setAttribute("role", "option");
    list.append(option);
  });
  field.after(list);
  point(0);
}

document.addEventListener("input", (event) => {
  if (event.target.matches?.("[data-mentions]") && !event.isComposing) show(event.target);
});
document.addEventListener("compositionend", (event) => {
  if (event.target.matches?.("[data-mentions]")) show(event.target);
});
document.addEventListener("focusout", (event) => {
  if (list && event.target === list.field && !list.contains(event.relatedTarget)) close();
});
document.addEventListener("mousedown", (event) => { if (list?.contains(event.target)) event.preventDefault(); });
document.addEventListener("click", (event) => {
  const option = event.target.closest?.(".mention-names [role=option]");
  if (option && list) choose(option);
});
document.addEventListener("keydown", (event) => {
  if (!list || event.target !== list.field || event.isComposing || event.keyCode === 229) return;
  const options = [...list.children];
  const chosen = options.findIndex((option) => option.getAttribute("aria-selected") === "true");
  const moves = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 };
  if (event.key in moves) point((chosen + moves[event.key] + options.length) % options.length);
  else if ((event.key === "Enter" && !event.ctrlKey && !event.metaKey) || event.key === "Tab") choose(options[chosen]);
  else if (event.key === "Escape") close();
  else return;
  event.preventDefault();
  event.stopPropagation();
}, { capture: true });
