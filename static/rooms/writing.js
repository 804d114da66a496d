/* Writing: the composer, what waits to be sent, replies, editing, deleting. */
(() => {
  "use strict";
  const Grappe = (window.Grappe = window.Grappe || {});
  const room = document.querySelector("[data-room]");
  if (!room) return;
  const { live, draw, words } = Grappe;
  const id = Number(room.dataset.room);
  const form = room.querySelector("[data-composer]");
  const field = form?.querySelector("textarea");
  const PATIENCE = 2000; // before a message that is on its way is said to be waiting
  const shown = new Map(); // of what is not yet said: cid to its place in the page
  const csrf = () => document.querySelector("meta[name=csrf]")?.content || "";
  let replying = null, editing = null, typed = 0;

  /* -- Sending: over the line, or by the form where the line is refused ------ */
  function send(item) {
    const said = { room: id, cid: item.cid, body: item.body };
    if (item.reply) said.reply_to = item.reply.id;
    if (item.files?.length) said.files = item.files.map(({ id: file, alt }) => ({ file, alt }));
    return live.state === "refused" ? post("messages", [["cid", item.cid], ["body", item.body], ["reply_to", item.reply?.id || ""], ...(item.files || []).flatMap((f) => [["file", f.id], [`alt-${f.id}`, f.alt]])])
      : live.emit("rooms:send", said, 5000);
  }
  async function post(path, values) {
    const body = new URLSearchParams([["csrf_token", csrf()], ...(Array.isArray(values) ? values : Object.entries(values))]);
    const answer = await fetch(`${room.dataset.address}/${path}`, { method: "POST", body, headers: { Accept: "application/json", "X-Requested-With": "fetch" } });
    if ((answer.headers.get("Content-Type") || "").includes("json")) return answer.json();
    return { error: { 401: "session", 403: "forbidden", 404: "not_found", 429: "too_fast", 503: "retry" }[answer.status] || "fault" };
  }

  const outbox = Grappe.Outbox(send, show);

  function show(item, answer) {
    const place = shown.get(item.cid);
    if (item.state === "failed" && item.code === "slow" && Grappe.order) { takeBack(item); return; }
    if (item.state === "sent") {
      if (answer) Grappe.room.acknowledged(answer, item.cid); else settle(item.cid);
      return;
    }
    if (!place) return;
    place.classList.remove("msg--sending", "msg--wait", "msg--fail");
    place.querySelector("[data-state]")?.remove();
    if (item.state === "sending") {
      place.classList.add("msg--sending");
      setTimeout(() => { if (item.state === "sending" && outbox.items.includes(item)) state(place, "msg--wait", draw.copy("t-waiting")); }, PATIENCE);
    } else if (item.state === "waiting") {
      place.classList.add("msg--sending");
      const wait = Math.max(0, PATIENCE - (Date.now() - item.since));
      setTimeout(() => { if (item.state === "waiting" && outbox.items.includes(item)) state(place, "msg--wait", draw.copy("t-waiting")); }, wait);
    } else {
      const line = draw.copy("t-failed");
      line.querySelector("[data-reason]").textContent = words.say("failed", item.reason || words.say("unreachable"));
      state(place, "msg--fail", line);
    }
  }
  /* The room is in slow mode: what was typed is in the composer again, which says how long to wait. */
  function takeBack(item) {
    outbox.drop(item);
    settle(item.cid);
    field.value = [item.body, field.value].filter(Boolean).join("\n\n");
    if (item.reply) replyTo(item.reply);
    grow();
    Grappe.order.wait(item.wait, item.reason);
  }
  function state(place, kind, line) {
    place.classList.remove("msg--sending", "msg--wait", "msg--fail");
    place.classList.add(kind);
    place.querySelector("[data-state]")?.remove();
    place.querySelector(".msg__body").append(line);
  }
  /* It is said: its event takes its place. */
  function settle(cid) {
    shown.get(cid)?.remove();
    shown.delete(cid);
  }

  function put(body, reply, files = []) {
    const author = me();
    const item = { cid: crypto.randomUUID(), body, reply, files };
    const list = draw.day(new Date());
    const message = { author, at: new Date().toISOString(), html: "", reply, files };
    const place = draw.build(message, draw.follows(list, message));
    const text = place.querySelector("[data-text]");
    if (body) body.split(/\n{2,}/).forEach((part) => { const p = document.createElement("p"); p.textContent = part; text.append(p); });
    place.dataset.cid = item.cid;
    place.classList.add("msg--sending");
    shown.set(item.cid, place);
    list.append(place);
    Grappe.room.toEnd();
    outbox.put(item);
  }
  function me() {
    const face = document.querySelector(".me .ava"), name = document.querySelector(".me__txt b");
    const hue = [...(face?.classList || [])].map((c) => /^h(\d)$/.exec(c)?.[1]).find(Boolean) || 1;
    return { id: draw.me, name: name?.textContent || "", initials: face?.textContent || "", hue, organisation: document.querySelector(".me__txt small")?.textContent || "" };
  }
  /* What is not yet said stays under everything that is. */
  function keepLast() { shown.forEach((place) => draw.day(new Date()).append(place)); }

  room.addEventListener("click", (event) => {
    const button = event.target.closest("[data-unsent]");
    if (!button) return;
    const cid = button.closest("[data-cid]").dataset.cid;
    const item = outbox.items.find((one) => one.cid === cid);
    if (!item) return;
    if (button.dataset.unsent === "retry") { outbox.again(item); return; }
    outbox.drop(item);
    settle(cid);
    if (button.dataset.unsent === "edit" && field) { field.value = item.body; Grappe.files.back(item.files || []); if (item.reply) replyTo(item.reply); grow(); }
    field?.focus();
  });
  addEventListener("beforeunload", (event) => { if (outbox.items.length || (field && field.value.trim() && !editing)) event.preventDefault(); });

  /* -- The composer ---------------------------------------------------------- */
  function grow() { field.style?.setProperty("height", "auto"); field.style?.setProperty("height", `${field.scrollHeight}px`); }
  function submit() {
    const body = field.value.trim();
    if (editing) { saveEdit(body); return; }
    if (!body && !Grappe.files.any()) return;
    if (Grappe.order?.holds()) return;
    const files = Grappe.files.take(submit);
    if (!files) return;
    put(body, replying, files);
    clear();
  }
  function clear() {
    field.value = "";
    typed = 0;
    replying = editing = null;
    form.querySelector("[data-replying]").hidden = true;
    form.querySelector("[data-reply-to]").value = "";
    grow();
  }
  function banner(text) {
    form.querySelector("[data-reply-words]").textContent = text;
    form.querySelector("[data-replying]").hidden = false;
    field.focus();
  }
  function replyTo(reply) { editing = null; replying = reply; banner(words.say("reply", reply.name)); }

  if (form) {
    grow();
    field.addEventListener("input", () => {
      grow();
      if (Date.now() - typed > 3000 && field.value && !editing && live.state === "live") {
        typed = Date.now();
        live.emit("rooms:typing", { room: id }).catch(() => {});
      }
    });
    field.addEventListener("keydown", (event) => {
      if (event.isComposing) return;
      if (event.key === "Enter" && !event.shiftKey) { event.preventDefault(); submit(); }
      if (event.key === "Escape" && (replying || editing)) clear();
      if (event.key === "ArrowUp" && !field.value) editLast(event);
    });
    form.addEventListener("submit", (event) => { event.preventDefault(); submit(); });
    form.addEventListener("click", (event) => {
      if (!event.target.closest("[data-act=forget]")) return;
      event.preventDefault();
      clear();
    });
  }

  /* -- What one does to a message ------------------------------------------- */
  const about = (item) => ({ id: Number(item.id.slice(2)), seq: Number(item.dataset.seq), name: item.querySelector("[data-name]").textContent });
  const plain = (item) => item.querySelector("[data-text]")?.textContent.trim().replace(/\s+/g, " ").slice(0, 120) || "";

  room.addEventListener("click", (event) => {
    const link = event.target.closest(".msg [data-act]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const item = link.closest(".msg");
    const acts = { reply: () => field && replyTo({ ...about(item), excerpt: plain(item) }), edit: () => edit(item), delete: () => askDelete(item), link: () => copyLink(link) };
    const act = acts[link.dataset.act];
    if (!act || live.state === "ended") return;
    event.preventDefault();
    link.closest("details")?.removeAttribute("open");
    act();
  });
  function copyLink(link) {
    navigator.clipboard?.writeText(new URL(link.getAttribute("href"), location.href).href).then(() => Grappe.room.tell(words.say("copied")), () => { location.href = link.href; });
  }

  /* A menu opens to the side where there is room for it. */
  room.addEventListener("toggle", (event) => {
    const menu = event.target;
    if (!menu.matches?.(".msg .menu[open]")) return;
    draw.offer(menu);
    const below = room.querySelector("[data-talk]").getBoundingClientRect().bottom - menu.getBoundingClientRect().bottom;
    const fits = below > menu.querySelector(".menu__list").offsetHeight + 12;
    menu.classList.toggle("menu--down", fits);
    menu.classList.toggle("menu--up", !fits);
  }, true);

  async function edit(item) {
    const { id: message } = about(item);
    const text = Grappe.room.textOf(message) ?? await textOnPage(item);
    if (text === null || !field) return;
    replying = null;
    editing = { message, cid: crypto.randomUUID() };
    field.value = text;
    banner(words.say("editing"));
    grow();
  }
  /* What was said before this page was opened is known as HTML only: its form has the words. */
  async function textOnPage(item) {
    const link = item.querySelector("[data-act=edit]");
    const answer = link && await fetch(link.href, { headers: { "X-Requested-With": "fetch" } }).catch(() => null);
    if (!answer?.ok) return null;
    return new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("textarea[name=body]")?.value.replace(/^\n/, "") ?? null;
  }
  function editLast(event) {
    const own = [...draw.items()].filter((item) => Number(item.dataset.author) === draw.me && item.id && item.querySelector("[data-act=edit]")).pop();
    if (!own) return;
    event.preventDefault();
    edit(own);
  }
  async function saveEdit(body) {
    const { message, cid } = editing;
    const answer = await live.emit("rooms:edit", { room: id, message, cid, body }).catch(() => null);
    if (answer?.ok) { clear(); return; }
    if (answer && answer.error !== "retry") { problem(answer.message); return; }
    post(`messages/${message}/edit`, { cid, body }).then(clear, () => problem(words.say("failed", words.say("unreachable"))));
  }
  function problem(text) { const note = form.querySelector("[data-reply-words]"); note.textContent = text; Grappe.room.tell(text); }

  function askDelete(item) {
    const dialog = document.getElementById("delete-dialog");
    const { id: message } = about(item);
    if (Number(item.dataset.author) !== draw.me) { location.href = `${room.dataset.address}/messages/${message}/delete`; return; }
    dialog.returnValue = "";
    dialog.showModal();
    dialog.addEventListener("close", async () => {
      if (dialog.returnValue !== "delete") return;
      const answer = await live.emit("rooms:delete", { room: id, message }).catch(() => null);
      if (!answer || answer.error === "retry") location.href = `${room.dataset.address}/messages/${message}/delete`;
      else if (answer.error) Grappe.room.tell(answer.message);
      field?.focus();
    }, { once: true });
  }

  Grappe.writing = { outbox, settle, keepLast, post, shown };
})();
