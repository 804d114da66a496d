/* The bar above the talk: says nothing for the first three seconds of a lost line,
   then what is lost and when the next try is; for four seconds that it is back. */
(() => {
  "use strict";
  const Grappe = (window.Grappe = window.Grappe || {});
  const room = document.querySelector("[data-room]");
  const live = Grappe.live;
  if (!room || !live) return;
  const { say, many, clock } = Grappe.words;
  const GRACE = 3000, BACK = 4000;
  const bar = room.querySelector("[data-bar]");
  const title = bar.querySelector("[data-bar-title]"), text = bar.querySelector("[data-bar-text]");
  const retry = bar.querySelector("[data-retry]"), signIn = bar.querySelector("[data-sign-in]");
  const offline = room.querySelector("[data-offline]");
  let grace = null, ticking = null, hiding = null, shown = false, ended = false;

  function show(head, more, kind = "") {
    clearTimeout(hiding);
    bar.className = `conn${kind && ` conn--${kind}`}`;
    if (title.textContent !== head) title.textContent = head;
    if (text.textContent !== more) text.textContent = more;
    retry.hidden = kind !== "";
    signIn.hidden = true;
    bar.hidden = false;
  }
  function hide() { bar.hidden = true; shown = false; clearInterval(ticking); }

  function count() {
    const seconds = Math.ceil((live.nextAt - Date.now()) / 1000);
    show(say("lost", clock(new Date(live.lostAt || Date.now()))), live.nextAt && seconds > 0 ? say("kept", seconds) : say("trying"));
  }
  function lost() {
    if (grace || shown) return;
    grace = setTimeout(() => {
      grace = null;
      shown = true;
      room.dataset.line = "reconnecting";
      if (offline) offline.hidden = false;
      count();
      clearInterval(ticking);
      ticking = setInterval(count, 1000);
    }, GRACE);
  }
  function forget() { clearTimeout(grace); grace = null; clearInterval(ticking); if (offline) offline.hidden = true; }

  function follow({ state }) {
    if (ended) return;
    if (state === "reconnecting") { lost(); return; }
    const was = shown;
    forget();
    shown = false;
    if (state === "live") { room.dataset.line = "live"; if (!was) hide(); }
    if (state === "refused") { room.dataset.line = "polling"; show(say("polling"), say("polling-more"), "calm"); }
    if (state === "ended") { end("signed-out"); signIn.hidden = false; }
  }
  /* The line is back and has caught up with `n` messages. */
  function back(n, wasShown) {
    if (!wasShown || ended) return;
    room.dataset.line = "back";
    show(n ? many("back", n) : say("back"), "", "back");
    hiding = setTimeout(() => { hide(); room.dataset.line = "live"; }, BACK);
  }
  function end(why) {
    ended = true;
    forget();
    room.dataset.line = "offline";
    show(say(why), say(`${why}-more`), "bad");
  }

  retry.addEventListener("click", live.retry);
  live.on("state", follow);
  Grappe.bar = { back, end, isShown: () => shown };
  follow({ state: live.state });
})();
