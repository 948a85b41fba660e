"use strict";

/* Under the text: every block in order with what it still needs, those that are not in the text
   and those that were removed. All of it can be reached with Tab. */
(() => {
  const desk = window.storyDesk;
  const { rows } = desk;
  let list;
  let shown = "";

  function addList() {
    const heading = desk.build("h3", { id: "block-list-heading" }, gettext("Blocks in this story"));
    list = desk.build("ol", { "aria-labelledby": heading.id });
    const box = desk.build("section", { id: "block-list", hidden: true }, heading, list);
    document.querySelector(".django-ckeditor-widget")?.after(box);
  }

  /** Placed ones in the order of the text, then the others. */
  function inOrder() {
    const placed = desk.editor?.newsblock?.cards().map(({ ref }) => ref) ?? [];
    const known = rows.all().filter((row) => !rows.isLead(row)).map(rows.ref);
    const loose = known.filter((ref) => !placed.includes(ref));
    return [...placed, ...loose].filter((ref) => worthShowing(rows.find(ref)));
  }

  /** A row that was never saved and is removed again has left nothing behind, but undo may want it. */
  function worthShowing(row) {
    return row === null || !rows.isRemoved(row) || rows.isSaved(row) || desk.describe(rows.ref(row)).lines.length;
  }

  function show() {
    if (!list) return;
    const focused = document.activeElement?.closest("#block-list button")?.dataset;
    const kept = focused && { ...focused };
    const entries = inOrder().map(describe);
    if (JSON.stringify(entries) === shown) return;
    shown = JSON.stringify(entries);
    list.replaceChildren(...entries.map(entry));
    list.parentElement.hidden = entries.length === 0;
    if (kept) list.querySelector(`[data-ref="${kept.ref}"][data-act="${kept.act}"]`)?.focus();
  }

  function describe(ref) {
    const row = rows.find(ref);
    const state = stateOf(ref, row);
    const { kind, name, title, problems } = desk.describe(ref, kindInText(ref));
    return { ref, state, kind, name, title, problems: state === "removed" ? [] : problems };
  }

  function entry({ ref, state, kind, name, title, problems }) {
    return desk.build(
      "li",
      { "data-state": state, "data-kind": kind },
      desk.build("span", { class: "block-name" }, name),
      desk.build("span", { class: "block-title" }, title),
      ...problems.map((words) => desk.build("span", { class: "block-problem" }, words)),
      state === "placed" ? null : desk.build("span", { class: "block-state" }, STATES[state]),
      desk.build("span", { class: "block-buttons" }, ...buttons(ref, state, name)),
    );
  }

  const STATES = { loose: gettext("not in the text"), removed: gettext("removed") };

  function kindInText(ref) {
    return desk.editor?.newsblock?.cards().find((card) => card.ref === ref)?.kind;
  }

  function stateOf(ref, row) {
    if (desk.editor?.newsblock?.has(ref)) return "placed";
    return row && rows.isRemoved(row) ? "removed" : "loose";
  }

  function buttons(ref, state, name) {
    const row = rows.find(ref);
    const button = (act, words, step) =>
      desk.button(words, step, { "data-act": act, "data-ref": ref, "aria-label": `${words}: ${name}` });
    const edit = (event) => desk.panel.open(ref, { returnTo: event.currentTarget });
    const place = () => putBack(ref, row);
    if (state === "removed") return [button("place", gettext("Put back"), place)];
    const both = row ? [button("edit", gettext("Edit"), edit)] : [];
    if (state === "loose") {
      const remove = () => rows.mark(row, true);
      return [...both, button("place", gettext("Place at cursor"), place), button("remove", gettext("Remove"), remove)];
    }
    return [...both, button("show", gettext("Show"), () => desk.editor.newsblock.focus(ref))];
  }

  function putBack(ref, row) {
    rows.mark(row, false);
    desk.editor.newsblock.insert(rows.kind(row), ref);
    desk.editor.newsblock.focus(ref);
  }

  const showSoon = desk.settled(show);
  desk.hear("row", showSoon);
  desk.hear("text", showSoon);
  desk.hear("row", ({ ref }) => desk.editor?.newsblock?.draw(ref));

  desk.whenPageIsRead(() => {
    addList();
    show();
  });
})();
