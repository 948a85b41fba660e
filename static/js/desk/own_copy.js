"use strict";

/* A form that the desk does not keep while it is written: what is typed is copied in this browser
   a moment after each change, comes back after a crash, and goes once the desk has it. */
(() => {
  const desk = window.storyDesk;
  const COPY_AFTER = 600;

  /** Keep this form's copies; `fill` puts what was kept into it, `isEmpty` says whether to.

      Returns {copy, mayGo}: copy now, and whether a send would arrive, and from its writer. */
  desk.keepOwn = (form, { fill, isEmpty }) => {
    const { settings } = desk.keeping;
    const { person, story, saved } = settings;
    const window = () => form.elements.edit_session.value;
    let timer = null;
    let copied = null;

    function typed() {
      const values = new URLSearchParams();
      for (const [name, value] of new FormData(form)) {
        if (name !== "csrfmiddlewaretoken" && typeof value === "string") values.append(name, value);
      }
      return values.toString();
    }

    async function copy() {
      clearTimeout(timer);
      timer = null;
      const words = typed();
      if (isEmpty() || words === copied) return;
      const at = desk.clock.now();
      if (!(await desk.copies.put({ window: window(), person, story, form: words, at, isKept: false }))) return;
      copied = words;
      desk.keeping.say("kept", interpolate(gettext("Kept on this device %(clock)s"), { clock: desk.clock.words(at, { seconds: true }) }, true));
    }

    const soon = () => (timer ??= setTimeout(copy, COPY_AFTER));

    async function comeBack() {
      await Promise.all(saved.split(" ").filter(Boolean).map(desk.copies.drop));
      const [kept] = await desk.copies.of({ person, story });
      if (!kept || !isEmpty()) return;
      // The same form: sent once more, it still makes one story.
      fill(new URLSearchParams(kept.form));
      const words = interpolate(gettext("Your text from %(clock)s is here again; it was not sent."), { clock: desk.clock.words(kept.at) }, true);
      desk.keeping.say("unsaved", words, " ", desk.button(gettext("Throw it away"), () => throwAway(kept)));
    }

    async function throwAway(kept) {
      clearTimeout(timer);
      await desk.copies.drop(kept.window);
      location.assign(location.pathname);
    }

    async function mayGo() {
      await copy();
      const answer = await desk.ask(settings.signedInUrl);
      if (answer.state === "away") {
        desk.keeping.say("trouble", gettext("No connection. Your text is safe on this device; send it when you are back."));
        return false;
      }
      if (!(await desk.signIn.ifAskedBy(answer))) return false;
      desk.keeping.say("trouble", "");
      return true;
    }

    form.addEventListener("input", soon);
    form.addEventListener("change", soon);
    document.addEventListener("visibilitychange", () => document.hidden && copy());
    if ("drawnAgain" in settings) copy();
    else comeBack();
    desk.copies.prune();
    return { copy, mayGo };
  };
})();
