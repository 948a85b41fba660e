"use strict";

/* A list of choices under the caret: blocks after "/" on an empty line, sources for a citation, a
   video for an address. The caret stays in the text, so the keys are taken from the editor. */
(() => {
  const desk = window.storyDesk;
  let opened = null;

  desk.menu = {
    /** `items` are {words, hint, run}; `line` (an element of the text) says where. */
    open({ label, items, line, owner }) {
      close();
      if (!items.length) return;
      opened = { items, owner, chosen: 0, box: draw(label, items) };
      document.body.append(opened.box);
      putUnder(opened.box, line);
      choose(0);
      const list = items.map(({ words }) => words).join(", ");
    desk.whisper(interpolate(gettext("%(label)s: %(list)s. Enter takes the first."), { label, list }, true));
    },

    close,

    isOpen: (owner) => opened !== null && (!owner || opened.owner === owner),
  };

  function close() {
    opened?.box.remove();
    opened = null;
  }

  function draw(label, items) {
    const list = desk.build("ul", { role: "listbox", "aria-label": label });
    items.forEach((item, place) => list.append(option(item, place)));
    return desk.build("div", { id: "desk-menu" }, desk.build("p", {}, label), list);
  }

  function option({ words, hint }, place) {
    const element = desk.build(
      "li",
      { role: "option", id: `desk-menu-${place}` },
      words,
      hint ? desk.build("small", {}, hint) : null,
    );
    // On mousedown: a click would first take the caret out of the text.
    element.addEventListener("mousedown", (event) => {
      event.preventDefault();
      take(place);
    });
    return element;
  }

  function putUnder(box, line) {
    const frame = desk.editor.window.getFrame().$.getBoundingClientRect();
    const place = line.getBoundingClientRect();
    const left = Math.min(frame.left + place.left, window.innerWidth - box.offsetWidth - 8);
    box.style.left = `${window.scrollX + Math.max(8, left)}px`;
    box.style.top = `${window.scrollY + frame.top + place.bottom + 4}px`;
  }

  function choose(place) {
    const { items, box } = opened;
    opened.chosen = (place + items.length) % items.length;
    box.querySelectorAll("li").forEach((element, number) => {
      element.setAttribute("aria-selected", number === opened.chosen);
      if (number === opened.chosen) element.scrollIntoView({ block: "nearest" });
    });
  }

  function take(place = opened.chosen) {
    const { run } = opened.items[place];
    close();
    run();
  }

  const KEYS = {
    ArrowDown: () => choose(opened.chosen + 1),
    ArrowUp: () => choose(opened.chosen - 1),
    Enter: () => take(),
    Tab: () => take(),
    Escape: close,
  };

  function onKey(event) {
    const native = event.data.domEvent.$;
    const step = opened && !native.isComposing && KEYS[native.key];
    if (!step) return;
    event.cancel();
    event.data.domEvent.preventDefault();
    step();
  }

  // "/" on an empty line ------------------------------------------------------

  function lineOfCaret(editor) {
    const range = editor.getSelection()?.getRanges()[0];
    if (!range?.collapsed || editor.widgets.focused) return null;
    const line = editor.elementPath()?.block;
    return line?.is("p") && line.getParent().equals(editor.editable()) ? line : null;
  }

  desk.menu.lineOfCaret = lineOfCaret;

  /** Every kind of block, and after the video what else comes from another site. */
  function choices() {
    return Object.entries(desk.settings.kinds).flatMap(([kind, { button, types = [] }]) => [
      { words: button, kind },
      ...types.map(([type, words]) => ({ words, kind, type })),
    ]);
  }

  function lookForSlash(editor) {
    const line = lineOfCaret(editor);
    const typed = line?.getText().match(/^\/(\p{L}*)\u200b?$/u);
    if (!typed) {
      if (desk.menu.isOpen("slash")) close();
      return;
    }
    const items = choices()
      .filter(({ words }) => words.toLowerCase().startsWith(typed[1].toLowerCase()))
      .map(({ words, kind, type }) => ({ words, run: () => insert(editor, kind, line, type) }));
    if (items.length) desk.menu.open({ label: gettext("Add a block"), items, line: line.$, owner: "slash" });
    else close();
  }

  /** The typed "/video" goes with the line, in the step that makes the card. */
  function insert(editor, kind, line, type) {
    const row = desk.rows.create(kind);
    if (!row) return;
    if (type) desk.rows.fill(row, [["type", type, ""]]);
    const ref = desk.rows.ref(row);
    editor.newsblock.insert(kind, ref, line);
    desk.panel.open(ref);
  }

  desk.whenEditorIsMade((editor) => {
    editor.on("key", onKey, null, null, -1);
    editor.on("contentDom", () => {
      const editable = editor.editable();
      editable.attachListener(editable, "input", () => lookForSlash(editor));
      editable.attachListener(editor.document, "mousedown", close);
    });
    editor.on("blur", () => setTimeout(() => desk.menu.isOpen() && !editor.focusManager.hasFocus && close(), 250));
  });
})();
