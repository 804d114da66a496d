/* After an @ in the composer: the people and organisations of the room, chosen with the
   arrows and Enter or with a press. What is written is plain text: a name after an @. */
(() => {
  "use strict";
  const Grappe = (window.Grappe = window.Grappe || {});
  const room = document.querySelector("[data-room]");
  const form = room?.querySelector("[data-composer]");
  const field = form?.querySelector("textarea");
  const list = form?.querySelector("[data-at-list]");
  if (!list) return;
  const MOST = 8, FRESH = 60000; // for so long the room's people are taken to be the same
  let known = null, shown = [], at = 0, start = -1;
  const fold = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();

  async function names() {
    if (known) return known;
    const answer = await fetch(`${room.dataset.address}/people`, { headers: { "X-Requested-With": "fetch" } }).catch(() => null);
    if (!answer?.ok) return [];
    const told = await answer.json();
    known = [
      ...told.people.map((one) => ({ name: one.name, more: one.organisation || "" })),
      ...told.organisations.map((one) => ({ name: one.name, more: one.more })),
      { name: told.everybody, more: told.everybody_more },
    ].map((one) => ({ ...one, key: ` ${fold(one.name)}` }));
    setTimeout(() => { known = null; }, FRESH);
    return known;
  }
  async function look() {
    const before = field.value.slice(0, field.selectionStart);
    const found = /(?:^|[\s(«])@([^@\n]{0,40})$/.exec(before);
    if (!found) { close(); return; }
    const all = await names();
    if (field.value.slice(0, field.selectionStart) !== before) return; // more was typed: that looks again
    const sought = ` ${fold(found[1])}`;
    start = before.length - found[1].length;
    shown = all.filter((one) => one.key.includes(sought)).slice(0, MOST);
    if (!shown.length || document.activeElement !== field) { close(); return; }
    at = 0;
    draw();
  }
  function draw() {
    list.replaceChildren(...shown.map((one, n) => {
      const item = document.createElement("li");
      item.id = `at-${n}`;
      item.setAttribute("role", "option");
      item.setAttribute("aria-selected", String(n === at));
      const name = document.createElement("b"), more = document.createElement("span");
      name.textContent = one.name;
      more.textContent = one.more;
      more.className = "muted";
      item.append(name, " ", more);
      return item;
    }));
    list.hidden = false;
    field.setAttribute("aria-activedescendant", `at-${at}`);
  }
  function close() {
    list.hidden = true;
    shown = [];
    field.removeAttribute("aria-activedescendant");
  }
  function choose(n) {
    const { name } = shown[n], end = field.selectionStart;
    field.setRangeText(`${name} `, start, end, "end");
    close();
    field.dispatchEvent(new Event("input", { bubbles: true }));
    field.focus();
  }

  field.addEventListener("input", look);
  field.addEventListener("blur", () => setTimeout(close, 150));
  form.addEventListener("keydown", (event) => {
    if (list.hidden || event.isComposing) return;
    const acts = {
      ArrowDown: () => { at = (at + 1) % shown.length; draw(); },
      ArrowUp: () => { at = (at + shown.length - 1) % shown.length; draw(); },
      Enter: () => choose(at), Tab: () => choose(at), Escape: close,
    };
    if (!acts[event.key] || event.shiftKey) return;
    event.preventDefault();
    event.stopPropagation();
    acts[event.key]();
  }, true);
  list.addEventListener("pointerdown", (event) => {
    const item = event.target.closest("li");
    if (!item) return;
    event.preventDefault();
    choose([...list.children].indexOf(item));
  });
  form.querySelector("[data-mention]")?.addEventListener("click", () => {
    field.focus();
    const gap = field.selectionStart && !/\s$/.test(field.value.slice(0, field.selectionStart)) ? " " : "";
    field.setRangeText(`${gap}@`, field.selectionStart, field.selectionEnd, "end");
    look();
  });
})();
