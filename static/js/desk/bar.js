"use strict";

/* The bar above a story, and what is said after a publication: a menu that closes by itself,
   a button that copies the address, and Undo, which ends with its minute. */
(() => {
  const closeMenus = (except) => {
    for (const menu of document.querySelectorAll(".story-bar-more[open]")) {
      if (menu !== except) menu.open = false;
    }
  };

  document.addEventListener("click", (event) => {
    closeMenus(event.target.closest?.(".story-bar-more"));
    const copy = event.target.closest?.("[data-copy]");
    if (copy) copyAddress(copy);
  });

  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    const menu = event.target.closest?.(".story-bar-more[open]");
    closeMenus();
    menu?.querySelector("summary").focus();
  });

  async function copyAddress(button) {
    try {
      await navigator.clipboard.writeText(new URL(button.dataset.copy, location.href).href);
      button.textContent = gettext("Copied");
    } catch {
      button.textContent = gettext("Not copied: take it from “See it”");
    }
  }

  /** Say that it is too late, on the button and on the one in the message above. */
  function endUndo(button) {
    const others = document.querySelectorAll(`button[form="${button.form.id}"]`);
    for (const each of [button, ...others]) {
      each.disabled = true;
      each.textContent = gettext("Too late to undo");
    }
  }

  const start = () => {
    for (const button of document.querySelectorAll("[data-copy]")) {
      button.hidden = !navigator.clipboard;
    }
    for (const button of document.querySelectorAll("button[data-until]")) {
      const left = Date.parse(button.dataset.until) - Date.now();
      // A clock that is off by more than the minute says nothing: the server decides.
      if (left > 0 && left <= 60_000) setTimeout(endUndo, left, button);
    }
  };
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
  else start();
})();
