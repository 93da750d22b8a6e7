/* Dragging a lead: to another time in the calendar, another stage on the board, another desk. What is dropped fills in the
   form #drag and sends it to the lead's own address; the button on each card opens the same form for those who cannot drag.
   A card has data-move (address) and data-seen (where the page saw it); what takes it has data-value (for the field of
   data-field), or data-day with or without data-hour. data-asks: the form is opened and asks before anything moves. */

const form = document.getElementById("drag");
const status = document.querySelector("[data-drag-status]");
const places = "[data-day], [data-value]";
let card = null;
let place = null;

function minutes(event) {
  const box = place.getBoundingClientRect();
  return event.clientY < box.top + box.height / 2 ? "00" : "30";
}

function valueAt(event) {
  if (place.dataset.value) return place.dataset.value;
  if (!place.dataset.hour) return `${place.dataset.day}T${card.dataset.time || "09:00"}`;
  return `${place.dataset.day}T${place.dataset.hour.padStart(2, "0")}:${minutes(event)}`;
}

function leave() {
  place?.removeAttribute("data-over");
  place = null;
}

function end() {
  leave();
  card?.removeAttribute("data-dragged");
  card = null;
}

document.addEventListener("dragstart", (event) => {
  card = event.target.closest?.("[data-move]");
  if (!card) return;
  event.dataTransfer.effectAllowed = "move";
  event.dataTransfer.setData("text/plain", card.dataset.move);
  card.dataset.dragged = "yes";
});

document.addEventListener("dragover", (event) => {
  const there = event.target.closest?.(places);
  if (!card || !there || there.contains(card) && there.dataset.value) return leave();
  event.preventDefault();
  if (there !== place) leave();
  place = there;
  const words = place.dataset.words || valueAt(event).replace("T", " ");
  place.dataset.over = words;
  if (status.textContent !== words) status.textContent = words;
});

document.addEventListener("drop", (event) => {
  if (!card || !place) return;
  event.preventDefault();
  const value = valueAt(event);
  if (place.hasAttribute("data-asks")) ask(card, value);
  else send(card, value);
  end();
});

document.addEventListener("dragend", end);

function fieldOf(target) {
  return target.dataset.field || "due_at";
}

function send(moved, value) {
  const field = form.querySelector("[data-to]");
  field.name = fieldOf(place);
  field.value = value;
  form.elements.seen.value = moved.dataset.seen;
  form.action = moved.dataset.move;
  moved.dataset.sent = "yes";
  form.requestSubmit();
}

function ask(moved, value) {
  const address = new URL(moved.dataset.move, location);
  address.searchParams.set("back", form.elements.back.value);
  address.searchParams.set(fieldOf(place), value);
  document.getElementById("sheet").showModal();
  htmx.ajax("GET", address.pathname + address.search, { target: "#sheet-body", source: document.getElementById("sheet-body") });
}
