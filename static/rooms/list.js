/* Finding a room in the list as one types. */
(() => {
  "use strict";
  const list = document.querySelector("[data-room-list]");
  const field = list?.querySelector("[data-room-filter]");
  if (!field) return;
  const fold = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
  field.addEventListener("input", () => {
    const sought = fold(field.value);
    list.querySelectorAll("h3").forEach((place) => {
      const items = [...place.nextElementSibling.children];
      const whole = fold(place.textContent).includes(sought);
      items.forEach((item) => { item.hidden = !whole && !fold(item.textContent).includes(sought); });
      place.hidden = items.every((item) => item.hidden);
    });
  });
})();
