"use strict";

/* The address of a shared draft, copied with one press. */
(() => {
  for (const button of document.querySelectorAll("[data-copies]")) {
    const address = document.getElementById(button.dataset.copies);
    button.hidden = false;
    button.addEventListener("click", async () => {
      address.select();
      try {
        await navigator.clipboard.writeText(address.value);
        button.textContent = gettext("Copied");
      } catch {
        // It stands selected: the browser's own keys copy it.
        button.textContent = gettext("Press Ctrl+C");
      }
    });
  }
})();
