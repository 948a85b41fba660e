"use strict";

/* A block's form, opened beside the text: the row stays where it is in the page and is only shown
   in a fixed place. At the bottom of the screen on phones. */
(() => {
  const desk = window.storyDesk;
  const { rows } = desk;
  let opened = null;

  desk.panel = {
    /** Open the form of this block or citation. `onClose` hears whether the row was removed. */
    open(ref, { returnTo = null, onClose = null } = {}) {
      const row = rows.find(ref);
      if (!row) return;
      if (opened?.row === row) {
        focusFirst(row);
        return;
      }
      close();
      opened = { row, ref, returnTo, onClose };
      dress(row, ref);
      focusFirst(row);
    },

    /** Done: back to the text, or to the button that opened it. */
    close() {
      const left = close();
      if (left) goBack(left);
    },

    isOpen: (ref) => opened !== null && (!ref || opened.ref === ref),
  };

  function close() {
    if (!opened) return null;
    const left = opened;
    opened = null;
    delete left.row.dataset.panel;
    delete document.body.dataset.panel;
    left.onClose?.();
    return left;
  }

  function goBack({ returnTo, ref }) {
    if (returnTo?.isConnected) returnTo.focus();
    else if (!desk.editor?.newsblock.focus(ref)) desk.editor?.focus();
  }

  function dress(row, ref) {
    const { name } = desk.describe(ref);
    row.querySelector(".panel-bar")?.remove();
    row.prepend(bar(rows.kind(row) === "citation" ? gettext("Source") : title(row, name)));
    row.setAttribute("role", "dialog");
    row.setAttribute("aria-label", interpolate(gettext("%(block)s: its form"), { block: title(row, name) }, true));
    row.dataset.panel = "open";
    document.body.dataset.panel = "open";
    row.scrollTop = 0;
  }

  function title(row, name) {
    if (rows.isLead(row)) return gettext("Lead picture");
    if (rows.kind(row) === "embed") return name;
    return desk.settings.kinds[rows.kind(row)]?.button ?? name;
  }

  function bar(words) {
    return desk.build(
      "div",
      { class: "panel-bar" },
      desk.build("strong", {}, words),
      desk.button(gettext("Remove"), remove, { class: "panel-remove" }),
      desk.button(gettext("Done"), () => desk.panel.close(), { class: "panel-done" }),
    );
  }

  function remove() {
    const { row, ref } = opened;
    const left = close();
    if (rows.kind(row) === "citation") desk.cites.remove(ref);
    else if (desk.editor?.newsblock.has(ref)) desk.editor.newsblock.remove(ref);
    else {
      rows.mark(row, true);
      goBack(left);
    }
    desk.say(gettext("Removed. Undo, or Put back in the list below the text, brings it back."));
  }

  const IS_FIELD = "input:not([type=hidden]):not([name$=DELETE]), textarea, select, .select2-selection";

  function shownFields(row) {
    const fields = [...row.querySelectorAll(`${IS_FIELD}, button, a[href]`)];
    return fields.filter((each) => each.offsetParent !== null && each.tabIndex >= 0);
  }

  /** What a block cannot do without, in the order in which one fills it in. */
  const NEEDED = {
    related: ["links-title"],
    embed: ["address", "title", "credit"],
    figure: ["picture"],
    pullquote: ["quote", "speaker"],
    factbox: ["title", "text"],
    citation: ["source"],
  };

  /** What was refused, else what is still to be filled in, else the first field. */
  function focusFirst(row) {
    const refused = row.querySelector(".errors input, .errors textarea");
    const needed = NEEDED[rows.kind(row)].flatMap((name) => rows.fields(row, name));
    const first = shownFields(row).find((each) => each.matches(IS_FIELD));
    const open = needed.find(({ value }) => value === "");
    (refused ?? (open && seen(open)) ?? first)?.focus({ preventScroll: true });
  }

  /** select2 hides the select and stands beside it. */
  function seen(field) {
    return field.nextElementSibling?.querySelector(".select2-selection") ?? field;
  }

  function onKey(event) {
    if (!opened || !opened.row.contains(event.target) || event.isComposing) return;
    if (event.key === "Escape" && !isListOpen()) finish(event);
    else if (event.key === "Enter" && closes(event)) finish(event);
    else if (event.key === "Tab") keepInside(event);
  }

  const isListOpen = () => document.querySelector(".select2-container--open") !== null;

  /** Enter in a line of text is Done, and must never send the whole story. */
  function closes({ target, ctrlKey, metaKey }) {
    if (target.tagName === "TEXTAREA") return ctrlKey || metaKey;
    return target.tagName === "INPUT" && !target.classList.contains("select2-search__field");
  }

  function finish(event) {
    event.preventDefault();
    event.stopPropagation();
    desk.panel.close();
  }

  function keepInside(event) {
    const fields = shownFields(opened.row);
    const [first, last] = [fields[0], fields.at(-1)];
    if (event.target === (event.shiftKey ? first : last)) {
      event.preventDefault();
      (event.shiftKey ? last : first).focus();
    }
  }

  /** A refused save has its reason in a form that is closed: open the first of them. */
  function showRefused() {
    const isElsewhere = (list) => !list.closest(".inline-related") && list.offsetParent !== null;
    if ([...document.querySelectorAll("#article_form .errorlist")].some(isElsewhere)) return;
    const refused = [...rows.all(), ...rows.citations()].find((row) => row.querySelector(".errorlist li"));
    if (!refused) return;
    desk.panel.open(rows.ref(refused));
    desk.editor?.newsblock.show(rows.ref(refused));
  }

  desk.hear("text", () => {
    if (opened && rows.isRemoved(opened.row)) close();
  });

  desk.whenPageIsRead(() => document.addEventListener("keydown", onKey, true));
  desk.whenEditorIsMade((editor) => {
    editor.on("instanceReady", () => setTimeout(showRefused, 100));
    editor.on("key", ({ data }) => {
      if (data.keyCode === 27 && opened && !desk.menu.isOpen()) close();
    });
  });
})();
