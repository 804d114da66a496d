/* Older and newer stretches of the talk: the page behind the link is fetched and its
   messages taken over, so that scrolling and the links do the same. */
(() => {
  "use strict";
  const Grappe = (window.Grappe = window.Grappe || {});
  const room = document.querySelector("[data-room]");
  if (!room) return;
  const talk = room.querySelector("[data-talk]");
  const inner = room.querySelector("[data-talk-in]");
  let busy = false;
  const attached = () => !inner.querySelector("[data-newer-link]");

  async function fetched(address) {
    const answer = await fetch(address, { headers: { "X-Requested-With": "fetch" }, cache: "no-store" }).catch(() => null);
    return answer && answer.ok ? new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("[data-room]") : null;
  }

  /* Days that stand on both pages become one again. */
  function take(section, before) {
    const own = inner.querySelector(`.talkday[data-day="${section.dataset.day}"]`);
    const items = [...section.querySelectorAll(".msgs > li")].filter((item) => !(item.id && document.getElementById(item.id)));
    if (own) { own.querySelector(".msgs")[before ? "prepend" : "append"](...items); return; }
    const there = inner.querySelector(before ? ".talkday" : "[data-newer-link]");
    inner.insertBefore(document.adoptNode(section), there);
  }

  async function more(link, older) {
    if (busy || !link) return;
    busy = true;
    inner.setAttribute("aria-busy", "true");
    const page = await fetched(link.querySelector("a").href);
    inner.removeAttribute("aria-busy");
    busy = false;
    if (!page) return;
    const days = [...page.querySelectorAll(".talkday")];
    const height = talk.scrollHeight;
    page.querySelectorAll("[data-unread]").forEach((line) => { if (inner.querySelector("[data-unread]")) line.remove(); });
    (older ? days.reverse() : days).forEach((section) => take(section, older));
    if (!older) talk.scrollTop -= talk.scrollHeight - height; // what one reads stays where it is
    const next = page.querySelector(older ? "[data-older]" : "[data-newer-link]");
    if (next) link.replaceWith(document.adoptNode(next)); else link.remove();
    watch();
    if (!older && !next) Grappe.pages.onAttach(Number(page.dataset.head));
    room.dispatchEvent(new Event("rooms:stretched"));
  }

  const seen = new IntersectionObserver((entries) => entries.forEach((entry) => {
    if (entry.isIntersecting) more(entry.target, entry.target.matches("[data-older]"));
  }), { root: talk, rootMargin: "200px" });
  function watch() {
    seen.disconnect();
    inner.querySelectorAll("[data-older], [data-newer-link]").forEach((link) => seen.observe(link));
  }
  inner.addEventListener("click", (event) => {
    const link = event.target.closest("[data-older] a");
    if (!link || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    more(link.parentElement, true);
  });
  /* Not before one has been brought to one's place: until then the older link may be in sight. */
  setTimeout(watch, 600);
  Grappe.pages = { attached, onAttach: () => {} };
})();
