/* A live session: the clock between two answers of the server, and one polite line.
   The clock counts from the server's answer with the page's own monotonic time, so that a
   wrong or changed clock of the device does not matter. */
(() => {
  "use strict";
  const root = () => document.querySelector(".session");
  if (!root()) return;
  const line = document.getElementById("live-status");
  let known = null, began = 0, gone = false, said = "";

  function tick() {
    const part = document.querySelector("[data-clock]");
    if (!part || gone) return;
    if (part !== known) { known = part; began = performance.now(); }
    const running = part.dataset.running === "1";
    const left = Math.round(Number(part.dataset.left) - (running ? (performance.now() - began) / 1000 : 0));
    const abs = Math.abs(left);
    part.querySelector("[data-time]").textContent = `${left < 0 ? "-" : ""}${Math.floor(abs / 60)}:${String(abs % 60).padStart(2, "0")}`;
    part.classList.toggle("is-over", left < 0);
    part.querySelector("[data-words]").textContent = left < 0 ? part.dataset.over : running ? "" : part.dataset.paused;
  }
  function speak() {
    const me = document.querySelector("[data-me]");
    const words = [document.getElementById("h-now")?.textContent, me?.textContent].filter(Boolean).join(". ");
    if (words !== said) { said = words; line.textContent = words; }
  }
  setInterval(tick, 250);
  said = document.getElementById("h-now")?.textContent || "";
  const live = window.Grappe.live;
  live.on?.("refreshed", () => { tick(); speak(); });
  live.on?.("page-gone", () => { gone = true; root()?.remove(); });
  const refused = document.getElementById("live-refused");
  const show = () => { refused.hidden = live.state !== "refused"; };
  live.on?.("state", show);
  show();
  const come = root().dataset.come;
  if (come) fetch(come, { method: "POST", redirect: "manual", headers: { "X-CSRFToken": document.querySelector("meta[name=csrf]").content } }).catch(() => {});
})();
