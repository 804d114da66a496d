/* The form of a call: long lists of boxes are narrowed by what is typed above them. */
(() => {
  "use strict";
  document.querySelectorAll("[data-pick]").forEach(narrow);

  /* A long list of boxes, narrowed by what is typed above it; what is ticked stays in sight. */
  function narrow(input) {
    const rows = [...input.closest(".pick").querySelectorAll(".check")];
    const bare = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
    input.addEventListener("input", (event) => {
      event.stopPropagation();
      const wanted = bare(input.value.trim());
      rows.forEach((row) => { row.hidden = !bare(row.textContent).includes(wanted) && !row.querySelector(":checked"); });
    });
    input.addEventListener("keydown", (event) => { if (event.key === "Enter") event.preventDefault(); });
  }
})();
