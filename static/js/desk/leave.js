"use strict";

/* Saving and leaving: Ctrl+S, one save at a time, no half-removed rows, and a question before
   unsaved words are left behind. */
(() => {
  const desk = window.storyDesk;
  /** A page that still stands this long after a save was stopped on its way. */
  const GIVEN_UP = 30000;
  let isChanged = false;
  let isSaving = false;
  let isAsking = false;
  let mayGo = false;

  let textAsOpened = null;

  /** CKEditor's own check would take what is drawn on the cards for a change. */
  const isTextChanged = () => textAsOpened !== null && desk.editor.getData() !== textAsOpened;

  desk.isChanged = () => isChanged || isTextChanged();

  function save() {
    const { form } = desk;
    const button = ["_continue", "_save"].map((name) => form.querySelector(`[name=${name}]`)).find(Boolean);
    if (button) button.click();
    else form.requestSubmit();
  }

  /** A row that was never saved and is removed again is not sent at all. */
  function leaveOut(disabled) {
    const unsaved = [...desk.rows.all(), ...desk.rows.citations()].filter(
      (row) => !desk.rows.isSaved(row) && desk.rows.isRemoved(row),
    );
    for (const row of unsaved) {
      row.querySelectorAll("input, textarea, select").forEach((input) => (input.disabled = disabled));
    }
  }

  /** The form as a save would send it. */
  desk.posted = () => {
    leaveOut(true);
    try {
      return new FormData(desk.form);
    } finally {
      leaveOut(false);
    }
  };

  function onSubmit(event) {
    if (isSaving || !mayGo) event.preventDefault();
    if (isSaving) return;
    if (mayGo) go();
    else if (!isAsking) ask(event.submitter);
  }

  /** Ask first whether a save can arrive: on the browser's own error page the text would be gone. */
  async function ask(submitter) {
    isAsking = true;
    try {
      mayGo = await desk.mayLeave();
    } catch (error) {
      // A fault in asking must not keep anybody from saving.
      console.error(error);
      mayGo = true;
    }
    // Within the event of a press, a form ignores a second one: the answer may have come at once.
    await new Promise((resolve) => setTimeout(resolve));
    isAsking = false;
    if (mayGo) desk.form.requestSubmit(submitter?.isConnected ? submitter : null);
  }

  function go() {
    mayGo = false;
    if (desk.panel.isOpen()) desk.panel.close();
    desk.editor?.updateElement();
    desk.rows.followText();
    desk.tell("sent");
    leaveOut(true);
    isSaving = true;
    setTimeout(comeBack, GIVEN_UP);
  }

  function onKey(event) {
    if (event.key.toLowerCase() !== "s" || !(event.ctrlKey || event.metaKey) || event.altKey) return;
    event.preventDefault();
    save();
  }

  function askBeforeLeaving(event) {
    if (!isSaving && (desk.isChanged() || isBegunBeside())) event.preventDefault();
  }

  /** Whether a field is the story's own: a note or an answer to a read is sent by itself. */
  const isOf = (form, field) => !("form" in field) || field.form === form;

  /** Whether a note or an answer was begun and not sent. */
  const isBegunBeside = () => [...desk.form.querySelectorAll("textarea")].some((text) => !isOf(desk.form, text) && text.value);

  /** Back from the next page: what was held at the submit is free again. */
  function comeBack() {
    isSaving = false;
    leaveOut(false);
  }

  desk.whenPageIsRead(() => {
    const { form } = desk;
    // A refused save comes back with everything typed, none of it stored.
    isChanged = document.querySelector(".errornote, #story-keeping[data-drawn-again]") !== null;
    const note = (event) => (isChanged ||= isOf(form, event.target));
    form.addEventListener("input", note);
    // select2 tells of its changes through jQuery only; while it loads, the admin fires them all.
    window.addEventListener("load", () => {
      setTimeout(() => django.jQuery(form).on("change", note));
    });
    desk.hear("changed", () => (isChanged = true));
    form.addEventListener("submit", onSubmit);
    document.addEventListener("keydown", onKey);
    window.addEventListener("beforeunload", askBeforeLeaving);
    window.addEventListener("pageshow", comeBack);
  });

  desk.whenEditorIsMade((editor) => {
    editor.on("instanceReady", () => (textAsOpened = editor.getData()));
    editor.addCommand("desk-save", { exec: save, readOnly: 1 });
    editor.setKeystroke(CKEDITOR.CTRL + 83, "desk-save");
  });
})();
