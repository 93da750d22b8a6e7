/* The inquiry form answers in its own place; without this file the browser simply follows the form. */

async function send(form) {
  const card = form.closest("[data-inquiry]");
  const button = form.querySelector("button:not([type=button])");
  button.disabled = true;
  try {
    const answer = await fetch(form.action, {
      method: "POST",
      body: new FormData(form),
      headers: { "X-Requested-With": "fetch" },
    });
    if (answer.ok || answer.status === 422 || answer.status === 429) {
      card.innerHTML = await answer.text();
      (card.querySelector("[data-form-errors]") || card.querySelector("[data-focus]"))?.focus();
      return;
    }
  } catch {
    // No network: let the browser try, and show its own page about it.
  }
  button.disabled = false;
  form.dataset.plain = "yes";
  form.submit();
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!form.matches("[data-inquiry-form]") || form.dataset.plain) return;
  event.preventDefault();
  send(form);
});
