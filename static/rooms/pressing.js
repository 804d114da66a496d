/* Buttons of a message and of the record: pressed without leaving the page, so that nothing
   typed is lost. What comes of it is told over the line, to oneself as to everybody. */
(() => {
  "use strict";
  const Grappe = (window.Grappe = window.Grappe || {});
  const room = document.querySelector("[data-room]");
  if (!room) return;
  const { live, words } = Grappe;
  const aside = room.querySelector(".room__side");

  async function press(address, values, form, button) {
    const body = new URLSearchParams({ csrf_token: document.querySelector("meta[name=csrf]")?.content || "", ...values });
    const answer = await fetch(address, { method: "POST", body, headers: { Accept: "application/json", "X-Requested-With": "fetch" } }).catch(() => null);
    if (!answer) { Grappe.room.tell(words.say("failed", words.say("unreachable"))); return false; }
    const said = (answer.headers.get("Content-Type") || "").includes("json") ? await answer.json() : null;
    if (said?.ok) return true;
    if (said?.message) Grappe.room.tell(said.message);
    else if (!answer.ok) form.requestSubmit(button); // a page that says what is wrong: signed out, gone
    return false;
  }

  let through = false; // a form that is to be sent as it stands
  room.addEventListener("click", (event) => {
    const button = event.target.closest("button[form=press]");
    if (!button) return;
    event.preventDefault();
    button.closest("details")?.removeAttribute("open");
    press(button.getAttribute("formaction"), { [button.name || "on"]: button.value }, button.form, button);
  });
  aside?.addEventListener("submit", (event) => {
    if (through) return;
    event.preventDefault();
    const form = event.target, button = event.submitter;
    const values = Object.fromEntries(new FormData(form, button));
    delete values.csrf_token;
    press(form.action, values, { requestSubmit: () => { through = true; form.requestSubmit(button); } }, button)
      .then((done) => { if (done) live.refresh(room.dataset.liveFrom); });
  });
  /* On a narrow screen the record lies over the talk: Escape leaves it. */
  document.addEventListener("keydown", (event) => { if (event.key === "Escape" && location.hash === "#record") location.hash = "#talk"; });
})();
