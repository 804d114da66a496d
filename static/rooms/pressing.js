/* Buttons of a message and of the record: pressed without leaving the page. What comes of
   it is told over the line, to oneself as to everybody; without the line the form does it. */
(() => {
  "use strict";
  const Grappe = (window.Grappe = window.Grappe || {});
  const room = document.querySelector("[data-room]");
  if (!room) return;
  const { live } = Grappe;
  const aside = room.querySelector(".room__side");

  async function press(address, values, again) {
    const body = new URLSearchParams({ csrf_token: document.querySelector("meta[name=csrf]")?.content || "", ...values });
    const answer = await fetch(address, { method: "POST", body, headers: { Accept: "application/json", "X-Requested-With": "fetch" } }).catch(() => null);
    const said = answer && (answer.headers.get("Content-Type") || "").includes("json") ? await answer.json() : null;
    if (said?.ok) return true;
    if (said?.message) Grappe.room.tell(said.message); else again();
    return false;
  }

  room.addEventListener("click", (event) => {
    const button = event.target.closest("button[form=press]");
    if (!button || live.state === "refused") return;
    event.preventDefault();
    button.closest("details")?.removeAttribute("open");
    press(button.getAttribute("formaction"), { [button.name || "x"]: button.value }, () => button.form.requestSubmit(button));
  });
  aside?.addEventListener("submit", (event) => {
    const form = event.target;
    if (live.state !== "live") return;
    event.preventDefault();
    const values = Object.fromEntries(new FormData(form, event.submitter));
    delete values.csrf_token;
    press(form.action, values, () => form.submit()).then((done) => { if (done) live.refresh(); });
  });
  /* On a narrow screen the record lies over the talk: Escape leaves it. */
  document.addEventListener("keydown", (event) => { if (event.key === "Escape" && location.hash === "#record") location.hash = "#talk"; });
})();
