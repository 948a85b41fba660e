"use strict";

/* Who has this story open, and where in it they are. */
(() => {
  const desk = window.storyDesk;
  const EVERY = 15000;
  const IN_ANOTHER_WINDOW = gettext("You have this story open in another window.");
  let known = [];
  let lastPlace = "";
  /** As the page began: what is typed after a save is kept as another window's. */
  let thisWindow = null;

  // Where the writer is ----------------------------------------------------------------

  /** The paragraph or card with the caret, or the field: "¶3", "video 2", "headline". */
  function place() {
    lastPlace = placeNow() || lastPlace;
    return lastPlace;
  }

  function placeNow() {
    if (desk.editor?.focusManager.hasFocus) return placeInText();
    const field = document.activeElement;
    if (!desk.form.contains(field)) return "";
    return placeOfRow(field.closest(".inline-related")) ?? labelOf(field);
  }

  function placeInText() {
    const text = desk.editor.editable()?.$;
    const card = desk.editor.widgets.focused?.wrapper?.$.querySelector("[data-ref]");
    if (card) return placeOfCard(card);
    let block = desk.editor.getSelection()?.getStartElement()?.$;
    while (block && block.parentNode !== text) block = block.parentNode;
    const paragraphs = [...(text?.children ?? [])].filter(isParagraph);
    return block && paragraphs.includes(block) ? `¶${paragraphs.indexOf(block) + 1}` : "text";
  }

  const isParagraph = (block) =>
    !block.matches(".cke_widget_wrapper, [data-cke-temp], [data-cke-hidden-sel]");

  function placeOfCard(card) {
    const alike = [...desk.editor.editable().$.querySelectorAll(`[data-block="${card.dataset.block}"]`)];
    return `${nameOf(card.dataset.block)} ${alike.indexOf(card) + 1}`;
  }

  function placeOfRow(row) {
    if (!row || !row.querySelector('[name$="-ref"]')?.value) return null;
    const kind = desk.rows.kind(row);
    if (kind === "citation") return "sources";
    const alike = desk.rows.all(desk.settings.kinds[kind].prefix).filter((each) => !desk.rows.isRemoved(each));
    return `${nameOf(kind)} ${alike.indexOf(row) + 1}`;
  }

  const nameOf = (kind) => (desk.settings.kinds[kind]?.name ?? kind).toLowerCase();

  function labelOf(field) {
    const label = document.querySelector(`label[for="${CSS.escape(field.id)}"]`);
    return (label?.textContent ?? "").replace(/[:\s]+$/, "").trim().toLowerCase();
  }

  // Who else is here -----------------------------------------------------------------------

  async function ask() {
    const { hereUrl } = desk.keeping.settings;
    const answer = await desk.ask(hereUrl, { edit_session: thisWindow, place: place() });
    if (answer.state === "ok") show(answer);
    else if (answer.state === "signed-out" || answer.state === "somebody-else") desk.signIn.offer(answer);
  }

  async function show({ others, newest }) {
    const theirs = others.filter((other) => !other.same_person);
    const windows = others.filter((other) => other.same_person).map((other) => other.window);
    const mine = await desk.windows.open(windows);
    windows.filter((each) => !mine.includes(each)).forEach((each) => leave(each));
    const lines = [...theirs.map(words), ...(mine.length ? [IN_ANOTHER_WINDOW] : [])];
    desk.keeping.say("others", lines.join(" "));
    welcome([...theirs.map(({ name }) => interpolate(gettext("%(name)s is here."), { name }, true)), ...(mine.length ? [IN_ANOTHER_WINDOW] : [])]);
    desk.unsavedIsIn(mine);
    desk.meanwhile(newest);
  }

  const words = ({ name, place }) =>
    interpolate(place ? gettext("%(name)s is here, %(place)s.") : gettext("%(name)s is here."), { name, place }, true);

  /** Told aloud once: that somebody moves about would be noise. */
  function welcome(lines) {
    const arrived = lines.filter((line) => !known.includes(line));
    known = lines;
    if (arrived.length) desk.whisper(arrived.join(" "));
  }

  /** Tell the desk that a window is closed. */
  function leave(closed) {
    const { hereUrl } = desk.keeping.settings;
    desk.ask(hereUrl, { edit_session: closed, leave: "1" }, { keepalive: true });
  }

  desk.keeping.whenReady(({ hereUrl }) => {
    if (!hereUrl) return;
    thisWindow = desk.keeping.window;
    ask();
    setInterval(ask, EVERY);
    window.addEventListener("pagehide", () => leave(thisWindow));
    window.addEventListener("pageshow", ({ persisted }) => persisted && ask());
    document.addEventListener("visibilitychange", () => !document.hidden && ask());
  });
})();
