/* A browser notification and a short sound when one more first answer is owed; each colleague switches them on for the own
   device, on the page of the settings of notices. The number comes with the news of the desk. */

const PLACE = `alerts:${document.body.dataset.user}`;
const box = document.getElementById("alerts");
const owed = () => Number(document.querySelector(".desk-nav .nav-waiting")?.textContent || 0);
const isOn = () => localStorage.getItem(PLACE) === "on" && window.Notification?.permission === "granted";
let known = owed();

function sound() {
  const audio = new AudioContext();
  const tone = audio.createOscillator();
  const volume = audio.createGain();
  volume.gain.setValueAtTime(0.15, audio.currentTime);
  volume.gain.exponentialRampToValueAtTime(0.001, audio.currentTime + 0.6);
  tone.frequency.value = 880;
  tone.connect(volume).connect(audio.destination);
  tone.start();
  tone.stop(audio.currentTime + 0.6);
  tone.addEventListener("ended", () => audio.close());
}

function tell(number) {
  sound();
  if (document.visibilityState === "visible" && document.hasFocus()) return;
  const note = new Notification(document.body.dataset.alertTitle, {
    body: document.body.dataset.alertBody.replace("{}", number),
    tag: "first-answers",
    renotify: true,
  });
  note.addEventListener("click", () => { window.focus(); note.close(); });
}

document.addEventListener("htmx:afterSettle", () => {
  const now = owed();
  if (now > known && isOn()) tell(now);
  known = now;
});

function show() {
  if (!box) return;
  const state = isOn() ? "on" : window.Notification?.permission === "denied" || !window.Notification ? "denied" : "off";
  for (const part of box.querySelectorAll("[data-state]")) part.hidden = part.dataset.state !== state;
}

box?.addEventListener("click", async (event) => {
  const choice = event.target.closest("[data-alerts]")?.dataset.alerts;
  if (!choice) return;
  if (choice === "on" && await Notification.requestPermission() === "granted") {
    localStorage.setItem(PLACE, "on");
    sound();
  }
  if (choice === "off") localStorage.removeItem(PLACE);
  show();
});
show();
