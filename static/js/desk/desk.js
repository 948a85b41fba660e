"use strict";

/* What the scripts of the story form share: the page's settings, the editor and a few builders.
   Each other file here adds one behaviour. They tell each other what happened by events on
   the document: "desk:row" (a block's or citation's form changed), "desk:text" (the cards or
   cites in the text may have changed), "desk:changed" (there is something to save). */
window.storyDesk = (() => {
  const BODY_ID = "id_body";
  let settings;

  // From here on the rows of blocks hide; without scripts they stay to be seen and filled in.
  document.documentElement.dataset.desk = "on";

  const desk = {
    /** The editor of the story's text, once CKEditor has made it. */
    editor: null,

    get form() {
      return document.getElementById("article_form");
    },

    /** Addresses and kinds of block that the page was given. */
    get settings() {
      settings ??= readSettings();
      return settings;
    },

    /** Run a start-up step. One that fails is reported and must not take the editor with it. */
    attempt(step) {
      try {
        return step();
      } catch (error) {
        console.error(error);
        return undefined;
      }
    },

    whenPageIsRead(step) {
      const run = () => document.getElementById("story-desk") && desk.attempt(step);
      if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", run);
      else run();
    },

    /** CKEditor starts before our own listeners would: its hook is the only sure moment. */
    whenEditorIsMade(step) {
      window.CKEDITOR?.on("instanceCreated", ({ editor }) => {
        if (editor.name !== BODY_ID || !document.getElementById("story-desk")) return;
        desk.editor = editor;
        desk.attempt(() => step(editor));
      });
    },

    /** What this window remembers between two pages; nothing where the browser forbids it. */
    remember(key, value) {
      try {
        sessionStorage.setItem(key, value);
      } catch {
        // Then every page begins as if it were the first.
      }
    },

    remembered(key) {
      try {
        return sessionStorage.getItem(key);
      } catch {
        return null;
      }
    },

    tell(name, detail = {}) {
      document.dispatchEvent(new CustomEvent(`desk:${name}`, { detail }));
    },

    hear(name, step) {
      document.addEventListener(`desk:${name}`, (event) => step(event.detail));
    },

    /** Call `step` once the calls have stopped for a moment. */
    settled(step, wait = 60) {
      let timer;
      return (...values) => {
        clearTimeout(timer);
        timer = setTimeout(() => step(...values), wait);
      };
    },

    /** Build an element; strings among the children become text, never markup. */
    build(tag, attributes = {}, ...children) {
      const element = document.createElement(tag);
      for (const [name, value] of Object.entries(attributes)) {
        if (value !== null && value !== false) element.setAttribute(name, value === true ? "" : value);
      }
      element.append(...children.filter((child) => child !== null));
      return element;
    },

    button(words, step, attributes = {}) {
      const button = desk.build("button", { type: "button", ...attributes }, words);
      button.addEventListener("click", step);
      return button;
    },

    /** Say something to the writer, on the screen and to a screen reader. */
    say(words) {
      speak("desk-says", words);
    },

    /** Say to a screen reader what others see. */
    whisper(words) {
      speak("desk-whispers", words);
    },
  };

  function readSettings() {
    const { recogniseUrl, kinds, citationsPrefix } = document.getElementById("story-desk").dataset;
    return { recogniseUrl, citationsPrefix, kinds: JSON.parse(kinds) };
  }

  const clearings = {};

  function speak(id, words) {
    const box = document.getElementById(id);
    if (!box) return;
    box.textContent = words;
    clearTimeout(clearings[id]);
    clearings[id] = setTimeout(() => (box.textContent = ""), 8000);
  }

  /** Made before they say anything: a screen reader follows only what it has met. */
  function addVoices() {
    for (const id of ["desk-says", "desk-whispers"]) {
      document.body.append(desk.build("div", { id, role: "status", "aria-live": "polite" }));
    }
  }

  desk.whenPageIsRead(addVoices);

  return desk;
})();
