/* The next step in words: an outcome proposes it, a chip writes it; what stands there is read back by the server. */

function write(field, words) {
  field.value = words;
  field.dispatchEvent(new Event("input", { bubbles: true }));
}

document.addEventListener("change", (event) => {
  const outcome = event.target.closest?.("[data-proposes]");
  if (!outcome) return;
  const when = outcome.form.querySelector("[data-when]");
  const field = when.querySelector("input");
  const proposed = [...outcome.form.querySelectorAll("[data-proposes]")].map((one) => one.dataset.proposes);
  /* What was written by hand stays. */
  if (!field.value || proposed.includes(field.value)) write(field, outcome.dataset.proposes);
  when.hidden = !outcome.dataset.proposes;
  if (when.hidden) outcome.form.querySelector("button:not([type=button])").focus();
  else { field.focus(); field.select(); }
});

document.addEventListener("click", (event) => {
  const chip = event.target.closest?.("[data-words]");
  const field = chip?.closest("[data-when]")?.querySelector("input");
  if (field) { write(field, chip.dataset.words); field.focus(); }
});
