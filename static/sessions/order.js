// The running order, laid out with the pointer. Without it the buttons up and down do the same.
"use strict";
(() => {
  let held = null;
  let before = "";

  const ids = (list) => [...list.querySelectorAll("[data-point]")].map((li) => li.dataset.point).join(",");

  async function keep(list) {
    const form = document.getElementById("order"); // fetched anew with the list, so its version is the list's
    form.points.value = ids(list);
    try {
      const answer = await fetch(form.action, {
        method: "POST", body: new URLSearchParams(new FormData(form)), headers: { Accept: "application/json", "X-Requested-With": "fetch" },
      });
      if (!answer.ok) throw new Error(String(answer.status));
      location.reload();
    } catch {
      location.assign(`${location.pathname}#agenda`);
      location.reload();
    }
  }

  document.addEventListener("pointerdown", (event) => {
    const grip = event.target.closest("[data-grip]");
    if (!grip || event.button !== 0) return;
    held = grip.closest("[data-point]");
    before = ids(held.parentElement);
    held.classList.add("point--held");
    event.preventDefault();
  });

  document.addEventListener("pointermove", (event) => {
    if (!held) return;
    const over = document.elementFromPoint(event.clientX, event.clientY)?.closest("[data-point]");
    if (!over || over === held || over.parentElement !== held.parentElement) return;
    const box = over.getBoundingClientRect();
    over[event.clientY < box.top + box.height / 2 ? "before" : "after"](held);
  });

  const drop = () => {
    if (!held) return;
    const list = held.parentElement;
    held.classList.remove("point--held");
    held = null;
    if (ids(list) !== before) keep(list);
  };
  document.addEventListener("pointerup", drop);
  document.addEventListener("pointercancel", drop);
})();
