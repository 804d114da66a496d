/* Files: chosen, dropped or pasted into the composer. Each is sent at once, with its
   progress; the message names it when it is there. A picture opens in a dialog. */
(() => {
  "use strict";
  const Grappe = (window.Grappe = window.Grappe || {});
  const room = document.querySelector("[data-room]");
  if (!room) return;
  const { draw, words } = Grappe;
  const { say, many } = words;
  const form = room.querySelector("[data-composer]");
  const list = form?.querySelector("[data-attached-list]");
  const MOST = 10, TRIES = 4;
  const held = []; // {cid, blob, place, state: sending | ready | wrong, file, request}
  let whenReady = null;

  /* -- Shown ------------------------------------------------------------------ */
  const lang = document.documentElement.lang;
  const UNITS = lang === "fr" ? ["o", "Ko", "Mo", "Go"] : ["B", "KB", "MB", "GB"];
  function size(octets) {
    let value = octets, unit = 0;
    while (value >= 1000 && unit < UNITS.length - 1) { value /= 1000; unit += 1; }
    return `${value.toLocaleString(lang, { maximumFractionDigits: value < 10 && unit ? 1 : 0 })}\u00a0${UNITS[unit]}`;
  }
  function facts(file) {
    const kind = ["pages", "sheets", "slides"].find((name) => file.facts[name]);
    return [size(file.size), kind && many(kind, file.facts[kind])].filter(Boolean).join(", ");
  }
  const base = room.dataset.address.replace(/\d+$/, "files/");
  function shape(file) {
    if (!file.facts.small) return card(file);
    const link = draw.copy("t-picture"), img = link.querySelector("img");
    link.href = base + file.id;
    link.dataset.file = file.id;
    img.src = `${base}${file.id}/thumbnail`;
    [img.width, img.height] = file.facts.small;
    img.alt = file.alt || file.name;
    return link;
  }
  function card(file) {
    const ending = file.name.split(".").pop().toLowerCase();
    const all = [...document.getElementById("t-cards").content.querySelectorAll(".file")];
    const link = (all.find((one) => one.querySelector("[data-file-name]").textContent === `x.${ending}`) || all[0]).cloneNode(true);
    link.href = base + file.id + (file.kind === "text" ? "" : "/content?download");
    link.dataset.file = file.id;
    link.querySelector("[data-file-name]").textContent = file.name;
    link.querySelector("[data-file-facts]").textContent = facts(file);
    return link;
  }
  /* Under the words of a message. */
  function show(item, files) {
    item.querySelector("[data-files]")?.remove();
    if (!files || !files.length) return;
    const block = document.createElement("div");
    block.className = "msg__files";
    block.dataset.files = "";
    block.append(...files.map(shape));
    item.querySelector("[data-text]").after(block);
  }

  /* -- Sent ------------------------------------------------------------------- */
  function add(blobs) {
    for (const blob of blobs) {
      if (held.length >= MOST) { Grappe.room.tell(say("files-many")); break; }
      const one = { cid: crypto.randomUUID(), blob, name: blob.name || "file", place: draw.copy("t-attached"), tries: 0 };
      one.place.querySelector("[data-attached-name]").textContent = one.name;
      one.place.dataset.cid = one.cid;
      held.push(one);
      list.append(one.place);
      if (blob.size > Number(form.dataset.most)) wrong(one, say("file-too-large"), false); else send(one);
    }
    list.hidden = !held.length;
  }
  function send(one) {
    const progress = one.place.querySelector("progress");
    one.state = "sending";
    one.place.classList.remove("attached--wrong");
    one.place.querySelector("[data-attached=retry]").hidden = true;
    progress.hidden = false;
    const request = (one.request = new XMLHttpRequest());
    request.open("POST", `${room.dataset.address}/files`);
    request.setRequestHeader("Accept", "application/json");
    request.setRequestHeader("X-Requested-With", "fetch");
    request.upload.onprogress = ({ loaded, total }) => {
      const percent = Math.round((100 * loaded) / (total || 1));
      progress.value = percent;
      tell(one, percent < 100 ? say("file-on-its-way", `${percent}\u00a0%`) : say("file-checked"));
    };
    request.onload = () => answered(one, request);
    request.onerror = request.ontimeout = () => again(one);
    request.timeout = 180000;
    const body = new FormData();
    body.append("csrf_token", document.querySelector("meta[name=csrf]")?.content || "");
    body.append("cid", one.cid);
    body.append("file", one.blob, one.name);
    request.send(body);
  }
  function answered(one, request) {
    let answer = null;
    try { answer = JSON.parse(request.responseText); } catch { /* an error page */ }
    if (answer?.ok) { ready(one, answer.file); return; }
    if (answer?.error === "retry" || (answer?.error === "too_fast" && one.tries < TRIES) || (!answer && request.status >= 500)) { again(one, answer?.wait); return; }
    wrong(one, answer?.message || say(request.status === 413 ? "file-too-large" : "file-unreachable"), !answer);
  }
  /* The line was cut: with the same id the file is kept once, however often it is sent. */
  function again(one, wait) {
    if (!held.includes(one)) return;
    one.tries += 1;
    if (one.tries >= TRIES) { wrong(one, say("file-unreachable"), true); return; }
    setTimeout(() => { if (held.includes(one)) send(one); }, wait ? wait * 1000 : 600 * 2 ** one.tries);
  }
  function ready(one, file) {
    Object.assign(one, { state: "ready", file });
    one.place.querySelector("progress").hidden = true;
    tell(one, facts(file));
    if (file.facts.small) one.place.querySelector(".attached__alt").hidden = false;
    settle();
  }
  function wrong(one, why, mayRetry) {
    one.state = "wrong";
    one.place.classList.add("attached--wrong");
    one.place.querySelector("progress").hidden = true;
    one.place.querySelector("[data-attached=retry]").hidden = !mayRetry;
    tell(one, why);
    Grappe.room.tell(`${one.name}: ${why}`);
    settle();
  }
  const tell = (one, text) => { one.place.querySelector("[data-attached-state]").textContent = text; };
  function settle() {
    if (!whenReady || held.some((one) => one.state === "sending")) return;
    const go = whenReady;
    whenReady = null;
    if (!held.some((one) => one.state === "wrong")) go();
  }

  /* The files for a message, or null while they are not all there: `go` is then called once they are. */
  function take(go) {
    if (held.some((one) => one.state === "wrong")) { Grappe.room.tell(say("files-wrong")); return null; }
    if (held.some((one) => one.state === "sending")) { whenReady = go; Grappe.room.tell(say("files-waited")); return null; }
    const files = held.map((one) => ({ ...one.file, alt: one.place.querySelector(".attached__alt input").value.trim() }));
    held.splice(0).forEach((one) => one.place.remove());
    list.hidden = true;
    return files;
  }
  /* Files of a message that was not taken, back into the composer. */
  function back(files) {
    files.forEach((file) => {
      const one = { cid: crypto.randomUUID(), name: file.name, place: draw.copy("t-attached"), tries: 0 };
      one.place.querySelector("[data-attached-name]").textContent = file.name;
      one.place.dataset.cid = one.cid;
      held.push(one);
      list.append(one.place);
      ready(one, file);
    });
    list.hidden = !held.length;
  }
  function remove(one) {
    held.splice(held.indexOf(one), 1);
    one.place.remove();
    one.request?.abort();
    list.hidden = !held.length;
    if (one.file) {
      const body = new URLSearchParams({ csrf_token: document.querySelector("meta[name=csrf]")?.content || "" });
      fetch(`${base}${one.file.id}/discard`, { method: "POST", body, headers: { Accept: "application/json", "X-Requested-With": "fetch" } }).catch(() => {});
    }
    settle();
    form.querySelector("textarea").focus();
  }

  if (form) {
    const input = form.querySelector("[data-attach-input]");
    form.querySelector("[data-attach]").addEventListener("click", () => input.click());
    input.addEventListener("change", () => { add([...input.files]); input.value = ""; });
    list.addEventListener("click", (event) => {
      const button = event.target.closest("[data-attached]");
      const one = button && held.find((each) => each.cid === button.closest("[data-cid]").dataset.cid);
      if (!one) return;
      if (button.dataset.attached === "retry") { one.tries = 0; send(one); } else remove(one);
    });
    list.addEventListener("keydown", (event) => { if (event.key === "Enter" && event.target.matches("input")) { event.preventDefault(); form.requestSubmit(); } });
    form.addEventListener("paste", (event) => {
      const files = [...(event.clipboardData?.files || [])];
      if (files.length) { event.preventDefault(); add(files); }
    });
    const brings = (event) => [...(event.dataTransfer?.types || [])].includes("Files");
    const talk = document.getElementById("talk");
    talk.addEventListener("dragover", (event) => { if (brings(event)) { event.preventDefault(); form.classList.add("composer--over"); } });
    talk.addEventListener("dragleave", (event) => { if (!talk.contains(event.relatedTarget)) form.classList.remove("composer--over"); });
    talk.addEventListener("drop", (event) => {
      form.classList.remove("composer--over");
      if (brings(event)) { event.preventDefault(); add([...event.dataTransfer.files]); form.querySelector("textarea").focus(); }
    });
    addEventListener("beforeunload", (event) => { if (held.length) event.preventDefault(); });
  }

  /* -- A picture, large --------------------------------------------------------- */
  const dialog = document.getElementById("picture-dialog");
  room.addEventListener("click", (event) => {
    const link = event.target.closest("[data-picture]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    const small = link.querySelector("img"), large = new Image();
    large.alt = small.alt;
    large.src = `${link.getAttribute("href")}/content`;
    dialog.querySelector("h2").textContent = small.alt;
    dialog.querySelector("[data-picture-save]").href = `${link.getAttribute("href")}/content?download`;
    dialog.querySelector("[data-picture-place]").replaceChildren(large);
    dialog.showModal();
  });
  dialog?.addEventListener("click", (event) => { if (event.target === dialog) dialog.close(); });
  dialog?.addEventListener("close", () => dialog.querySelector("[data-picture-place]").replaceChildren());

  Grappe.files = { show, take, back, any: () => held.length > 0 };
})();
