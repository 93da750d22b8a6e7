/* Files of a lead: chosen ones are sent at once, and they may be dropped on the page. */

const pane = () => document.querySelector("[data-drop]");

function send(files) {
  const input = pane()?.querySelector("input[type=file]");
  if (!input || !files.length) return;
  if (files !== input.files) input.files = files;
  input.form.requestSubmit();
}

document.addEventListener("change", (event) => {
  if (event.target.matches?.("[data-drop] input[type=file]")) send(event.target.files);
});

const carriesFiles = (event) => pane() && event.dataTransfer?.types.includes("Files");

document.addEventListener("dragover", (event) => {
  if (!carriesFiles(event)) return;
  event.preventDefault();
  pane().classList.add("is-over");
});
document.addEventListener("dragleave", (event) => { if (!event.relatedTarget) pane()?.classList.remove("is-over"); });
document.addEventListener("drop", (event) => {
  if (!carriesFiles(event)) return;
  event.preventDefault();
  pane().classList.remove("is-over");
  send(event.dataTransfer.files);
});
