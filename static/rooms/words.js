/* What the room's script says and how it writes times: words from the page, in the
   reader's language and time zone. */
(() => {
  "use strict";
  const Grappe = (window.Grappe = window.Grappe || {});
  const room = document.querySelector("[data-room]");
  if (!room) return;
  const lang = document.documentElement.lang || "en";
  const timeZone = room.dataset.timezone || undefined;
  const known = {};
  document.querySelectorAll("#t-words, #t-file-words").forEach((words) => words.content.querySelectorAll("[data-word]").forEach((p) => { known[p.dataset.word] = p.textContent; }));

  /* say("lost", "11 h 02"): the values take the places %s, or %1, %2 … in their order. */
  function say(name, ...values) {
    return values.reduce((text, value, at) => {
      const place = text.includes("%s") ? "%s" : `%${at + 1}`;
      return text.split(place).join(String(value));
    }, known[name] || "");
  }
  const many = (name, n) => (n === 1 ? say(`${name}-one`, n) : say(`${name}-many`, n));
  const messageOf = (name, text) => (known["message-of"] || "").split("%n").join(name).split("%t").join(text);

  const parts = (format, when) => Object.fromEntries(format.formatToParts(when).map((p) => [p.type, p.value]));
  const hourFormat = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZone });
  const dayFormat = new Intl.DateTimeFormat(lang === "fr" ? "fr" : "en-GB", { weekday: "long", day: "numeric", month: "long", timeZone });
  const dateFormat = new Intl.DateTimeFormat("en-CA", { year: "numeric", month: "2-digit", day: "2-digit", timeZone });

  function clock(when) {
    const { hour, minute } = parts(hourFormat, when);
    if (lang !== "fr") return `${hour}:${minute}`;
    return `${Number(hour)}\u00a0h${minute === "00" ? "" : `\u00a0${minute}`}`;
  }
  const dateOf = (when) => dateFormat.format(when);
  const dayTitle = (when) => {
    const day = dayFormat.format(when).replace(",", "");
    return dateOf(when) === dateOf(new Date()) ? say("today", day) : day;
  };

  /* "2 Dec", with the year when it is not this one; en-GB would shorten September otherwise than the server. */
  const shortFormat = new Intl.DateTimeFormat(lang === "fr" ? "fr" : "en", { day: "numeric", month: "short", year: "numeric", timeZone: "UTC" });
  function shortDay(date) {
    const { day, month, year } = parts(shortFormat, new Date(`${date}T00:00:00Z`));
    return year === dateOf(new Date()).slice(0, 4) ? `${day} ${month}` : `${day} ${month} ${year}`;
  }

  Grappe.words = { say, many, messageOf, clock, dateOf, dayTitle, shortDay };
})();
