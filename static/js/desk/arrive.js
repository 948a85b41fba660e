"use strict";

/* Coming from a check: the block that it names is opened, or its field brought into view. */
(() => {
  const desk = window.storyDesk;
  const FOCUSABLE = "input:not([type=hidden]), select, textarea, button, a[href]";

  function arrive() {
    const name = location.hash.slice(1);
    if (!name) return;
    // Once only: a browser carries the name over a save to the page that follows.
    history.replaceState(null, "", location.pathname + location.search);
    const ref = name.replace(/^block-/, "");
    if (desk.rows.has(ref)) {
      desk.panel.open(ref);
      return;
    }
    const place = document.getElementById(name);
    if (!place) return;
    desk.panel.close();
    place.closest("details")?.setAttribute("open", "");
    (place.closest(".form-row") ?? place).scrollIntoView({ block: "center" });
    if (name === "id_body") desk.editor?.focus();
    else (place.matches(FOCUSABLE) ? place : (place.querySelector(FOCUSABLE) ?? place)).focus();
  }

  desk.whenPageIsRead(arrive);
  window.addEventListener("hashchange", arrive);
})();
