"use strict";

/* Nothing typed is lost: a second after a change the text is copied in this browser, a few
   seconds after it the desk keeps it, and a save is not sent where it could not arrive. */
(() => {
  const desk = window.storyDesk;
  const COPY_AFTER = 1000;
  const SEND_AFTER = 4000;
  /** A browser sends no more than this while its page goes away. */
  const MOST_ON_LEAVING = 60000;

  /** The form as it was last copied here, kept at the desk, and sent by the Save button. */
  let copied = { form: null, at: null };
  let kept = { form: null };
  let saving = null;
  let copyTimer = null;
  let sendTimer = null;
  let underWay = null;
  let failures = 0;
  let isAway = false;

  /** The form as a save would post it. */
  function formNow() {
    desk.editor?.updateElement();
    const values = new URLSearchParams(desk.posted());
    values.delete("csrfmiddlewaretoken");
    return values.toString();
  }

  /** Something may have changed: see to it soon, and not later because of the next letter. */
  function note() {
    if (!desk.keeping.settings) return;
    if (!desk.keeping.settings || (!desk.isChanged() && kept.form === null)) return;
    // While a save is under way the page may go at any moment.
    copyTimer ??= setTimeout(copy, saving === null ? COPY_AFTER : 0);
    sendTimer ??= setTimeout(send, SEND_AFTER);
  }

  // In this browser ------------------------------------------------------------------

  async function copy() {
    clearTimeout(copyTimer);
    copyTimer = null;
    const form = typedNow();
    if (form === null || form === copied.form) return;
    const at = desk.clock.now();
    if (await desk.copies.put(record(form, at))) copied = { form, at };
  }

  function record(form, at) {
    const { person, story } = desk.keeping.settings;
    return { window: desk.keeping.window, person, story, form, at, isKept: form === kept.form };
  }

  /** What is in the form beyond what a save under way takes along; null when there is nothing.

      Words typed while the save was under way are a text of their own: the page that follows
      does not hold them, and offers them. */
  function typedNow() {
    const form = formNow();
    if (saving === null) return form;
    if (form === saving) return null;
    desk.form.querySelector("[name=edit_session]").value = desk.rows.newRef();
    saving = null;
    return formNow();
  }

  // At the desk ------------------------------------------------------------------------

  /** Send the form to the desk; one at a time. */
  async function send({ keepalive = false } = {}) {
    clearTimeout(sendTimer);
    sendTimer = null;
    if (underWay) {
      await underWay;
      note();
      return;
    }
    const form = typedNow();
    if (form === null || (form === kept.form && !isAway)) return;
    const { autosaveUrl } = desk.keeping.settings;
    underWay = desk.ask(autosaveUrl, form, { keepalive });
    const answer = await underWay;
    underWay = null;
    hear(answer, form);
  }

  function hear(answer, form) {
    if (answer.state === "ok") arrived(answer, form);
    else if (answer.state === "away") away();
    else if (answer.state === "refused") refused(answer);
    else desk.signIn.offer(answer);
  }

  function arrived(answer, form) {
    kept = { form };
    failures = 0;
    if (copied.form === form) desk.copies.put(record(form, copied.at));
    desk.keeping.say("kept", interpolate(gettext("Saved here %(clock)s"), { clock: answer.clock }, true));
    desk.tell("kept");
    desk.meanwhile(answer.newest);
    if (isAway) back();
    else desk.keeping.say("trouble", "");
  }

  function refused({ message }) {
    desk.keeping.say("trouble", message ?? gettext("This text is too long to be kept here. Save it, or make it shorter."));
  }

  /** The network or the desk is gone: say where the text is, and try again, later each time. */
  async function away() {
    isAway = true;
    failures += 1;
    await copy();
    const safe = copied.at
      ? interpolate(gettext("No connection. Your text is safe on this device; saved here %(clock)s."), { clock: desk.clock.words(copied.at, { seconds: true }) }, true)
      : gettext("No connection. This browser keeps no copy: leave this page open until it is back.");
    desk.keeping.say("trouble", safe);
    sendTimer ??= setTimeout(send, desk.ask.wait(failures));
  }

  function back() {
    isAway = false;
    desk.keeping.say("trouble", gettext("Back. Saved."));
    setTimeout(() => {
      const line = document.querySelector(".keeping-trouble");
      if (line.textContent === gettext("Back. Saved.")) desk.keeping.say("trouble", "");
    }, 8000);
  }

  /** Somebody, or this person in another window, saved since this form began. */
  desk.meanwhile = (newest) => {
    const base = Number(desk.form.querySelector("[name=base_version]")?.value);
    // The form over the live version begins from that one, whatever the draft is.
    const isOverLive = desk.form.querySelector("[name=live_form]") !== null;
    if (!newest || !base || newest.version <= base || isOverLive) return;
    const said = newest.mine
      ? gettext("You saved v%(version)s in another window meanwhile. Your text is kept; saving merges both.")
      : gettext("%(who)s saved v%(version)s meanwhile. Your text is kept; saving merges both.");
    const words = interpolate(said, { who: newest.by, version: newest.version }, true);
    if (document.querySelector(".keeping-meanwhile").textContent !== words) desk.keeping.say("meanwhile", words);
  };

  // Saving and leaving -------------------------------------------------------------------

  /** Whether a save may go: the desk answers, and to the same person. */
  desk.mayLeave = async () => {
    if (!desk.keeping.settings) return true;
    clearTimeout(sendTimer);
    sendTimer = null;
    await Promise.all([copy(), underWay]);
    const answer = await desk.ask(desk.keeping.settings.signedInUrl);
    if (answer.state === "away") {
      await away();
      return false;
    }
    return desk.signIn.ifAskedBy(answer);
  };

  /** The page is left, or out of sight: what the desk has not got goes out at once. */
  function leave() {
    if (!desk.isChanged()) return;
    const form = typedNow();
    if (form === null || form === kept.form) return;
    copy();
    send({ keepalive: form.length < MOST_ON_LEAVING });
  }

  function tryAgain() {
    if (isAway) send();
  }

  desk.keeping.whenReady((settings) => {
    desk.form.addEventListener("input", note);
    window.addEventListener("load", () => setTimeout(() => django.jQuery(desk.form).on("change", note)));
    desk.hear("changed", note);
    desk.hear("sent", () => (saving = formNow()));
    desk.hear("back", send);
    window.addEventListener("online", tryAgain);
    window.addEventListener("offline", () => desk.isChanged() && away());
    window.addEventListener("pagehide", leave);
    document.addEventListener("visibilitychange", () => document.hidden && leave());
    // A refused save came back whole, and is stored nowhere yet. Opened text still is.
    if ("drawnAgain" in settings && !("unsaved" in settings)) note();
  });

  desk.whenEditorIsMade((editor) => editor.on("change", desk.settled(note)));
})();
