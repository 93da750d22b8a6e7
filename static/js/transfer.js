/* The sheet of an import: F8 goes to the next cell that is to be corrected. */

document.addEventListener("keydown", (event) => {
  if (event.key !== "F8" || event.isComposing) return;
  const cells = [...document.querySelectorAll("[data-problem]")];
  if (!cells.length) return;
  event.preventDefault();
  cells[(cells.indexOf(document.activeElement) + 1) % cells.length].focus();
});
