/* The log of a room as one page knows it. No page, no line, no clock: only what is
   known, what is told, and what follows from it.

   known   {last, head, held}: everything up to event `last` has been shown; `head` is
           the newest event heard of; `held` waits for what is missing before it. */
((root) => {
  "use strict";

  const begin = (last) => ({ last, head: last, held: {} });

  /* Takes {events, head?, min?, reset?} in any order, repeated or with holes. Gives the
     log as it is then, the events that are new, in order, and whether something is missing
     (`gap`) or what was shown lies before all that is kept (`reset`). */
  function apply(known, told) {
    const reset = Boolean(told.reset) && told.min > known.last + 1;
    let last = reset ? told.min - 1 : known.last;
    const held = {};
    let head = Math.max(known.head, told.head || 0, last);
    for (const event of [...Object.values(known.held), ...(told.events || [])]) {
      if (event.seq > last) held[event.seq] = event;
      head = Math.max(head, event.seq);
    }
    const fresh = [];
    while (held[last + 1]) {
      last += 1;
      fresh.push(held[last]);
      delete held[last];
    }
    return { known: { last, head, held }, fresh, reset, gap: head > last };
  }

  /* What the events amount to: a Map of message id to message, changed in place. Gives
     what has become of which message: added, edited, deleted, restored, state, or null. */
  function fold(messages, event) {
    if (event.type === "message") {
      messages.set(event.id, { ...event, edited: null, deleted: Boolean(event.deleted) });
      return { id: event.id, change: "added" };
    }
    const message = messages.get(event.id);
    if (event.type === "state") return { id: event.id, change: "state" };
    if (event.type === "restore") {
      if (message && !event.deleted) Object.assign(message, { deleted: false, html: event.html, text: event.text, files: event.files });
      return { id: event.id, change: event.deleted ? null : "restored" };
    }
    if (event.type === "delete") {
      if (message) Object.assign(message, { deleted: true, own: event.own, html: "", text: "" });
      return { id: event.id, change: "deleted" };
    }
    if (event.type === "edit" && !event.deleted) {
      if (message && !message.deleted) Object.assign(message, { html: event.html, text: event.text, edited: event.at });
      return { id: event.id, change: "edited" };
    }
    return { id: null, change: null };
  }

  const log = { begin, apply, fold };
  if (typeof module === "object" && module.exports) module.exports = log;
  else (root.Grappe = root.Grappe || {}).log = log;
})(typeof window === "object" ? window : globalThis);
