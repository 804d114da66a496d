/* The live room: what is told goes through the log into the page, in order, once. */
(() => {
  "use strict";
  const Grappe = (window.Grappe = window.Grappe || {});
  const room = document.querySelector("[data-room]");
  if (!room) return;
  const { live, log, draw, words, bar, pages, writing } = Grappe;
  const id = Number(room.dataset.room), thread = Number(room.dataset.thread || 0);
  const talk = room.querySelector("[data-talk]");
  const down = room.querySelector("[data-down]");
  const POLL = 4000, NEAR = 60;
  const messages = new Map();
  let known = log.begin(Number(room.dataset.head));
  let read = Number(room.dataset.read), below = 0, inside = false, entering = false, syncing = false, ended = false, caught = null;
  let unread = 0, people = new Set();
  const title = document.title;

  const nearEnd = () => Math.abs(talk.scrollTop) < NEAR && pages.attached();
  function toEnd() { talk.scrollTop = 0; below = 0; down.hidden = true; }

  /* -- Told -------------------------------------------------------------- */
  function take(told) {
    const result = log.apply(known, told);
    if (result.reset) { location.reload(); return; }
    known = result.known;
    if (result.fresh.length) showAll(result.fresh);
    if (result.gap && !entering) later(sync);
  }

  function showAll(events) {
    const follow = nearEnd(), height = talk.scrollHeight;
    const added = events.filter(show).filter((e) => e.author.id !== draw.me);
    writing.keepLast();
    if (caught) caught.n += added.length;
    if (!follow) talk.scrollTop -= talk.scrollHeight - height; // what one reads stays where it is
    else toEnd();
    if (added.length) news(added, follow);
    considerReading();
  }
  /* True for a message that others said. */
  function show(event) {
    const { change } = log.fold(messages, event);
    if (event.type === "member") { if (pages.attached() && !thread) draw.note(event); return false; }
    if (event.root) draw.under(event.root);
    if (change === "edited") draw.edit(event);
    if (change === "deleted") draw.remove(event);
    if (change === "state") draw.state(event.id, event.state);
    if (change === "restored") draw.restore(event);
    if (change !== "added") return false;
    if (event.author.id === draw.me) Grappe.order?.said(event.at);
    writing.outbox.arrived(event.cid);
    writing.settle(event.cid);
    if ((event.root?.id || 0) !== thread) return false; // said elsewhere in the room
    if (pages.attached()) draw.add(event);
    return true;
  }
  function news(added, follow) {
    const away = document.hidden || !document.hasFocus();
    unread += added.length;
    if (away || !follow) {
      const first = document.getElementById(`m-${added[0].id}`);
      if (first) draw.unreadLine(first, unread);
    }
    if (!follow) {
      below += added.length;
      down.textContent = words.many("down", below);
      down.hidden = false;
    }
    added.forEach(announce);
    showTitle();
  }
  function showTitle() { document.title = unread ? `(${unread}) ${title}` : title; }

  /* -- The line ----------------------------------------------------------- */
  async function enter() {
    if (ended || entering) return;
    entering = true;
    const wasShown = bar.isShown();
    caught = { n: 0 };
    const answer = await live.emit("rooms:enter", { room: id, after: known.last }).catch(() => null);
    entering = false;
    if (!answer || answer.error) { failed(answer, enter); return; }
    inside = true;
    tries = 0;
    present(answer.people);
    take(answer);
    if (answer.more) await sync();
    bar.back(caught?.n || 0, wasShown);
    caught = null;
    writing.outbox.wake();
  }
  async function sync() {
    if (ended || syncing) return;
    syncing = true;
    let answer = null;
    do {
      const after = known.last;
      answer = await ask(after);
      if (!answer || answer.error) break;
      take(answer);
      if (known.last === after) break;
    } while (answer.more);
    syncing = false;
    if (!answer || answer.error) failed(answer, sync);
    else tries = 0;
  }
  function ask(after) {
    if (live.state !== "refused") return live.emit("rooms:sync", { room: id, after }).catch(() => null);
    return fetch(`${room.dataset.address}/events?after=${after}`, { headers: { "X-Requested-With": "fetch" }, cache: "no-store" })
      .then((a) => (a.ok ? a.json() : { error: { 401: "session", 404: "not_found" }[a.status] || "retry" }), () => null);
  }
  /* Tried again on the same connection, too: a living line may fail to answer once. */
  let tries = 0, timer = null;
  function later(what, milliseconds = 200) { clearTimeout(timer); timer = setTimeout(what, milliseconds * (0.5 + Math.random())); }
  function failed(answer, what) {
    if (answer && answer.error === "not_found") { end("ended"); return; }
    if (live.state !== "live") return; // the next connection begins afresh
    tries += 1;
    later(what, answer?.wait ? answer.wait * 1000 : Math.min(15000, 500 * 2 ** tries));
  }
  function end(why) {
    ended = true;
    inside = false;
    bar.end(why);
    room.querySelector("[data-composer]")?.querySelectorAll("button[type=submit]").forEach((button) => { button.disabled = true; });
  }

  live.on("connected", enter);
  live.on("state", ({ state }) => { if (state !== "live") { inside = false; typing.clear(); showTyping(); } if (state === "refused") poll(); });
  live.on("rooms:events", (told) => { if (told.room === id) take(told); });
  live.on("rooms:gone", (told) => { if (told.room === id) end("ended"); });
  live.on("rooms:heads", ({ rooms }) => { const mine = rooms[id]; if (mine && inside && !ended) take({ head: mine.seq }); });
  live.on("rooms:presence", (told) => { if (told.room === id) present(told.people); });
  live.on("rooms:read", (told) => { if (told.room === id && told.seq > read) { read = told.seq; if (!told.unread) { unread = 0; showTitle(); } } });
  function poll() { if (live.state === "refused" && !ended) { sync().finally(() => setTimeout(poll, POLL)); writing.outbox.wake(); } }
  pages.onAttach = (head) => { if (head < known.last) { known = log.begin(head); later(sync, 1); } };

  /* -- Read ----------------------------------------------------------------- */
  let marking = null, marked = 0;
  function considerReading() {
    if (thread || marking || ended || document.hidden || !document.hasFocus() || !nearEnd() || known.last <= Math.max(read, marked)) return;
    marking = setTimeout(() => {
      marking = null;
      if (document.hidden || !document.hasFocus() || !nearEnd()) return;
      const seq = (marked = known.last);
      unread = 0;
      showTitle();
      const said = live.state === "refused" ? writing.post("read", { seq }) : live.emit("rooms:read", { room: id, seq });
      said.then((a) => { if (!a.ok) marked = read; }, () => { marked = read; });
    }, 1200);
  }
  talk.addEventListener("scroll", () => { if (nearEnd()) { below = 0; down.hidden = true; considerReading(); } }, { passive: true });
  addEventListener("focus", considerReading);
  document.addEventListener("visibilitychange", considerReading);
  live.on("connected", () => setTimeout(considerReading, 1000));
  down.addEventListener("click", () => { if (pages.attached()) { toEnd(); considerReading(); } else location.href = room.dataset.place; });

  /* -- Who is there, who writes -------------------------------------------- */
  const online = room.querySelector("[data-online]");
  function present(list) {
    people = new Set(list);
    online.textContent = words.say("online", people.size, online.dataset.members);
    showDots();
  }
  function showDots() {
    room.querySelectorAll(".ava[data-person]").forEach((face) => {
      const dot = face.querySelector(".ava__on"), here = people.has(Number(face.dataset.person));
      if (dot && !here) dot.remove();
      if (!dot && here) { const on = document.createElement("span"); on.className = "ava__on"; face.append(on); }
    });
  }
  room.addEventListener("rooms:stretched", showDots);
  new MutationObserver(() => showDots()).observe(draw.inner, { childList: true, subtree: true });

  const typing = new Map();
  const typingWords = room.querySelector("[data-typing-words]"), dots = room.querySelector(".typing__dots");
  function showTyping() {
    const names = [...typing.values()].map((t) => t.name);
    dots.hidden = !names.length;
    typingWords.textContent = !names.length ? "" : names.length === 1 ? words.say("typing-one", names[0]) : names.length === 2 ? words.say("typing-two", ...names) : words.say("typing-many");
  }
  live.on("rooms:typing", ({ room: where, person }) => {
    if (where !== id || person.id === draw.me) return;
    clearTimeout(typing.get(person.id)?.timer);
    typing.set(person.id, { name: person.name, timer: setTimeout(() => { typing.delete(person.id); showTyping(); }, 4500) });
    showTyping();
  });

  /* -- Said aloud: one line, grouped when much comes at once --------------- */
  const aloud = room.querySelector("[data-say]");
  let waiting = [], saying = null;
  function announce(event) {
    typing.delete(event.author.id);
    showTyping();
    if (document.hidden) return;
    waiting.push(event);
    saying = saying || setTimeout(() => {
      const one = waiting[0];
      const toMe = waiting.filter((told) => draw.forMe(told.mentions)).length;
      const said = waiting.length === 1 ? words.messageOf(one.author.name, (one.text || "").slice(0, 200)) : words.many("new", waiting.length);
      aloud.textContent = !toMe ? said : `${waiting.length === 1 ? words.say("for-you") : words.many("for-you", toMe)} ${said}`;
      waiting = [];
      saying = null;
    }, 1000);
  }
  const tell = (text) => { aloud.textContent = text; };

  /* The answer to what one has said. Its event is on its way, or has been here already. */
  function acknowledged(answer, cid) {
    if (answer.seq <= known.last) writing.settle(cid);
    else setTimeout(() => { if (known.last < answer.seq) take({ head: answer.seq }); }, 1500);
  }

  /* -- Coming in: to the line under which all is new, else to the newest ---- */
  if (!location.hash) (draw.inner.querySelector("[data-unread]") || document.createElement("p")).scrollIntoView({ block: "center" });
  unread = Number(room.dataset.unreadCount);
  showTitle();

  Grappe.room = { take, toEnd, tell, acknowledged, textOf: (message) => messages.get(message)?.text ?? null, known: () => known };
  if (live.state === "live") enter();
  if (live.state === "refused") poll();
})();
