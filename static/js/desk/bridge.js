"use strict";

/* Joins the editor's plugin, which knows the text only, to the forms of the page. */
(() => {
  const desk = window.storyDesk;
  const { rows } = desk;

  desk.whenEditorIsMade((editor) => {
    editor.newsblockRows = {
      kinds: desk.settings.kinds,
      has: rows.has,
      describe: desk.describe,
      inWords: desk.describe.inWords,
      create: (kind) => {
        const row = rows.createPlaced(kind);
        return row && rows.ref(row);
      },
      copy: rows.copy,
      adopt: rows.adopt,
      remember: rows.remember,
      open: (ref) => desk.panel.open(ref),
      cite: () => desk.cites.cite(),
      say: desk.say,
    };
  });
})();
