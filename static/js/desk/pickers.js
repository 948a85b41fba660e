"use strict";

/* The admin draws a picker beside a select that is found by typing: here its boxes get the name
   that the select's own label says, and the picture that names a filter of choices is one. */
(() => {
  function labelOf(select) {
    const label = select?.labels?.[0];
    if (label && !label.id) label.id = `${select.id}-label`;
    return label;
  }

  function nameBox(picker) {
    const label = labelOf(picker.previousElementSibling);
    if (!label) return;
    const chosen = picker.querySelector(".select2-selection__rendered");
    const search = picker.querySelector(".select2-search__field");
    const combobox = picker.querySelector(".select2-selection--single");
    search?.setAttribute("aria-label", label.textContent.trim());
    combobox?.setAttribute("aria-labelledby", `${label.id} ${chosen.id}`);
    if (combobox) chosen.setAttribute("aria-labelledby", label.id);
  }

  function nameAll() {
    document.querySelectorAll(".select2-container:has(.select2-selection)").forEach(nameBox);
    for (const sign of document.querySelectorAll(".selector .search-label-icon[aria-label]")) {
      sign.setAttribute("role", "img");
    }
  }

  /* The box to type in stands elsewhere on the page, once the choices are open. */
  function nameOpen(event) {
    const label = labelOf(event.target);
    const box = document.querySelector(".select2-dropdown .select2-search__field");
    if (label) box?.setAttribute("aria-label", label.textContent.trim());
  }

  // After the admin's own scripts, which draw on the same event.
  window.addEventListener("load", () => {
    setTimeout(nameAll);
    window.django?.jQuery?.(document).on("select2:open", nameOpen);
  });
  document.addEventListener("formset:added", () => setTimeout(nameAll));
})();
