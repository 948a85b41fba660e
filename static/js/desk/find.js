"use strict";

/* Find and replace in the text, the headline, the dek and the kicker: words only, so that links,
   sources and blocks stay. In the editor each replacement is a step that can be undone. */
(() => {
  const desk = window.storyDesk;
  const FIELDS = ["id_kicker", "id_headline", "id_dek"];
  const BLOCK = "p, h2, h3, h4, li, td, th, blockquote, body";
  const NOT_TEXT = ".cke_widget_wrapper, [data-cke-temp], [data-cke-hidden-sel], [data-cke-bookmark]";

  let bar = null;
  let opener = null;
  let found = [];
  let chosen = -1;

  const part = (name) => bar.querySelector(`[data-find="${name}"]`);
  const isOpen = () => bar !== null && !bar.hidden;

  desk.find = { open };

  // The bar ------------------------------------------------------------------------------

  function build() {
    const field = (name, label) => desk.build("label", {}, label, desk.build("input", { type: "text", "data-find": name, autocomplete: "off", spellcheck: "false" }));
    const box = desk.build(
      "div",
      { id: "desk-find", role: "search", "aria-label": gettext("Find and replace") },
      field("words", gettext("Find")),
      field("with", gettext("Replace with")),
      desk.build("label", { class: "find-case" }, desk.build("input", { type: "checkbox", "data-find": "case" }), gettext("Match case")),
      desk.build("output", { "data-find": "count", role: "status" }),
      desk.build(
        "span",
        { class: "find-buttons" },
        desk.button(gettext("Before"), () => step(-1)),
        desk.button(gettext("Next"), () => step(1)),
        desk.button(gettext("Replace"), replaceOne),
        desk.button(gettext("Replace all"), replaceAll),
        desk.button("✕", close, { "aria-label": gettext("Close find and replace") }),
      ),
    );
    box.addEventListener("input", (event) => {
      event.stopPropagation();
      if (event.target !== part("with")) look({ fromStart: true });
    });
    box.addEventListener("keydown", onKey);
    return box;
  }

  function open() {
    opener = document.activeElement;
    if (!bar) {
      bar = build();
      document.body.append(bar);
    }
    bar.hidden = false;
    const words = selectedWords();
    if (words) part("words").value = words;
    part("words").focus();
    part("words").select();
    look({ fromStart: true });
  }

  function selectedWords() {
    const inText = desk.editor?.isPhone ? "" : (desk.editor?.getSelection?.()?.getSelectedText() ?? "");
    const words = inText.trim();
    return words.length < 100 && !words.includes("\n") ? words : "";
  }

  function close() {
    bar.hidden = true;
    paint([]);
    const match = found[chosen];
    if (match?.range) selectInText(match);
    else if (match) selectInField(match);
    else if (opener?.isConnected) opener.focus();
  }

  function onKey(event) {
    if (event.key === "Escape") close();
    else if (event.key === "Enter" && event.target.matches("input:not([type=checkbox])")) {
      if (event.target === part("with")) replaceOne();
      else step(event.shiftKey ? -1 : 1);
    } else return;
    event.preventDefault();
    event.stopPropagation();
  }

  // Looking -------------------------------------------------------------------------------

  function pattern() {
    const words = part("words").value;
    if (!words) return null;
    const plain = words.replace(/[.*+?^${}()|[\]\\/-]/g, "\\$&").replace(/\s/g, "[\\s\\u00a0]");
    return new RegExp(plain, part("case").checked ? "gu" : "giu");
  }

  function look({ fromStart = false, isEcho = false } = {}) {
    const wanted = pattern();
    found = wanted ? [...inFields(wanted), ...inText(wanted)] : [];
    chosen = fromStart ? (found.length ? 0 : -1) : Math.min(chosen, found.length - 1);
    // What a replacement said stands until something is there to be found again.
    if (!isEcho || found.length) tell();
    paint(found);
    if (fromStart && found.length) show();
  }

  function inFields(wanted) {
    const fields = [...FIELDS.map((id) => document.getElementById(id)), ...(desk.editor?.boxes?.() ?? [])];
    return fields.filter((field) => field && !field.disabled && !field.readOnly).flatMap((field) => {
      const fixed = field.matches(".phone-line") ? desk.marks.fixed(field.value) : [];
      const all = [...field.value.matchAll(wanted)].map(({ index, 0: words }) => ({ field, start: index, end: index + words.length }));
      return all.filter(({ start, end }) => !fixed.some(([from, to]) => start < to && end > from));
    });
  }

  /** In the editor: across what is bold or linked, never across paragraphs. */
  function inText(wanted) {
    const editable = !desk.editor?.isPhone && desk.editor?.editable?.()?.$;
    if (!editable) return [];
    return lines(editable).flatMap((texts) => {
      const words = texts.map(({ data }) => data).join("");
      return [...words.matchAll(wanted)].map(({ index, 0: match }) => ({ range: rangeIn(texts, index, index + match.length) }));
    });
  }

  function lines(editable) {
    const walker = editable.ownerDocument.createTreeWalker(editable, NodeFilter.SHOW_TEXT | NodeFilter.SHOW_ELEMENT);
    const all = [];
    let block = null;
    while (walker.nextNode()) {
      const node = walker.currentNode;
      if (node.nodeName === "BR") block = null;
      if (node.nodeType !== Node.TEXT_NODE || node.parentElement.closest(NOT_TEXT)) continue;
      const own = node.parentElement.closest(BLOCK);
      if (own !== block) all.push([]);
      block = own;
      all.at(-1).push(node);
    }
    return all;
  }

  function rangeIn(texts, start, end) {
    const range = texts[0].ownerDocument.createRange();
    let at = 0;
    for (const text of texts) {
      const next = at + text.data.length;
      if (start >= at && start < next) range.setStart(text, start - at);
      if (end > at && end <= next) range.setEnd(text, end - at);
      at = next;
    }
    return range;
  }

  // Showing ---------------------------------------------------------------------------------

  function tell(words = null) {
    const none = part("words").value ? gettext("Not found") : "";
    part("count").textContent = words ?? (found.length ? `${chosen + 1} of ${found.length}${placeOf(found[chosen])}` : none);
  }

  function placeOf(match) {
    if (!match?.field) return "";
    const label = match.field.getAttribute("aria-label") ?? document.querySelector(`label[for="${match.field.id}"]`)?.textContent ?? "";
    return label && `, in ${label.replace(/[:\s]+$/, "").toLowerCase()}`;
  }

  /** Marks that are no part of the text, where the browser has them. */
  function paint(matches) {
    const page = desk.editor?.window?.$;
    document.querySelectorAll("[data-found]").forEach((field) => delete field.dataset.found);
    if (matches[chosen]?.field) matches[chosen].field.dataset.found = "here";
    if (!page?.CSS?.highlights) return;
    const ranges = matches.filter(({ range }) => range);
    page.CSS.highlights.set("desk-found", new page.Highlight(...ranges.map(({ range }) => range)));
    page.CSS.highlights.set("desk-chosen", new page.Highlight(...ranges.filter((match) => match === matches[chosen]).map(({ range }) => range)));
  }

  function step(way) {
    look();
    if (!found.length) return;
    chosen = (chosen + way + found.length) % found.length;
    tell();
    paint(found);
    show();
  }

  function show() {
    const { field, range } = found[chosen];
    if (field) {
      field.scrollIntoView({ block: "center" });
      return;
    }
    const frame = desk.editor.window.getFrame().$.getBoundingClientRect();
    const place = range.getBoundingClientRect();
    const top = frame.top + place.top;
    if (top < 140 || top > window.innerHeight - 120) window.scrollBy({ top: top - window.innerHeight / 2 });
  }

  function selectInText({ range }) {
    const { editor } = desk;
    editor.focus();
    const selection = editor.document.$.getSelection();
    selection.removeAllRanges();
    selection.addRange(range);
  }

  function selectInField({ field, start, end }) {
    field.focus();
    field.setSelectionRange(start, end);
  }

  // Replacing ---------------------------------------------------------------------------------

  function replaceOne() {
    look();
    if (!found.length) return;
    change([found[chosen]]);
    look();
    if (found.length) {
      chosen = Math.min(chosen, found.length - 1);
      tell();
      paint(found);
      show();
    } else tell(gettext("Replaced. No more of it."));
  }

  function replaceAll() {
    look();
    const many = found.length;
    change(found);
    look();
    if (!many) return tell(gettext("Not found"));
    const left = found.length;
    tell(
      left
        ? interpolate(gettext("%(many)s replaced, %(left)s in what was put in"), { many, left }, true)
        : interpolate(ngettext("%(many)s replaced", "%(many)s replaced", many), { many }, true),
    );
  }

  /** From the end, so that what stands before keeps its place. */
  function change(matches) {
    const words = part("with").value;
    const focused = document.activeElement;
    const texts = matches.filter(({ range }) => range).reverse();
    if (texts.length) {
      desk.editor.fire("saveSnapshot");
      texts.forEach(({ range }) => replaceInText(range, words));
      desk.editor.fire("saveSnapshot");
      desk.editor.fire("change");
    }
    matches.filter(({ field }) => field).reverse().forEach((match) => replaceInField(match, words));
    focused?.focus();
  }

  /** The words go where the first of them stood; a link or a source that loses all of its words goes. */
  function replaceInText(range, words) {
    const { startContainer, startOffset } = range;
    const within = textsOf(range);
    within.slice(1).reverse().forEach((text) => {
      const end = text === range.endContainer ? range.endOffset : text.data.length;
      text.deleteData(0, end);
    });
    const end = startContainer === range.endContainer ? range.endOffset : startContainer.data.length;
    startContainer.replaceData(startOffset, end - startOffset, words);
    within.forEach(dropEmpty);
  }

  function textsOf(range) {
    const { ownerDocument, parentNode } = range.startContainer;
    const root = range.commonAncestorContainer.nodeType === Node.TEXT_NODE ? parentNode : range.commonAncestorContainer;
    const walker = ownerDocument.createTreeWalker(root, NodeFilter.SHOW_TEXT);
    const texts = [];
    while (walker.nextNode()) if (range.intersectsNode(walker.currentNode)) texts.push(walker.currentNode);
    return texts.filter((text) => text !== range.endContainer || range.endOffset > 0 || text === range.startContainer);
  }

  function dropEmpty(text) {
    let inline = text.parentElement;
    while (inline?.matches("a, cite, strong, em, s, sub, sup") && inline.textContent === "") {
      const outer = inline.parentElement;
      inline.remove();
      inline = outer;
    }
  }

  function replaceInField(match, words) {
    selectInField(match);
    // The browser's own way can be undone in the field.
    const isDone = document.execCommand(words ? "insertText" : "delete", false, words);
    if (isDone) return;
    match.field.setRangeText(words, match.start, match.end, "end");
    match.field.dispatchEvent(new Event("input", { bubbles: true }));
  }

  const lookSoon = desk.settled(() => isOpen() && look({ isEcho: true }), 200);
  desk.hear("text", lookSoon);

  desk.whenPageIsRead(() => {
    desk.tool(gettext("Find and replace"), open);
    desk.form.addEventListener("input", lookSoon);
  });
})();
