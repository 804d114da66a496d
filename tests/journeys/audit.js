/* What runs, or would run, on the page as it stands. Gives sentences; none is what one wants to see. */
() => {
  const wrong = [];
  const RUNS = /^[\s\u0000-\u001f]*(javascript|vbscript|data:text|data:image\/svg)/i;
  const ADDRESSES = ["href", "src", "action", "formaction", "xlink:href", "data", "poster", "srcdoc", "background"];
  const STRANGERS = "iframe, frame, object, embed, base, applet, meta[http-equiv], style, foreignObject, animate, set, math";
  if (window.pwned !== undefined) wrong.push("something ran");
  for (const element of document.querySelectorAll("*")) {
    const name = element.tagName.toLowerCase();
    for (const { name: key, value } of element.attributes) {
      if (key.startsWith("on")) wrong.push(`${name} has ${key}`);
      if (key === "srcdoc" || (ADDRESSES.includes(key) && RUNS.test(value))) wrong.push(`${name} ${key}=${value.slice(0, 40)}`);
    }
    if (element.matches(STRANGERS) && !element.closest("[data-live-host] > template")) wrong.push(`a ${name}`);
    if (name === "script" && (!element.src || new URL(element.src).origin !== location.origin)) wrong.push("a script of somebody else's");
    if (["img", "video", "audio", "source", "link"].includes(name)) {
      const to = element.src || element.href;
      if (to && new URL(to, location.href).origin !== location.origin && !to.startsWith("data:image/")) wrong.push(`a ${name} from ${to}`);
    }
  }
  return [...new Set(wrong)];
}
