/* What was written and is not yet said. One message is on its way at a time, so that
   they arrive in the order they were written; each keeps its id however often it is
   sent, so that it is said once. Nothing of it is stored in the browser.

   `send(item)` must promise the server's answer, or reject when there is none. */
((root) => {
  "use strict";
  const LONGEST = 15000;
  const AGAIN = new Set(["retry", "too_fast", "fault"]); // worth another try by itself
  const TRIES_OF_A_FAULT = 5;

  function Outbox(send, changed, pause = (tries) => Math.min(LONGEST, 500 * 2 ** tries) * (0.5 + Math.random() / 2)) {
    const items = [];
    let busy = false, timer = null;

    function put(item) {
      items.push(Object.assign(item, { state: "sending", tries: 0, since: Date.now() }));
      changed(item);
      next();
    }
    const first = () => items.find((item) => item.state !== "failed");

    async function next() {
      const item = first();
      if (busy || !item) return;
      clearTimeout(timer);
      busy = true;
      let answer;
      try { answer = await send(item); } catch { answer = { error: "offline" }; }
      busy = false;
      if (!items.includes(item)) return next(); // arrived meanwhile by another way
      settle(item, answer);
    }

    function settle(item, answer) {
      if (answer.ok) {
        drop(item);
        item.state = "sent";
        changed(item, answer);
        next();
      } else if (answer.error === "offline" || (AGAIN.has(answer.error) && (answer.error !== "fault" || item.tries < TRIES_OF_A_FAULT))) {
        item.tries += 1;
        item.state = "waiting";
        changed(item);
        clearTimeout(timer);
        timer = setTimeout(next, answer.wait ? answer.wait * 1000 : pause(item.tries));
      } else {
        item.state = "failed";
        item.reason = answer.message || "";
        item.code = answer.error;
        item.wait = answer.wait || 0;
        changed(item);
        next();
      }
    }

    function drop(item) {
      const at = items.indexOf(item);
      if (at >= 0) items.splice(at, 1);
    }

    /* The event itself has come back: said, whatever became of the answer. */
    function arrived(cid) {
      const item = items.find((one) => one.cid === cid);
      if (item) { drop(item); item.state = "sent"; changed(item); }
      return item || null;
    }
    function again(item) { Object.assign(item, { state: "sending", tries: 0, since: Date.now() }); changed(item); next(); }
    /* The line is back: no need to wait for the pause to end. */
    function wake() { clearTimeout(timer); next(); }

    return { put, again, wake, drop, arrived, items };
  }

  if (typeof module === "object" && module.exports) module.exports = { Outbox };
  else (root.Grappe = root.Grappe || {}).Outbox = Outbox;
})(typeof window === "object" ? window : globalThis);
