"use strict";

/* The story form by keyboard, in the text and outside it: save, send on, add a block, find, see
   what readers get; and the list of all keys. */
(() => {
  const desk = window.storyDesk;
  const BLOCKS = { P: "figure", V: "embed", R: "related", Q: "pullquote", B: "factbox" };
  const isMac = /Mac|iP(hone|ad)/.test(navigator.platform);
  let list = null;

  /** A small button in the line above the text, for what is about the text as a whole. */
  desk.tool = (words, step, attributes = {}) => {
    let place = document.querySelector(".story-tools");
    if (!place) {
      place = desk.build("p", { class: "story-tools" });
      document.querySelector(".form-row.field-body")?.before(place);
    }
    const button = desk.button(words, step, attributes);
    place.append(button);
    return button;
  };

  // Sending on --------------------------------------------------------------------------

  function nextMove() {
    const inBar = document.querySelector('.story-bar-moves button[form="article_form"]:not([name="_save"])');
    return inBar ?? desk.form.querySelector(".submit-row [name=_submit]");
  }

  /** What stands next: sending to the desk, approving, or the publish sheet. It saves first. */
  function sendOn() {
    const live = desk.form.querySelector(".submit-row [name=_live]");
    const button = nextMove();
    if (live) {
      // What readers get at once is never one key away.
      live.focus();
      desk.say(gettext("Enter puts it on the live page."));
    } else if (button) button.click();
    else desk.say(gettext("There is no next step here for you."));
  }

  const labelOf = (button) => (button.value && button.tagName === "INPUT" ? button.value : button.textContent.trim());

  // Blocks ------------------------------------------------------------------------------

  function addBlock(kind) {
    const { editor } = desk;
    if (!editor?.newsblock || !desk.settings.kinds[kind]) return;
    if (!editor.isPhone) {
      editor.execCommand(`newsblock-${kind}`);
      return;
    }
    const row = desk.rows.createPlaced(kind);
    if (!row) return;
    editor.newsblock.insert(kind, desk.rows.ref(row));
    desk.panel.open(desk.rows.ref(row));
  }

  // The list of keys ---------------------------------------------------------------------

  function entries() {
    const button = nextMove();
    const blocks = Object.entries(BLOCKS).filter(([, kind]) => desk.settings.kinds[kind]);
    return [
      [gettext("Save"), "Ctrl S"],
      [button ? interpolate(gettext("%(move)s (saves first)"), { move: labelOf(button) }, true) : gettext("Send on (saves first)"), "Ctrl Enter"],
      // A Mac hides the browser at ⌘ H.
      [gettext("Find and replace"), isMac ? "⌃ H" : "Ctrl H"],
      [gettext("Preview beside the form"), "Alt Shift W"],
      [gettext("Add a block: on an empty line"), "/"],
      ...blocks.map(([letter, kind]) => [interpolate(gettext("Add: %(kind)s"), { kind: desk.settings.kinds[kind].button }, true), `Alt Shift ${letter}`]),
      [gettext("Name the source of the selected words"), "Ctrl Shift L"],
      [gettext("Bold, italic, link"), "Ctrl B, Ctrl I, Ctrl L"],
      [gettext("Undo, redo"), "Ctrl Z, Ctrl Y"],
      [gettext("Move the chosen card up or down"), "Alt ↑, Alt ↓"],
      [gettext("Open the chosen card; done with it"), gettext("Enter; Esc")],
      [gettext("This list"), gettext("? outside the text, Ctrl /")],
    ];
  }

  const shown = (keys) => (isMac ? keys.replaceAll("Ctrl", "⌘").replaceAll("Alt", "⌥") : keys);

  function showList() {
    list?.remove();
    const heading = desk.build("h2", { id: "keys-heading" }, gettext("Keys"));
    const rows = entries().map(([words, keys]) => desk.build("div", {}, desk.build("dt", {}, words), desk.build("dd", {}, desk.build("kbd", {}, shown(keys)))));
    list = desk.build("dialog", { id: "desk-keys", "aria-labelledby": heading.id }, heading, desk.build("dl", {}, ...rows));
    list.append(desk.button(gettext("Close"), () => list.close(), { autofocus: true }));
    document.body.append(list);
    list.showModal();
  }

  // Keys ----------------------------------------------------------------------------------

  const COMMANDS = {
    "send-on": sendOn,
    find: () => desk.find?.open(),
    keys: showList,
    preview: () => desk.preview?.toggle(),
    ...Object.fromEntries(Object.entries(BLOCKS).map(([letter, kind]) => [`add-${letter}`, () => addBlock(kind)])),
  };

  function nameOf(event) {
    const { key, code, ctrlKey, metaKey, altKey, shiftKey } = event;
    if ((ctrlKey || metaKey) && !altKey && !shiftKey) return { Enter: "send-on", h: "find", "/": "keys" }[key.length === 1 ? key.toLowerCase() : key];
    if (altKey && shiftKey && !ctrlKey && !metaKey) {
      // With Alt a Mac types a sign of its own: the key itself counts.
      const letter = code.replace(/^Key/, "");
      return letter === "W" ? "preview" : letter in BLOCKS ? `add-${letter}` : null;
    }
    return key === "?" && !isTyping(event.target) ? "keys" : null;
  }

  const isTyping = (target) => target.closest?.("input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]") !== null;

  function onKey(event) {
    if (event.defaultPrevented || event.isComposing || document.querySelector("dialog[open]")) return;
    // A note is sent by its own button; in it these keys are not the story's.
    const name = event.target.closest?.("#notes") ? null : nameOf(event);
    if (!name) return;
    event.preventDefault();
    COMMANDS[name]();
  }

  desk.whenPageIsRead(() => {
    document.addEventListener("keydown", onKey);
    desk.tool(gettext("Keys"), showList, { class: "desk-keys-button" });
  });

  desk.whenEditorIsMade((editor) => {
    const { CTRL, ALT, SHIFT } = window.CKEDITOR;
    const strokes = { "send-on": CTRL + 13, find: CTRL + 72, keys: CTRL + 191, preview: ALT + SHIFT + 87 };
    for (const letter of Object.keys(BLOCKS)) strokes[`add-${letter}`] = ALT + SHIFT + letter.charCodeAt(0);
    for (const [name, stroke] of Object.entries(strokes)) {
      editor.addCommand(`desk-${name}`, { exec: COMMANDS[name], readOnly: 1, canUndo: false, editorFocus: false });
      editor.setKeystroke(stroke, `desk-${name}`);
    }
  });
})();
