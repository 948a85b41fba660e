"use strict";

/* Text that was never saved, on offer when its story is opened again: the newest of what the desk
   kept and what this browser copied. */
(() => {
  const desk = window.storyDesk;
  const IN_ANOTHER_WINDOW = gettext("You have this story open in another window. The newer text is there.");
  /** What the banner offers: {window, at} at the desk, or a whole copy. */
  let offer = null;
  let openWindows = [];

  const banner = () => document.querySelector(".keeping-offer");

  async function look() {
    const { person, story, saved } = desk.keeping.settings;
    await Promise.all(saved.split(" ").filter(Boolean).map(desk.copies.drop));
    if (!banner() || offer) return;
    const copies = await desk.copies.of({ person, story });
    // What the desk had got is there, or was saved or thrown away there.
    const [copy] = copies.filter(({ window, isKept }) => !isKept && window !== desk.keeping.window);
    offer = newest(atTheDesk(), copy);
    if (!offer) return;
    openWindows = [...openWindows, ...(await desk.windows.answering())];
    show();
  }

  function atTheDesk() {
    const { window, at } = banner().dataset;
    return window ? { window, at: new Date(at).getTime() } : null;
  }

  /** Of one window, a copy that the desk has not got is newer; of two, the later text is. */
  function newest(kept, copy) {
    if (!kept || !copy) return kept ?? copy ?? null;
    return kept.window === copy.window || copy.at > kept.at ? copy : kept;
  }

  function show() {
    const { window } = offer;
    banner().dataset.window = window;
    say(openWindows.includes(window) ? IN_ANOTHER_WINDOW : interpolate(gettext("Text from %(clock)s was not saved."), { clock: desk.clock.words(offer.at) }, true));
    banner().querySelector("[name=edit_session]").value = window;
    banner().querySelector("a").href = `?unsaved=${encodeURIComponent(window)}`;
    banner().hidden = false;
  }

  function say(words) {
    const line = banner().querySelector("p");
    if (line.textContent !== words) line.textContent = words;
  }

  /** A copy goes to the desk first: from there it is opened as any unsaved text is. */
  async function open(event) {
    if (!offer?.form) return;
    event.preventDefault();
    const answer = await desk.ask(desk.keeping.settings.autosaveUrl, offer.form);
    if (answer.state === "ok") {
      await desk.copies.drop(offer.window);
      location.assign(banner().querySelector("a").href);
    } else if (answer.state === "away") {
      desk.keeping.say("trouble", gettext("No connection. The text is safe on this device; open it when you are back."));
    } else if (answer.state === "refused") {
      desk.keeping.say("trouble", answer.message);
    } else {
      desk.signIn.offer(answer);
    }
  }

  async function throwAway(event) {
    if (!offer) return;
    event.preventDefault();
    await desk.copies.drop(offer.window);
    event.target.submit();
  }

  /** Whether the text on offer stands in another window of the writer's that is open now. */
  desk.unsavedIsIn = (windows) => {
    openWindows = windows;
    if (offer && banner()) show();
  };

  desk.keeping.whenReady(() => {
    banner()?.querySelector("a").addEventListener("click", open);
    banner()?.querySelector("form").addEventListener("submit", throwAway);
    look();
    // The page before may still have been writing down its last words.
    setTimeout(look, 2000);
    desk.copies.prune();
  });
})();
