"use strict";

/* The editor's frame is a page of its own: it is told whether the desk is light or dark. */
(() => {
  const desk = window.storyDesk;
  const system = window.matchMedia("(prefers-color-scheme: dark)");

  function theme() {
    const chosen = document.documentElement.dataset.theme;
    if (chosen === "dark" || chosen === "light") return chosen;
    return system.matches ? "dark" : "light";
  }

  function show() {
    document.documentElement.dataset.shown = theme();
    const frame = desk.editor?.document?.$.documentElement;
    if (frame) frame.dataset.theme = theme();
  }

  new MutationObserver(show).observe(document.documentElement, { attributeFilter: ["data-theme"] });
  system.addEventListener("change", show);
  desk.whenPageIsRead(show);
  desk.whenEditorIsMade((editor) => editor.on("contentDom", show));
})();
