"use strict";

/* The notes of a story: names offered after an @, the way to the paragraph that a note is about,
   and, beside the story form, notes that are sent by themselves and never with the form. */
(() => {
  const box = document.getElementById("notes");
  if (!box) return;
  const desk = window.storyDesk;
  const isOnForm = "onForm" in box.dataset;
  const list = () => box.querySelector(".notes-list");
  const boxes = () => [...box.querySelectorAll(".note-box")];
  const textOf = (each) => each.querySelector("[name=text]");

  // Paragraphs -----------------------------------------------------------------------------

  const ABOUT_WORDS = 12;
  const ABOUT_LONGEST = 120;

  /** Where the story's text stands on this page: the editor, or the text to be read. */
  const storyText = () => desk?.editor?.editable()?.$ ?? document.querySelector(".story-read-text");

  /** On a phone each paragraph is a box of its own. */
  const phoneLines = () => [...document.querySelectorAll("textarea.phone-line")];
  let lastLine = null;

  function paragraphs() {
    const lines = phoneLines();
    if (lines.length) return lines;
    const parts = [...(storyText()?.children ?? [])];
    return parts.filter((each) => !each.matches(".cke_widget_wrapper, figure, aside, [data-cke-temp]"));
  }

  function words(paragraph) {
    if (paragraph.matches("textarea")) return paragraph.value.split(/\s+/).filter(Boolean);
    const copy = paragraph.cloneNode(true);
    copy.querySelectorAll(".source-mark").forEach((mark) => mark.remove());
    return copy.textContent.split(/\s+/).filter(Boolean);
  }

  /** The first words of a paragraph, as the desk keeps them. */
  function beginning(paragraph) {
    const first = words(paragraph).slice(0, ABOUT_WORDS);
    while (first.join(" ").length > ABOUT_LONGEST && first.length > 1) first.pop();
    return first.join(" ").slice(0, ABOUT_LONGEST);
  }

  const paragraphThat = (about) => paragraphs().find((each) => words(each).join(" ").startsWith(about));

  /** The paragraph with the caret, or with the beginning of what is selected. */
  function paragraphHere() {
    if (phoneLines().length) return lastLine?.isConnected ? lastLine : null;
    const text = storyText();
    let node = desk?.editor
      ? desk.editor.getSelection()?.getStartElement()?.$
      : document.getSelection()?.anchorNode;
    while (node && node.parentNode !== text) node = node.parentNode;
    return paragraphs().includes(node) ? node : null;
  }

  function show(line) {
    const paragraph = paragraphThat(line.dataset.about);
    line.querySelector(".note-gone").hidden = Boolean(paragraph);
    if (!paragraph) return;
    paragraph.scrollIntoView({ block: "center" });
    if (!desk?.editor || paragraph.matches("textarea")) {
      if (!paragraph.matches("textarea")) paragraph.tabIndex = -1;
      paragraph.focus({ preventScroll: true });
      return;
    }
    const { editor } = desk;
    editor.focus();
    const range = editor.createRange();
    range.moveToElementEditStart(new window.CKEDITOR.dom.element(paragraph));
    range.select();
  }

  function takeParagraph(noteBox) {
    const about = noteBox.querySelector("[name=about]");
    const paragraph = paragraphHere();
    const first = paragraph ? beginning(paragraph) : "";
    if (!first) {
      say(gettext("Put the caret into a paragraph of the text first."));
      return;
    }
    if (![...about.options].some(({ value }) => value === first)) about.add(new Option(first, first));
    about.value = first;
    keep(noteBox);
    textOf(noteBox).focus();
  }

  // Nothing typed is lost: neither by a save of the story nor by a list that comes anew --------

  const keyOf = (noteBox) => `note ${box.dataset.person} ${box.dataset.story} ${noteBox.dataset.box}`;

  function valuesOf(noteBox) {
    const values = {};
    for (const field of noteBox.querySelectorAll("[name]")) {
      if (field.type !== "checkbox" || field.checked) values[field.name] = field.value;
    }
    return values;
  }

  function keep(noteBox) {
    try {
      if (textOf(noteBox).value) sessionStorage.setItem(keyOf(noteBox), JSON.stringify(valuesOf(noteBox)));
      else sessionStorage.removeItem(keyOf(noteBox));
    } catch {
      // A browser that keeps nothing: the box itself still holds what was typed.
    }
  }

  function kept(noteBox) {
    try {
      return JSON.parse(sessionStorage.getItem(keyOf(noteBox)));
    } catch {
      return null;
    }
  }

  function bringBack(noteBox) {
    const values = kept(noteBox);
    const text = textOf(noteBox);
    if (!values?.text || text.value) return;
    text.value = values.text;
    const about = noteBox.querySelector("[name=about]");
    if (about && values.about) {
      if (![...about.options].some(({ value }) => value === values.about)) about.add(new Option(values.about, values.about));
      about.value = values.about;
    }
    const legal = noteBox.querySelector("[name=is_legal]");
    if (legal) legal.checked = "is_legal" in values;
    noteBox.closest("details")?.setAttribute("open", "");
  }

  function forget(noteBox) {
    try {
      sessionStorage.removeItem(keyOf(noteBox));
    } catch {
      // Nothing was kept.
    }
  }

  // Sending, beside the form ---------------------------------------------------------------

  function say(sentence) {
    box.querySelector(".notes-says").textContent = sentence;
  }

  function refuse(noteBox, sentence) {
    const error = noteBox?.querySelector(".note-error");
    if (!error) {
      say(sentence);
      return;
    }
    error.textContent = sentence;
    error.hidden = false;
    textOf(noteBox).focus();
  }

  async function send(values, noteBox = null) {
    const answer = await desk.ask(box.dataset.ask, values);
    if (answer.state === "ok") {
      arrived(answer, noteBox);
    } else if (answer.state === "signed-out" || answer.state === "somebody-else") {
      desk.signIn.offer(answer);
      refuse(noteBox, gettext("Not sent yet. Sign in above, then press once more."));
    } else {
      refuse(noteBox, answer.message ?? gettext("No connection. Your words stay here; press once more when you are back."));
    }
  }

  function arrived({ html, said, count }, noteBox) {
    if (noteBox) {
      forget(noteBox);
      textOf(noteBox).value = "";
      const place = noteBox.querySelector("[name=about]");
      if (place) place.value = "";
      const legal = noteBox.querySelector("[name=is_legal]");
      if (legal) legal.checked = false;
      noteBox.querySelector(".note-error").hidden = true;
    }
    const page = new DOMParser().parseFromString(html, "text/html");
    list().replaceChildren(...page.body.childNodes);
    boxes().forEach(bringBack);
    getReady();
    say(said);
    const line = box.closest("details")?.querySelector(".side-says");
    if (line) line.textContent = count || "";
    // The button that was pressed may be gone.
    if (!box.contains(document.activeElement)) textOf(boxes().at(-1)).focus({ preventScroll: true });
  }

  // Names after an @ -----------------------------------------------------------------------

  /** What stands after an @ before the caret: a name, perhaps with its second word begun. */
  const AFTER_AT = /(?:^|[^\w.@])@([^\s@]+(?: [^\s@]*)?)$/;
  const names = document.createElement("div");
  names.id = "note-names";
  names.className = "note-names";
  names.setAttribute("role", "listbox");
  names.setAttribute("aria-label", gettext("People who may read the story"));
  const known = new Map();
  let typing = null;
  let chosen = 0;
  let timer = null;

  const isOpen = () => names.isConnected && names.childElementCount > 0;

  async function peopleWho(begin) {
    const key = begin.toLowerCase();
    if (!known.has(key)) {
      try {
        const address = `${box.dataset.people}?begins=${encodeURIComponent(begin)}`;
        const headers = { "X-Desk-Person": box.dataset.person };
        const response = await fetch(address, { headers, redirect: "error", cache: "no-store" });
        if (!response.ok) return [];
        known.set(key, (await response.json()).people);
      } catch {
        return [];
      }
    }
    return known.get(key);
  }

  function typed(text) {
    const found = AFTER_AT.exec(text.value.slice(0, text.selectionStart));
    clearTimeout(timer);
    if (!found) {
      close();
      return;
    }
    timer = setTimeout(() => offer(text, found[1]), 150);
  }

  async function offer(text, begin) {
    const people = await peopleWho(begin);
    const found = AFTER_AT.exec(text.value.slice(0, text.selectionStart));
    if (document.activeElement !== text || found?.[1] !== begin) return;
    if (people.length === 0 || people.some((name) => name.toLowerCase() === begin.toLowerCase())) {
      close();
      return;
    }
    typing = { text, begin };
    names.replaceChildren(...people.map(option));
    text.after(names);
    text.setAttribute("aria-controls", names.id);
    choose(0);
  }

  function option(name, number) {
    const line = document.createElement("div");
    line.id = `note-name-${number}`;
    line.setAttribute("role", "option");
    line.textContent = name;
    // Before the box loses the caret.
    line.addEventListener("pointerdown", (event) => {
      event.preventDefault();
      take(number);
    });
    return line;
  }

  function choose(number) {
    chosen = (number + names.childElementCount) % names.childElementCount;
    [...names.children].forEach((line, n) => line.setAttribute("aria-selected", String(n === chosen)));
    typing.text.setAttribute("aria-activedescendant", names.children[chosen].id);
  }

  function take(number) {
    const { text, begin } = typing;
    const end = text.selectionStart;
    text.setRangeText(`${names.children[number].textContent} `, end - begin.length, end, "end");
    close();
    keep(text.closest(".note-box"));
  }

  function close() {
    clearTimeout(timer);
    if (!typing) return;
    typing.text.removeAttribute("aria-activedescendant");
    typing.text.removeAttribute("aria-controls");
    typing = null;
    names.replaceChildren();
    names.remove();
  }

  const KEYS = {
    ArrowDown: () => choose(chosen + 1),
    ArrowUp: () => choose(chosen - 1),
    Enter: () => take(chosen),
    Tab: () => take(chosen),
    Escape: close,
  };

  function onKey(event) {
    if (event.isComposing) return;
    if (isOpen() && KEYS[event.key] && !event.shiftKey) {
      event.preventDefault();
      event.stopPropagation();
      KEYS[event.key]();
    } else if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      // Beside the form these keys would send the story on.
      event.preventDefault();
      event.stopPropagation();
      event.target.closest(".note-box").querySelector(".note-send").click();
    }
  }

  // ----------------------------------------------------------------------------------------

  /** What only a script can do comes into sight. */
  function getReady() {
    const hasText = Boolean(document.querySelector("#id_body, .story-read-text"));
    box.querySelectorAll(".note-show, .note-here").forEach((button) => (button.hidden = !hasText));
    box.querySelectorAll("textarea").forEach((text) => text.setAttribute("aria-autocomplete", "list"));
  }

  function onClick({ target }) {
    const noteBox = target.closest(".note-box");
    if (target.matches(".note-show")) show(target.closest(".note-about"));
    else if (target.matches(".note-here")) takeParagraph(noteBox);
    else if (isOnForm && target.matches(".note-send")) send(valuesOf(noteBox), noteBox);
    else if (isOnForm && target.matches(".note-resolve")) send({ [target.dataset.act]: target.dataset.note });
  }

  /** The caret leaves the text when the button is pressed; the selection must not. */
  function onPress(event) {
    if (event.target.matches(".note-here")) event.preventDefault();
  }

  box.addEventListener("click", onClick);
  box.addEventListener("mousedown", onPress);
  box.addEventListener("keydown", (event) => event.target.matches("textarea") && onKey(event), true);
  box.addEventListener("focusout", ({ target }) => target === typing?.text && close());
  box.addEventListener("input", ({ target }) => {
    const noteBox = target.closest(".note-box");
    if (!noteBox) return;
    keep(noteBox);
    if (target.matches("textarea")) typed(target);
  });
  if (!isOnForm) {
    box.addEventListener("submit", ({ target }) => target.matches(".note-box") && forget(target));
  }
  document.addEventListener("focusin", ({ target }) => {
    if (target.matches?.("textarea.phone-line")) lastLine = target;
  });
  boxes().forEach(bringBack);
  getReady();
})();
