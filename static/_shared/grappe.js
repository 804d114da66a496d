/* Grappe: the little script the pages need. Everything below only adds
   comfort: without it, menus (<details>), the phone menu (popover), tabs
   (links) and forms (POST) still work. No inline handler, no eval.
   Listeners sit on the document, so that a part that live.js has replaced
   behaves like the one it replaces. */
(() => {
  "use strict";
  const root = document.documentElement;
  const all = (selector, from = document) => [...from.querySelectorAll(selector)];
  const closest = (event, selector) => event.target instanceof Element && event.target.closest(selector);
  const typing = (element) => element && (/^(INPUT|TEXTAREA|SELECT)$/.test(element.tagName) || element.isContentEditable);

  /* Theme: the server writes the one that was chosen. Where the device decides,
     only the browser knows whether the other one is the light one. */
  if (!root.dataset.theme && matchMedia("(prefers-color-scheme: dark)").matches) {
    all("[data-theme-toggle]").forEach((button) => {
      button.value = "light";
      button.querySelector("span").textContent = button.dataset.themeToggle;
      const use = button.querySelector("use");
      use.setAttribute("href", use.getAttribute("href").replace(/#.*/, "#sun"));
    });
  }

  /* Menus and questions: Escape closes and gives the focus back, a click outside closes. */
  const close = (menu, focus) => {
    menu.open = false;
    if (focus) menu.querySelector("summary").focus();
  };
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    const open = all("details.menu[open]").pop();
    if (open) close(open, true);
  });
  document.addEventListener("click", (event) => {
    all("details.menu[open]").forEach((menu) => { if (!menu.contains(event.target)) close(menu, false); });
    const cancel = closest(event, "[data-close]");
    if (cancel && cancel.closest("details")) close(cancel.closest("details"), true);
    else if (cancel && cancel.closest("dialog")) cancel.closest("dialog").close();
  });

  /* "/" goes to the search field, unless one is already writing. */
  document.addEventListener("keydown", (event) => {
    if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || typing(document.activeElement)) return;
    const search = all("[data-search]").find((field) => field.offsetParent);
    if (search) { event.preventDefault(); search.focus(); search.select(); }
  });

  /* Dialogs: <a href="page" data-dialog="id"> opens the dialog when it can,
     and goes to the page when it cannot. */
  document.addEventListener("click", (event) => {
    const link = closest(event, "[data-dialog]");
    const dialog = link && document.getElementById(link.dataset.dialog);
    if (dialog && dialog.showModal && !event.ctrlKey && !event.metaKey) { event.preventDefault(); dialog.showModal(); }
  });

  /* Buttons: print; copy (what was copied is said by the button's own data-done). */
  document.addEventListener("click", async (event) => {
    if (closest(event, "[data-print]")) window.print();
    const button = closest(event, "[data-copy]");
    if (!button || !navigator.clipboard) return;
    const source = document.getElementById(button.dataset.copy);
    await navigator.clipboard.writeText(source.value ?? source.textContent);
    (button.querySelector("span") || button).textContent = button.dataset.done;
  });

  /* An error summary takes the focus when the page comes back with errors, and
     its links put the cursor into the field, not only on the screen. */
  const errors = document.querySelector(".errors");
  if (errors && !location.hash) errors.focus({ preventScroll: true });
  document.addEventListener("click", (event) => {
    const link = closest(event, ".errors a[href^='#']");
    const field = link && document.getElementById(link.hash.slice(1));
    const target = field && (field.matches("fieldset") ? field.querySelector("input") : field);
    if (!target) return;
    event.preventDefault();
    target.focus({ preventScroll: true });
    (target.closest(".field") || target).scrollIntoView({ block: "center" });
  });

  /* Counters under text fields: data-count="400". Counted in characters as the
     server counts them, not in UTF-16 halves; a line break is one. */
  const count = (field) => {
    const out = document.getElementById(`${field.id}-count`);
    if (out) out.textContent = out.dataset.text.replace("%d", (field.dataset.count - [...field.value].length).toLocaleString(document.documentElement.lang));
  };
  all("[data-count]").forEach(count);
  document.addEventListener("input", (event) => { if (event.target.matches("[data-count]")) count(event.target); });

  /* Selects that need no button: <select data-autosubmit>. Only for the mouse and
     a finished choice; the form keeps its button (class nojs) without script. */
  document.addEventListener("change", (event) => {
    if (event.target.matches("[data-autosubmit]")) event.target.form.requestSubmit();
  });

  /* Leaving a form with unsent text asks first: <form data-unsaved>. */
  const unsent = new Set();
  document.addEventListener("input", (event) => {
    const form = event.target.form;
    if (form && form.matches("[data-unsaved]")) unsent.add(form);
  });
  window.addEventListener("beforeunload", (event) => {
    if ([...unsent].some((form) => form.isConnected)) event.preventDefault();
  });
  document.addEventListener("grappe:saved", (event) => unsent.delete(event.target));

  /* A second click on the button of a form that is on its way is swallowed. The
     server would make one of two all the same; this spares the wait. */
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || form.getAttribute("method") !== "post") return;
    if (form.getAttribute("aria-busy") === "true") { event.preventDefault(); return; }
    unsent.delete(form);
    form.setAttribute("aria-busy", "true");
    setTimeout(() => form.removeAttribute("aria-busy"), 4000);
  });
  window.addEventListener("pageshow", () => all("form[aria-busy]").forEach((form) => form.removeAttribute("aria-busy")));

  /* Toasts leave after six seconds, but stay while hovered or focused. */
  const leaveLater = (toast) => {
    let timer;
    const held = () => toast.matches(":hover, :focus-within");
    const leave = () => { toast.classList.add("is-going"); setTimeout(() => toast.remove(), 300); };
    const start = () => { clearTimeout(timer); timer = setTimeout(() => (held() ? start() : leave()), 6000); };
    toast.addEventListener("mouseleave", start);
    toast.addEventListener("focusout", start);
    start();
  };
  const toasts = document.querySelector(".toasts");
  if (toasts) {
    all("[data-toast]", toasts).forEach(leaveLater);
    new MutationObserver((changes) => changes.forEach((change) => change.addedNodes.forEach((node) => {
      if (node instanceof Element && node.matches("[data-toast]")) leaveLater(node);
    }))).observe(toasts, { childList: true });
    toasts.addEventListener("click", (event) => { if (closest(event, "[data-dismiss]")) closest(event, "[data-toast]").remove(); });
  }
})();
