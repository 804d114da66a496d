/* Order on an open page: the composer goes and comes with the right to write, and in slow mode
   says how long to wait. What is typed stays in it. */
(() => {
  "use strict";
  const Grappe = (window.Grappe = window.Grappe || {});
  const room = document.querySelector("[data-room]");
  if (!room) return;
  const { words } = Grappe;
  const form = room.querySelector("[data-composer]");
  const now = () => room.querySelector("[data-order]");
  let until = 0, timer = null, spoken = "";

  /* The standing part of the page was replaced, or has just been shown. */
  function look() {
    const order = now();
    if (!order) return;
    const may = Boolean(order.dataset.mayWrite);
    if (may && !form) { location.reload(); return; } // there was nothing to type into
    if (form && form.hidden === may) {
      form.hidden = !may;
      room.toggleAttribute("data-may-post", may);
      room.querySelectorAll("[data-acts]").forEach((acts) => { acts.hidden = !may; });
      if (!may) Grappe.room?.tell(order.textContent.trim());
    }
    if (!slow()) until = 0;
    tick();
  }
  const slow = () => Number(now()?.dataset.slow || 0);

  function tick() {
    clearTimeout(timer);
    const left = Math.ceil((until - Date.now()) / 1000);
    const line = now()?.querySelector("[data-wait]");
    form?.querySelectorAll("button[type=submit]").forEach((button) => { button.setAttribute("aria-disabled", String(left > 0)); });
    if (line) line.textContent = left > 0 ? words.say("slow", left) : "";
    if (left > 0) timer = setTimeout(tick, 1000);
  }
  function wait(seconds, sentence) {
    until = Math.max(until, Date.now() + seconds * 1000);
    if (sentence && sentence !== spoken) Grappe.room?.tell(sentence);
    spoken = sentence || "";
    tick();
  }
  /* One's own message has been said: in slow mode the next one has to wait from now on. */
  function said() { if (slow()) wait(slow(), ""); }
  /* True while nothing can be sent. */
  function holds() {
    const left = Math.ceil((until - Date.now()) / 1000);
    if (left > 0) Grappe.room?.tell(words.say("slow", left));
    return left > 0;
  }

  new MutationObserver(look).observe(room.querySelector("#talk"), { childList: true });
  Grappe.order = { wait, said, holds };
  look();
})();
