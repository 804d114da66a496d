/* How messages get into the page: copies of the page's own <template>s. */
(() => {
  "use strict";
  const Grappe = (window.Grappe = window.Grappe || {});
  const room = document.querySelector("[data-room]");
  if (!room) return;
  const { say, many, clock, dateOf, dayTitle, shortDay } = Grappe.words;
  const CLOSE = 5 * 60 * 1000;
  const inner = room.querySelector("[data-talk-in]");
  const me = Number(document.body.dataset.person);
  const address = room.dataset.address;
  const copy = (id) => document.getElementById(id).content.firstElementChild.cloneNode(true);
  const last = (all) => all[all.length - 1] || null;

  /* The server cleans what members write; this is the second lock on the same door. */
  const TAGS = new Set("P BR EM STRONG DEL S A UL OL LI BLOCKQUOTE CODE PRE H3 H4 H5 HR TABLE THEAD TBODY TR TH TD MARK".split(" "));
  const SAFE = /^(https?:|mailto:)/i;
  function clean(html) {
    const body = new DOMParser().parseFromString(html, "text/html").body;
    body.querySelectorAll("*").forEach((element) => {
      if (!TAGS.has(element.tagName)) { element.replaceWith(...element.childNodes); return; }
      [...element.attributes].forEach(({ name, value }) => {
        const kept = (element.tagName === "A" && (name === "rel" || (name === "href" && SAFE.test(value)))) || (element.tagName === "OL" && name === "start") || (element.tagName === "MARK" && name === "class" && value === "mention");
        if (!kept) element.removeAttribute(name);
      });
    });
    return [...body.childNodes].map((node) => document.adoptNode(node));
  }

  const items = () => inner.querySelectorAll(".msg, .msg__note");
  const find = (id) => document.getElementById(`m-${id}`);

  function day(when) {
    const date = dateOf(when);
    const newest = last(inner.querySelectorAll(".talkday"));
    if (newest && newest.dataset.day >= date) return newest.querySelector(".msgs");
    const section = copy("t-day");
    section.dataset.day = date;
    section.querySelector(".daysep span").textContent = dayTitle(when);
    inner.querySelector("[data-nothing]")?.remove();
    inner.insertBefore(section, inner.querySelector("[data-newer-link]"));
    return section.querySelector(".msgs");
  }

  /* What waits to be sent stays under everything that is said. */
  const unsent = (list) => list.querySelector(":scope > [data-cid]");

  function follows(list, message) {
    const before = message.id && unsent(list) ? unsent(list).previousElementSibling : list.lastElementChild;
    return before && before.matches(".msg") && !before.querySelector(".msg__gone") && Number(before.dataset.author) === message.author.id
      && before.dataset.organisation === message.author.organisation && !message.reply && new Date(message.at) - new Date(before.dataset.at) < CLOSE;
  }

  /* A message out of an event, or out of what waits to be sent. */
  function build(message, following) {
    const item = copy(following ? "t-following" : "t-message");
    const { author } = message;
    item.dataset.seq = message.seq || "";
    item.dataset.author = author.id;
    item.dataset.organisation = author.organisation;
    item.dataset.at = message.at;
    item.classList.toggle("msg--me", author.id === me);
    item.classList.toggle("msg--forme", forMe(message.mentions));
    const avatar = item.querySelector(".ava");
    if (avatar) {
      avatar.className = `ava h${author.hue}`;
      avatar.textContent = author.initials;
      avatar.dataset.person = author.id;
    }
    item.querySelector("[data-name]").textContent = author.name;
    item.querySelector("[data-org]").textContent = author.organisation;
    const time = item.querySelector("time");
    time.dateTime = message.at;
    time.textContent = clock(new Date(message.at));
    if (message.reply) item.querySelector("[data-text]").before(quote(message.reply));
    identify(item, message);
    if (message.deleted) blank(item, message.own !== false);
    else { item.querySelector("[data-text]").replaceChildren(...clean(message.html)); Grappe.files.show(item, message.files); }
    return item;
  }

  const mine = Number(room.dataset.organisation) || -1;
  const forMe = (to) => Boolean(to && (to.all || to.people.includes(me) || to.organisations.includes(mine)));

  function identify(item, message) {
    item.querySelector(".msg__time").href = `#m-${message.id || ""}`;
    if (message.id) item.id = `m-${message.id}`; else item.removeAttribute("id");
    const own = message.author.id === me;
    item.querySelectorAll("[data-act]").forEach((link) => {
      const base = `${address}/messages/${message.id}`;
      const act = link.dataset.act;
      if (act === "edit") { link.href = `${base}/edit`; if (!own) link.remove(); }
      if (act === "delete") { link.href = `${base}/delete`; if (!own && !("mayManage" in room.dataset)) link.remove(); }
      if (act === "reply") link.href = `${address}?reply=${message.id}&around=${message.seq}#composer`;
      if (act === "mark" || act === "react") link.href = `${base}/${act}`;
      if (act === "report") { link.href = `${base}/report`; if (own) link.remove(); }
      if (act === "link") link.href = `${address}?around=${message.seq}#m-${message.id}`;
    });
    item.querySelectorAll("[formaction]").forEach((button) => address0(button, message.id));
    if (!message.id || !("mayPost" in room.dataset)) item.querySelector("[data-acts]")?.remove();
  }
  /* The page's shapes are about message 0. */
  function address0(button, id) {
    button.setAttribute("formaction", button.getAttribute("formaction").replace("/messages/0/", `/messages/${id}/`));
  }

  function quote(reply) {
    const block = copy("t-quote");
    block.dataset.quote = reply.id;
    const link = block.querySelector("a");
    link.href = `${address}?around=${reply.seq}#m-${reply.id}`;
    link.querySelector("b").textContent = reply.name;
    link.querySelector("span").textContent = reply.excerpt || say("deleted");
    return block;
  }

  function add(message) {
    const shown = find(message.id);
    if (shown) return shown;
    const list = day(new Date(message.at));
    const item = build(message, follows(list, message));
    list.insertBefore(item, unsent(list));
    return item;
  }

  function note(event) {
    const item = copy("t-note");
    item.dataset.seq = event.seq;
    item.textContent = say(event.change === "left" ? "left" : "joined", event.author.name);
    const list = day(new Date(event.at));
    list.insertBefore(item, unsent(list));
  }

  function edit(event) {
    const item = find(event.id);
    const text = item?.querySelector("[data-text]");
    if (!text) return;
    text.replaceChildren(...clean(event.html));
    item.classList.toggle("msg--forme", forMe(event.mentions));
    edited(item, event.at);
    requote(event.id, text.textContent.trim().replace(/\s+/g, " ").slice(0, 120));
  }
  function edited(item, when) {
    let line = item.querySelector("[data-edited]");
    if (!line) {
      line = document.createElement("p");
      line.className = "msg__state";
      line.dataset.edited = "";
      item.querySelector("[data-text]").after(line);
    }
    line.textContent = say("edited", clock(new Date(when)));
  }

  function blank(item, own) {
    const text = item.querySelector("[data-text]");
    if (!text) return;
    const gone = document.getElementById("t-gone").content.children[own ? 0 : 1].cloneNode(true);
    item.querySelectorAll(".quote, [data-edited], [data-acts], [data-foot], [data-files]").forEach((part) => part.remove());
    text.replaceWith(gone);
    item.classList.remove("msg--forme");
    if (!own || Number(item.dataset.author) !== me || !item.id) return;
    const back = copy("t-take-back");
    back.querySelectorAll("[formaction]").forEach((button) => address0(button, item.id.slice(2)));
    gone.after(back);
  }
  /* What was deleted is back: a new item in the place of the old one. */
  function restore(event) {
    const old = find(event.id);
    if (!old) return;
    const message = { ...event, seq: old.dataset.seq, at: old.dataset.at };
    message.author = { ...event.author, organisation: old.dataset.organisation };
    const item = build(message, old.matches(".msg--more"));
    old.replaceWith(item);
    if (event.edited) edited(item, event.edited);
    state(event.id, event.state);
    requote(event.id, (event.text || "").trim().replace(/\s+/g, " ").slice(0, 120));
  }

  /* Reactions, pin and entry in the record, as they stand now. */
  function state(id, now) {
    const foot = find(id)?.querySelector("[data-foot]");
    if (!foot || !now) return;
    const parts = [];
    if (now.pinned) parts.push(copy("t-pinned"));
    if (now.mark) parts.push(flag(now.mark));
    Object.entries(now.reactions).forEach(([kind, given]) => parts.push(reaction(id, kind, given)));
    foot.replaceChildren(...parts);
    const pin = find(id).querySelector("[data-pin]");
    if (!pin) return;
    pin.value = now.pinned ? "0" : "1";
    pin.querySelector("[data-pin-word]").textContent = say(now.pinned ? "unpin" : "pin");
  }
  function reaction(id, kind, given) {
    const shape = document.getElementById("t-reacts").content.querySelector(`[data-react="${CSS.escape(kind)}"]`).cloneNode(true);
    const mine = given.people.includes(me);
    shape.value = (mine ? "-" : "") + kind;
    shape.title = given.names;
    shape.setAttribute("aria-pressed", String(mine));
    shape.querySelector("[data-n]").textContent = String(given.people.length);
    shape.disabled = !("mayPost" in room.dataset);
    address0(shape, id);
    return shape;
  }
  /* The six reactions come into a menu when it is opened: in each message they would weigh most of the page. */
  function offer(menu) {
    const link = menu.querySelector("[data-act=react]"), item = menu.closest(".msg");
    if (!link || !item.id) return;
    const row = copy("t-reactions");
    row.querySelectorAll("[formaction]").forEach((button) => address0(button, item.id.slice(2)));
    link.replaceWith(row);
  }
  const KINDS = ["decision", "action", "question", "risk"];
  function flag(mark) {
    const shape = document.getElementById("t-flags").content.children[KINDS.indexOf(mark.kind)].cloneNode(true);
    shape.querySelector("[data-flag-kind]").textContent = `${say(`kind-${mark.kind}`)} ${mark.number}`;
    const facts = [say(`${mark.kind}-${mark.state}`), mark.owner, mark.due && shortDay(mark.due)];
    shape.querySelector("[data-flag-state]").textContent = facts.filter(Boolean).join(", ");
    return shape;
  }
  function remove(event) {
    const item = find(event.id);
    if (item) blank(item, event.own);
    requote(event.id, say("deleted"));
  }
  function requote(id, words) {
    inner.querySelectorAll(`[data-quote="${id}"] span`).forEach((span) => { span.textContent = words; });
  }

  /* The line above the first message one has not read. It stays until one leaves. */
  function unreadLine(item, n) {
    const line = inner.querySelector("[data-unread]") || copy("t-unread");
    line.querySelector("span").textContent = many("new", n);
    if (item && !line.isConnected) item.before(line);
  }

  Grappe.draw = { add, build, day, edit, follows, forMe, find, items, note, remove, restore, state, offer, unreadLine, inner, copy, clean, me };
})();
