"use strict";

/* Naming a source in the text: `<cite data-source=ref>` around the words, and a citation row that
   says which source it is. One citation may stand in the text several times. */
(() => {
  const desk = window.storyDesk;
  const { rows } = desk;
  let list;
  let listed = "";

  desk.cites = {
    /** Cite the selected words: a source of this story again, or another one. */
    cite() {
      const { editor } = desk;
      editor.focus();
      const inside = citeOfCaret();
      if (inside) {
        desk.panel.open(inside.dataset.source);
        return;
      }
      const words = editor.getSelection()?.getSelectedText().trim();
      if (!words || editor.widgets.focused) {
        desk.say(gettext("Select the words that name the source first."));
        return;
      }
      offer(words);
    },

    /** Take the source off its words; the words stay. */
    remove(ref) {
      const { editor } = desk;
      keepStep();
      for (const cite of citesOf(ref)) cite.replaceWith(...cite.childNodes);
      keepStep();
      const row = rows.find(ref);
      if (row) rows.mark(row, true);
      editor.focus();
    },
  };

  const keepStep = () => desk.editor.fire("saveSnapshot", { contentOnly: true });
  const citesInText = () => [...(desk.editor?.editable()?.$.querySelectorAll("cite[data-source]") ?? [])];
  const citesOf = (ref) => citesInText().filter((cite) => cite.dataset.source === ref);

  function citeOfCaret() {
    const range = desk.editor.getSelection()?.getRanges()[0];
    if (!range?.collapsed) return null;
    return range.startContainer.getAscendant("cite", true)?.$ ?? null;
  }

  /** Sources that stand in this story, those named last first. */
  function usedRefs() {
    const refs = citesInText().map((cite) => cite.dataset.source);
    const placed = [...new Set(refs.reverse())];
    const others = rows.citations().filter((row) => !rows.isRemoved(row)).map(rows.ref);
    return [...new Set([...placed, ...others])].filter((ref) => {
      const row = rows.find(ref);
      return row && rows.value(row, "source");
    });
  }

  function offer(words) {
    const again = usedRefs().map((ref) => ({
      words: rows.chosen(rows.find(ref), "source"),
      hint: gettext("again"),
      run: () => mark(ref),
    }));
    if (!again.length) {
      citeAnother(words);
      return;
    }
    const items = [...again, { words: gettext("Another source…"), run: () => citeAnother(words) }];
    const line = desk.editor.window.$.getSelection().getRangeAt(0);
    desk.menu.open({ label: gettext("Who is the source?"), items, line, owner: "cite" });
  }

  function mark(ref) {
    const { editor } = desk;
    editor.focus();
    keepStep();
    editor.applyStyle(new CKEDITOR.style({ element: "cite", attributes: { "data-source": ref } }));
    keepStep();
  }

  function citeAnother(words) {
    const row = rows.create("citation");
    if (!row) return;
    const ref = rows.ref(row);
    const phrase = rows.field(row, "phrase");
    if (phrase) phrase.value = words.slice(0, 300);
    mark(ref);
    desk.panel.open(ref, { onClose: () => dropIfUnnamed(ref), returnTo: textAt(ref) });
    openChoice(row);
  }

  /** Focus goes back behind the cited words. */
  function textAt(ref) {
    return {
      isConnected: true,
      focus() {
        desk.editor.focus();
        const cite = citesOf(ref).at(-1);
        if (!cite) return;
        const range = desk.editor.createRange();
        range.moveToPosition(new CKEDITOR.dom.element(cite), CKEDITOR.POSITION_AFTER_END);
        range.select();
      },
    };
  }

  function openChoice(row) {
    const source = rows.field(row, "source");
    if (source?.classList.contains("select2-hidden-accessible")) django.jQuery(source).select2("open");
  }

  function dropIfUnnamed(ref) {
    const row = rows.find(ref);
    if (!row || rows.isRemoved(row) || rows.value(row, "source")) return;
    desk.cites.remove(ref);
    desk.say(gettext("No source chosen: the words are plain again."));
  }

  // Shown to readers, or for the desk alone ------------------------------------

  /* A person stays on the desk unless somebody ticks the box; what was ticked by hand stands. */

  const isSource = (input) => /^citations-\d+-source$/.test(input?.name ?? "");
  const rowAt = (input) => input.closest(".inline-related");

  function setShown(row, isShown) {
    const box = rows.field(row, "shown");
    if (!box || box.dataset.chosen || box.checked === isShown) return;
    if (isShown && rows.isSaved(row)) return;
    box.checked = isShown;
    desk.tell("row", { ref: rows.ref(row) });
  }

  function sourceChosen({ target, params }) {
    if (isSource(target) && "shown" in params.data) setShown(rowAt(target), params.data.shown);
  }

  /** A source made in a window of its own: desk only, until it is known to be no person. */
  async function sourceMade(select, pk, words) {
    const row = rowAt(select);
    setShown(row, false);
    const { appLabel, modelName, fieldName } = select.dataset;
    const asked = { app_label: appLabel, model_name: modelName, field_name: fieldName, term: words };
    const response = await fetch(`${select.getAttribute("data-ajax--url")}?${new URLSearchParams(asked)}`).catch(() => null);
    const { results = [] } = response?.ok ? await response.json() : {};
    const made = results.find(({ id }) => String(id) === String(pk));
    if (made?.shown && select.value === String(pk)) setShown(row, true);
  }

  function hearOfNewSources() {
    const dismiss = window.dismissAddRelatedObjectPopup;
    window.dismissAddRelatedObjectPopup = (popup, pk, words) => {
      const select = document.getElementById(popup.name.replace(/__\d+$/, ""));
      dismiss(popup, pk, words);
      if (isSource(select)) sourceMade(select, pk, words);
    };
  }

  function noteChoice({ target }) {
    if (/^citations-\d+-shown$/.test(target.name ?? "")) target.dataset.chosen = "true";
  }

  // What the cites in the text show -------------------------------------------

  /** `data-cke-…` never leaves the editor. */
  function paint() {
    const { editor } = desk;
    const looks = citesInText().map((cite) => [cite, look(cite.dataset.source)]);
    const stale = looks.filter(
      ([cite, { state, tip }]) => cite.dataset.ckeCite !== state || cite.dataset.ckeTip !== tip,
    );
    if (!stale.length) return;
    editor.fire("lockSnapshot");
    for (const [cite, { state, tip }] of stale) {
      cite.dataset.ckeCite = state;
      cite.dataset.ckeTip = tip;
    }
    editor.fire("unlockSnapshot");
  }

  function look(ref) {
    const row = rows.find(ref);
    const source = row ? rows.chosen(row, "source") : "";
    if (!source) return { state: "open", tip: gettext("No source yet") };
    return { state: rows.isTicked(row, "shown") ? "shown" : "desk", tip: source };
  }

  /** A cite pasted from another story brings its row along, or is words again. */
  function adoptStrangers() {
    const adopted = new Map();
    for (const cite of citesInText()) {
      const ref = cite.dataset.source;
      if (rows.has(ref)) continue;
      if (!adopted.has(ref)) adopted.set(ref, rows.adopt(ref));
      if (adopted.get(ref)) cite.dataset.source = adopted.get(ref);
      else cite.replaceWith(...cite.childNodes);
    }
  }

  // The list under the text ---------------------------------------------------

  function addList() {
    const heading = desk.build("h3", { id: "source-list-heading" }, gettext("Sources"));
    list = desk.build("ol", { "aria-labelledby": heading.id });
    const box = desk.build("section", { id: "source-list", hidden: true }, heading, list);
    const panel = document.querySelector("#side-sources .side-body");
    if (panel) panel.prepend(box);
    else (document.getElementById("block-list") ?? document.querySelector(".django-ckeditor-widget"))?.after(box);
  }

  function showList() {
    if (!list) return;
    const focused = document.activeElement?.closest("#source-list button")?.dataset.ref;
    const entries = inOrder().map(describe);
    if (JSON.stringify(entries) === listed) return;
    listed = JSON.stringify(entries);
    list.replaceChildren(...entries.map(entry));
    list.parentElement.hidden = entries.length === 0;
    if (focused) list.querySelector(`[data-ref="${focused}"]`)?.focus();
  }

  /** Those in the text as they are read, then the others. */
  function inOrder() {
    const standing = rows.citations().filter((row) => !rows.isRemoved(row)).map(rows.ref);
    const order = [...new Set(citesInText().map((cite) => cite.dataset.source))];
    return [
      ...order.filter((ref) => standing.includes(ref)),
      ...standing.filter((ref) => !order.includes(ref)),
    ];
  }

  function describe(ref) {
    const { title, problems } = desk.describe(ref);
    const isShown = rows.isTicked(rows.find(ref), "shown");
    return { ref, title, problems, isShown, times: citesOf(ref).length };
  }

  function entry({ ref, title, problems, isShown, times }) {
    const state = [
      isShown ? gettext("shown to readers") : gettext("desk only"),
      times === 0 ? gettext("not in the text") : times > 1 ? interpolate(ngettext("%(times)s time", "%(times)s times", times), { times }, true) : "",
    ];
    const edit = desk.button(
      gettext("Edit"),
      (event) => desk.panel.open(ref, { returnTo: event.currentTarget }),
      { "data-ref": ref, "aria-label": interpolate(gettext("Edit the citation of %(title)s"), { title }, true) },
    );
    return desk.build(
      "li",
      { "data-state": times ? "placed" : "loose" },
      desk.build("span", { class: "block-title" }, title),
      ...problems.map((words) => desk.build("span", { class: "block-problem" }, words)),
      desk.build("span", { class: "block-state" }, state.filter(Boolean).join(", ")),
      desk.build("span", { class: "block-buttons" }, edit),
    );
  }

  // Typing at the end of a cite ------------------------------------------------

  /** A blank or a stop after the source's name belongs to the sentence, not to the name. */
  function stepOut(event) {
    const { data: typed, inputType } = event.data.$;
    if (inputType !== "insertText" || !/^[\s.,;:!?)”’"]$/.test(typed ?? "")) return;
    const { editor } = desk;
    const caret = editor.window.$.getSelection().getRangeAt(0);
    // Behind a cite at the end of a line Chromium would still type into it.
    const before = caret.startContainer.childNodes[caret.startOffset - 1];
    const cite = before?.nodeName === "CITE" ? before : citeOfCaret();
    if (!cite || !caret.collapsed || (cite !== before && !isAtEnd(caret, cite))) return;
    event.data.preventDefault();
    keepStep();
    const text = cite.ownerDocument.createTextNode(typed);
    cite.after(text);
    editor.window.$.getSelection().collapse(text, typed.length);
    editor.fire("change");
  }

  function isAtEnd(caret, cite) {
    const rest = caret.cloneRange();
    rest.setEndAfter(cite.lastChild ?? cite);
    return rest.toString().replace(/\u200b/g, "") === "";
  }

  const showSoon = desk.settled(() => {
    paint();
    showList();
  });
  desk.hear("row", showSoon);
  desk.hear("text", showSoon);

  desk.whenPageIsRead(() => {
    addList();
    showList();
    // select2 tells of its choices through jQuery only.
    django.jQuery(document).on("select2:select", sourceChosen);
    document.addEventListener("change", noteChoice);
    hearOfNewSources();
  });

  desk.whenEditorIsMade((editor) => {
    editor.on("afterPaste", adoptStrangers);
    editor.on("contentDom", () => {
      const editable = editor.editable();
      editable.attachListener(editable, "beforeinput", stepOut);
      editable.attachListener(editable, "dblclick", ({ data }) => {
        const cite = data.getTarget().getAscendant("cite", true);
        if (cite) desk.panel.open(cite.data("source"), { returnTo: textAt(cite.data("source")) });
      });
    });
  });
})();
