/* A draft is saved while it is typed, to the same address and with the same check of its version
   as the button of its form. Without this the button does all of it. */
(() => {
  "use strict";
  const form = document.querySelector("form[data-autosave]");
  if (form && window.fetch) keep(form);

  function keep(form) {
    const PAUSE = 1500;
    const place = form.querySelector("[data-saved] span");
    let timer = null, saving = null, changed = false, stopped = false;

    form.addEventListener("input", () => {
      changed = true;
      clearTimeout(timer);
      if (!stopped) timer = setTimeout(save, PAUSE);
    });

    /* What is on its way arrives first: it counts the version up that the form carries. */
    form.addEventListener("submit", (event) => {
      clearTimeout(timer);
      if (!saving) { stopped = true; return; }
      event.preventDefault();
      const button = event.submitter;
      saving.finally(() => { clearTimeout(timer); stopped = true; form.requestSubmit(button); });
    });
    addEventListener("pageshow", () => { stopped = false; });

    function save() {
      if (saving || stopped || !says()) return;
      changed = false;
      saving = send().catch(() => { say(form.dataset.later); changed = true; }).finally(() => {
        saving = null;
        if (changed && !stopped) timer = setTimeout(save, PAUSE * 4);
      });
    }

    async function send() {
      const body = new URLSearchParams(new FormData(form));
      const answer = await fetch(form.action, { method: "POST", body, headers: { Autosave: "1", "X-Requested-With": "fetch" } });
      if (answer.status === 409) { stopped = true; say(form.dataset.conflict); return; }
      if (!answer.ok || !(answer.headers.get("Content-Type") || "").startsWith("application/json")) throw new Error("not saved");
      const said = await answer.json();
      form.elements.version.value = said.version;
      form.action = said.edit;
      history.replaceState(null, "", said.edit);
      say(said.said);
      if (!changed) form.dispatchEvent(new CustomEvent("grappe:saved", { bubbles: true }));
    }

    /* A form in which nothing has been written makes no draft. */
    const says = () => [...form.querySelectorAll("input[type=text], textarea")].some((field) => field.value.trim());
    const say = (words) => { place.textContent = words; };
  }
})();
