/* The live line of a page: one connection, taken up again by itself, over which
   everything live is asked and told. It decides nothing and stores nothing: when it
   is away, pages work as they do without script.

   Grappe.live.state                      connecting, live, reconnecting, refused, ended
   Grappe.live.emit(event, payload, ms)   a promise of the answer; rejects when there is none
   Grappe.live.on(event, fn)              what the server tells; "state" is the line's own */
(() => {
  "use strict";
  const Grappe = (window.Grappe = window.Grappe || {});
  const PAUSES = [300, 1000, 2000, 4000, 8000, 15000, 30000]; // between two tries, in milliseconds
  const OPENING = 15000; // for a line that opens and then says nothing
  const LONG = 60000; // where the line is refused
  const ASKING = 4000; // between two plain questions there
  const bus = new EventTarget();
  const host = document.querySelector("[data-live-host]");
  const live = { state: "connecting", tries: 0, nextAt: 0, lostAt: 0, everLive: false, on, emit, retry, refresh };
  Grappe.live = live;
  if (!host || typeof window.io !== "function") { live.state = "refused"; return; }

  const token = () => document.querySelector("meta[name=csrf]")?.content || "";
  const socket = window.io({
    transports: ["websocket"], reconnection: false, autoConnect: false, auth: (give) => give({ csrf: token() }),
  });
  let timer = null, opening = null, asking = null, pauseOnce = 0, leaving = false;

  function on(event, fn) {
    const listener = (message) => fn(message.detail);
    bus.addEventListener(event, listener);
    return () => bus.removeEventListener(event, listener);
  }
  function tell(event, detail) { bus.dispatchEvent(new CustomEvent(event, { detail })); }
  function change(state) {
    if (state === "reconnecting" && live.state === "live") live.lostAt = Date.now();
    live.state = host.dataset.liveState = state;
    tell("state", { state });
  }

  function emit(event, payload, milliseconds = 5000) {
    if (!socket.connected) return Promise.reject(new Error("offline"));
    return socket.timeout(milliseconds).emitWithAck(event, payload);
  }

  /* Each pause is drawn anew, so that a thousand pages do not come back at the same moment. */
  function later(milliseconds) {
    clearTimeout(timer);
    const pause = milliseconds ?? PAUSES[Math.min(live.tries, PAUSES.length - 1)];
    const drawn = pause * (0.5 + Math.random());
    live.nextAt = Date.now() + drawn;
    timer = setTimeout(connect, drawn);
  }
  function connect() {
    clearTimeout(timer);
    live.nextAt = 0;
    if (leaving || opening || socket.connected) return;
    opening = setTimeout(() => failed({}), OPENING);
    tell("trying", {});
    socket.connect();
    /* Closed before anything was said, as some proxies do: nobody else tells. A refusal closes, too,
       and says why just after, so that this waits for it. */
    const mine = opening;
    socket.io.engine?.once("close", () => setTimeout(() => { if (mine === opening) failed({}); }));
  }
  function opened() { clearTimeout(opening); opening = null; }
  function retry() { if (live.state !== "live" && live.state !== "ended") connect(); }

  socket.on("connect", () => {
    opened();
    live.tries = 0;
    live.everLive = true;
    const lostAt = live.lostAt;
    change("live");
    tell("connected", { lostAt });
    watchAll();
  });
  socket.on("disconnect", () => {
    if (leaving) return;
    change("reconnecting");
    later(pauseOnce || (live.tries ? undefined : PAUSES[0]));
    pauseOnce = 0;
  });
  socket.on("connect_error", (error) => failed(error.data || {}));
  function failed(said) {
    if (!opening) return;
    opened();
    socket.disconnect(); // or it would go on thinking that it is about to open
    live.tries += 1;
    if (said.error === "session") { change("ended"); return; }
    if (said.error === "stale") { renewToken(); return; }
    if (said.error === "too_fast") { change(live.state === "live" ? "reconnecting" : live.state); later((said.wait || 5) * 1000); return; }
    if (!live.everLive && live.tries >= 3) askWhetherRefused();
    else { if (live.everLive || live.tries >= 3) change("reconnecting"); later(); }
  }
  socket.on("live:bye", ({ within }) => { pauseOnce = Math.random() * within * 1000; });
  socket.onAny((event, detail) => tell(event, detail));

  /* The pages answer and the line does not: something on the way refuses WebSockets. */
  async function askWhetherRefused() {
    const answers = await fetch("/healthz", { cache: "no-store" }).then((a) => a.ok, () => false);
    change(answers ? "refused" : "reconnecting");
    if (answers) askByFetch();
    later(answers ? LONG : undefined);
  }
  /* Where the line is refused, live pages ask by plain HTTP instead, every few seconds. */
  function askByFetch() {
    if (asking || !document.querySelector("[data-live]")) return;
    asking = setInterval(() => {
      if (live.state === "live" || live.state === "ended") { clearInterval(asking); asking = null; return; }
      if (!document.hidden) new Set(topics().map(({ topic }) => sourceOf(topic))).forEach((source) => refresh(source));
    }, ASKING);
  }
  async function renewToken() {
    const page = await fetched(location.href);
    if (page) { document.querySelector("meta[name=csrf]").content = page.querySelector("meta[name=csrf]")?.content || ""; later(); }
    else change("ended");
  }

  addEventListener("online", retry);
  document.addEventListener("visibilitychange", () => { if (!document.hidden) retry(); });
  addEventListener("pagehide", () => { leaving = true; socket.disconnect(); });
  addEventListener("pageshow", (event) => { if (event.persisted) { leaving = false; connect(); } });

  /* -- Pages that stay true ------------------------------------------------
     <main data-live="calls/12" data-live-version="3">: when topic calls/12 has changed
     the page is fetched again, and each [data-live-part] replaced by its new self. With
     data-live-from="…" only what stands there is fetched for that topic. */
  const own = host.dataset.person ? `people/${host.dataset.person}` : "";
  let ownVersion = null, fetching = null;
  const again = new Set();

  const topics = () => [...document.querySelectorAll("[data-live]")].map((part) => ({
    topic: part.dataset.live, version: Number(part.dataset.liveVersion || 0) }));

  async function watchAll() {
    const seen = new Set();
    for (const { topic, version } of topics()) if (!seen.has(topic)) { seen.add(topic); await watch(topic, version); }
    if (own) await watch(own, ownVersion);
  }
  async function watch(topic, version) {
    const answer = await emit("live:watch", { topic, version: version ?? 0 }).catch(() => null);
    if (!answer) return;
    if (answer.error === "not_found") refresh();
    if (!answer.ok) return;
    if (topic === own) ownVersion = answer.version;
    if (answer.changed && version !== null) refresh(sourceOf(topic));
  }
  on("live:changed", ({ topic, version }) => { if (topic === own) ownVersion = version; refresh(sourceOf(topic)); });
  on("live:rewatch", watchAll);

  async function fetched(address) {
    const answer = await fetch(address, { headers: { "X-Requested-With": "fetch" }, cache: "no-store" }).catch(() => null);
    if (!answer) return null;
    if (answer.status === 401 || answer.status === 404) { tell("page-gone", { status: answer.status }); return null; }
    return answer.ok && !answer.redirected ? new DOMParser().parseFromString(await answer.text(), "text/html") : null;
  }

  const sourceOf = (topic) => document.querySelector(`[data-live="${CSS.escape(topic)}"]`)?.dataset.liveFrom || location.href;

  /* News that come while the page is being fetched make one more fetch, not one each. */
  function refresh(source = location.href) {
    if (fetching) { again.add(source); return fetching; }
    fetching = new Promise((done) => setTimeout(done, 100)).then(() => fetched(source)).then((page) => {
      if (page) replaceParts(page);
    }).finally(() => {
      fetching = null;
      const [next] = again;
      if (next !== undefined) { again.delete(next); refresh(next); }
    });
    return fetching;
  }

  function replaceParts(page) {
    document.querySelectorAll("[data-live-part]").forEach((old) => {
      const name = CSS.escape(old.dataset.livePart);
      const fresh = page.querySelector(`[data-live-part="${name}"]`);
      if (fresh && !fresh.isEqualNode(old) && !old.parentElement.closest("[data-live-part]")) replace(old, document.adoptNode(fresh));
    });
    page.querySelectorAll("[data-live]").forEach((fresh) => {
      document.querySelectorAll(`[data-live="${CSS.escape(fresh.dataset.live)}"]`).forEach((part) => {
        part.dataset.liveVersion = fresh.dataset.liveVersion;
      });
    });
    tell("refreshed", {});
  }

  const KEPT = "input:not([type=hidden]), textarea, select";
  const nameOf = (field) => (field.id ? `#${CSS.escape(field.id)}` : field.name ? `[name="${CSS.escape(field.name)}"]` : "");
  const touched = (field) => (field.matches("select") ? [...field.options].some((o) => o.selected !== o.defaultSelected)
    : /^(checkbox|radio)$/.test(field.type) ? field.checked !== field.defaultChecked : field.value !== field.defaultValue);

  /* What is typed, what is open and where the cursor stands survive. */
  function replace(old, fresh) {
    const focused = old.contains(document.activeElement) ? document.activeElement : null;
    const address = focused && (nameOf(focused) || (focused.href && `a[href="${CSS.escape(focused.getAttribute("href"))}"]`));
    const range = focused && "selectionStart" in focused ? [focused.selectionStart, focused.selectionEnd] : null;
    old.querySelectorAll(KEPT).forEach((field) => {
      const twin = nameOf(field) && touched(field) && fresh.querySelector(nameOf(field));
      if (!twin) return;
      if (/^(checkbox|radio)$/.test(field.type)) twin.checked = field.checked;
      else twin.value = field.value;
    });
    /* Known by its id or by where its form goes: in a list that has moved, the place would open another's. */
    const all = (part) => [...part.querySelectorAll("details")];
    const keyOf = (one) => one.id || one.querySelector("form")?.getAttribute("action") || "";
    old.querySelectorAll("details[open]").forEach((open) => {
      const key = keyOf(open), at = all(old).indexOf(open);
      const twin = key ? all(fresh).find((one) => keyOf(one) === key) : all(fresh)[at];
      if (twin) twin.open = true;
    });
    old.replaceWith(fresh);
    const target = address && fresh.querySelector(address);
    if (!target) return;
    target.focus({ preventScroll: true });
    if (range && range[0] !== null && target.setSelectionRange) target.setSelectionRange(...range);
  }

  /* -- The numbers beside the rooms, on every page ------------------------- */
  const word = host.dataset.unread || (document.documentElement.lang === "fr" ? "non lus" : "unread");
  function count(link, n) {
    let badge = link.querySelector(".count");
    if (!n) { badge?.remove(); return; }
    if (!badge) {
      badge = document.createElement("span");
      badge.className = link.closest(".railnav:not(.railnav--rooms)") ? "count count--calm" : "count";
      link.append(badge);
    }
    const spoken = document.createElement("span");
    spoken.className = "vh";
    spoken.textContent = ` ${word}`;
    badge.replaceChildren(String(n), spoken);
  }
  const links = (path) => document.querySelectorAll(`.rail a[href$="${path}"], .bottombar a[href$="${path}"], .roomlist a[href$="${path}"]`);
  function showRoom(id, unread) {
    links(`/rooms/${id}`).forEach((link) => {
      if (link.getAttribute("aria-current") === "page") return;
      count(link, unread);
      if (link.closest(".roomlist")) link.classList.toggle("is-new", unread > 0);
    });
  }
  on("rooms:heads", ({ rooms, total }) => {
    Object.entries(rooms).forEach(([id, room]) => showRoom(id, room.unread));
    links("/rooms/").forEach((link) => count(link, total));
  });
  on("rooms:read", ({ room, unread, total }) => { showRoom(room, unread); links("/rooms/").forEach((link) => count(link, total)); });

  connect();
})();
