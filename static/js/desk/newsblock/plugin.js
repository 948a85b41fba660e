"use strict";

/* Cards in the text: each stands for `<figure data-block data-ref></figure>`.

   The plugin knows the text only. What a card says, and the form behind it, it asks of
   `editor.newsblockRows`, which the page's scripts put there. */
(() => {
  const KINDS = ["related", "embed", "figure", "pullquote", "factbox"];
  const REF = /^[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}$/i;

  /** Stands in when the page's scripts failed: the text can still be written and nothing is lost. */
  const NO_ROWS = {
    kinds: {},
    has: () => true,
    describe: (ref, kind) => ({ name: kind, title: "", lines: [], problems: [] }),
    inWords: (ref, kind) => kind,
    create: () => null,
    copy: (ref) => ref,
    adopt: () => null,
    remember() {},
    open() {},
    cite() {},
    say() {},
  };

  const BUTTONS = [
    ["up", "↑", gettext("Move up")],
    ["down", "↓", gettext("Move down")],
    ["duplicate", gettext("Copy"), gettext("Duplicate")],
    ["edit", gettext("Edit"), gettext("Edit")],
    ["remove", "✕", gettext("Remove")],
  ];

  CKEDITOR.plugins.add("newsblock", {
    requires: "widget",

    beforeInit(editor) {
      // CKEditor's red line for "type here" would look like an error.
      editor.config.magicline_color = "#1f6f8b";
    },

    init(editor) {
      const rows = (editor.newsblockRows ??= NO_ROWS);
      editor.newsblock = blocksIn(editor, rows);
      editor.widgets.add("newsblock", cardDefinition(editor, rows));
      addButtons(editor, rows);
      editor.on("pluginsLoaded", () => editor.undoManager?.addFilterRule(withoutWhatIsDrawn));
      editor.on("contentDom", () => prepareText(editor, rows), null, null, 100);
      editor.on("key", (event) => onKey(editor, event), null, null, 0);
      editor.on("afterPaste", () => openLastLine(editor));
    },
  });

  /** What is mirrored from the forms is no step to undo, and never comes back stale. */
  function withoutWhatIsDrawn(html) {
    return html
      .replace(/(<figure\b[^>]*\bdata-ref="[^"]*"[^>]*>)[\s\S]*?<\/figure>/g, "$1</figure>")
      .replace(/ (aria-label|data-cke-cite|data-cke-tip|data-state)="[^"]*"/g, "");
  }

  // The card ------------------------------------------------------------------

  function cardDefinition(editor, rows) {
    return {
      inline: false,
      allowedContent: "figure[!data-block,!data-ref]",
      requiredContent: "figure[data-block,data-ref]",

      upcast(element) {
        const { "data-block": kind, "data-ref": ref } = element.attributes;
        if (element.name !== "figure" || !KINDS.includes(kind) || !REF.test(ref)) return false;
        element.attributes = { "data-block": kind, "data-ref": ref };
        element.children.length = 0;
        return element;
      },

      /** Fresh and empty: what is drawn on the card, and CKEditor's blanks, stay behind. */
      downcast() {
        const attributes = { "data-block": this.kind, "data-ref": this.ref };
        return new CKEDITOR.htmlParser.element("figure", attributes);
      },

      init() {
        this.kind = this.element.getAttribute("data-block");
        this.ref = this.element.getAttribute("data-ref");
        if (hasTwin(editor, this)) this.ref = rows.copy(this.ref);
        else if (!rows.has(this.ref)) this.ref = rows.adopt(this.ref) ?? this.ref;
        this.element.setAttribute("data-ref", this.ref);
        this.on("ready", () => {
          hoist(editor, this.wrapper);
          draw(editor, rows, this);
        });
      },

      getLabel() {
        return rows.inWords(this.ref, this.kind);
      },

      edit() {
        rows.open(this.ref);
      },

      /** Elsewhere than here the card arrives as words that can be read again. */
      getClipboardHtml() {
        rows.remember([this.ref]);
        const { name, title } = rows.describe(this.ref, this.kind);
        const words = CKEDITOR.tools.htmlEncode(`${name.toUpperCase()}: ${title}`);
        return `<figure data-block="${this.kind}" data-ref="${this.ref}">${words}</figure>`;
      },
    };
  }

  function cards(editor) {
    const editable = editor.editable();
    const living = Object.values(editor.widgets.instances).filter(
      (widget) => widget.name === "newsblock" && editable?.contains(widget.wrapper),
    );
    // CKEditor keeps them in the order in which they were made.
    return living.sort((one, other) => {
      const place = one.wrapper.$.compareDocumentPosition(other.wrapper.$);
      return place & Node.DOCUMENT_POSITION_FOLLOWING ? -1 : 1;
    });
  }

  function hasTwin(editor, widget) {
    return cards(editor).some(
      (other) => other.ref === widget.ref && !other.wrapper.equals(widget.wrapper),
    );
  }

  /** A step to undo, where something changed: a caret that only moved is none. */
  function keepStep(editor) {
    editor.fire("saveSnapshot", { contentOnly: true });
  }

  function quietly(editor, step) {
    editor.fire("lockSnapshot");
    step();
    editor.fire("unlockSnapshot");
  }

  /** Blocks stand between paragraphs, never in a quote, a list or a table. */
  function hoist(editor, wrapper) {
    const top = topLevel(editor, wrapper);
    if (!top || top.equals(wrapper)) return;
    quietly(editor, () => wrapper.insertAfter(top));
  }

  function draw(editor, rows, widget) {
    const said = rows.describe(widget.ref, widget.kind);
    const figure = widget.element.$;
    const drawn = JSON.stringify(said);
    if (widget.drawn === drawn && figure.firstElementChild) return;
    widget.drawn = drawn;
    quietly(editor, () => {
      fill(figure, cardParts(figure.ownerDocument, said));
      widget.wrapper.setAttribute("aria-label", widget.getLabel());
      widget.wrapper.data("state", said.problems.length ? "open" : "done");
    });
  }

  /** Buttons that stand already stay: one that goes while it is pressed loses its click. */
  function fill(figure, parts) {
    const standing = figure.querySelector(":scope > .card-buttons");
    if (!standing) return figure.replaceChildren(...parts);
    const fresh = parts.findIndex((part) => part.className === "card-buttons");
    [...standing.children].forEach((button, nth) => {
      button.setAttribute("aria-label", parts[fresh].children[nth].getAttribute("aria-label"));
    });
    [...figure.childNodes].filter((node) => node !== standing).forEach((node) => node.remove());
    standing.before(...parts.slice(0, fresh));
    return standing.after(...parts.slice(fresh + 1));
  }

  function cardParts(page, { name, title, lines, problems }) {
    const part = (className, words, tag = "span") => {
      const element = page.createElement(tag);
      element.className = className;
      element.textContent = words;
      return element;
    };
    const buttons = part("card-buttons", "");
    for (const [act, sign, words] of BUTTONS) {
      const button = part("card-button", sign, "button");
      Object.assign(button, { type: "button", title: words });
      button.setAttribute("aria-label", `${words}: ${name}`);
      button.dataset.act = act;
      buttons.append(button);
    }
    return [
      part("card-name", name),
      buttons,
      part("card-title", title),
      ...lines.map((line) => part("card-line", line)),
      ...problems.map((problem) => part("card-problem", problem)),
    ];
  }

  // The text around it --------------------------------------------------------

  function topLevel(editor, node) {
    const editable = editor.editable();
    let top = node;
    while (top && top.getParent() && !top.getParent().equals(editable)) top = top.getParent();
    return top?.getParent() ? top : null;
  }

  function isText(node) {
    if (node.type !== CKEDITOR.NODE_ELEMENT) return false;
    return !["data-cke-temp", "data-cke-hidden-sel", "data-cke-bookmark"].some((name) =>
      node.hasAttribute(name),
    );
  }

  function isEmptyLine(element) {
    if (!element.is?.("p", "h2", "h3", "h4")) return false;
    return !element.getText().replace(/[\s\u200b\u00a0]/g, "") && !element.findOne("figure");
  }

  function emptyLine(editor) {
    const line = new CKEDITOR.dom.element("p", editor.document);
    line.appendBogus();
    return line;
  }

  /** The block of text that the caret is in; the last one before the writer has been there. */
  function currentBlock(editor) {
    const focused = editor.widgets.focused;
    if (focused) return focused.wrapper;
    const range = editor.newsblock.wasEntered && editor.getSelection()?.getRanges()[0];
    const found = range && topLevel(editor, range.startContainer);
    if (found?.type === CKEDITOR.NODE_ELEMENT) return found;
    return editor.editable().getLast(isText);
  }

  /** After a card that was pasted at the end there must be somewhere to write on. */
  function openLastLine(editor) {
    const last = editor.editable().getLast(isText);
    if (!last?.hasClass("cke_widget_wrapper")) return;
    // Part of the paste, not a step of its own.
    quietly(editor, () => emptyLine(editor).insertAfter(last));
  }

  function putCaret(editor, element) {
    const range = editor.createRange();
    range.moveToElementEditStart(element);
    range.select();
  }

  // What the page's scripts may ask of it -------------------------------------

  function blocksIn(editor, rows) {
    const find = (ref) => cards(editor).find((widget) => widget.ref === ref);

    return {
      wasEntered: false,

      cards: () => cards(editor).map(({ ref, kind }) => ({ ref, kind })),

      has: (ref) => Boolean(find(ref)),

      /** Refs of every card and cite that now stands in the text. */
      standing() {
        const editable = editor.mode === "wysiwyg" && editor.editable();
        if (!editable || !editor.newsblock.isReady) return null;
        const cites = [...editable.$.querySelectorAll("cite[data-source]")];
        const refs = cites.map((cite) => cite.dataset.source);
        return new Set([...refs, ...cards(editor).map(({ ref }) => ref)]);
      },

      draw(ref) {
        const widget = find(ref);
        if (widget) draw(editor, rows, widget);
      },

      drawAll: () => cards(editor).forEach((widget) => draw(editor, rows, widget)),

      /** Put a card where the caret is, in one undo step; `line` is a paragraph it takes over. */
      insert(kind, ref, line = null) {
        keepStep(editor);
        const figure = new CKEDITOR.dom.element("figure", editor.document);
        figure.setAttributes({ "data-block": kind, "data-ref": ref });
        const block = line ?? currentBlock(editor);
        if (!block) editor.editable().append(figure);
        else if (line || isEmptyLine(block)) figure.replace(block);
        else figure.insertAfter(block);
        const widget = editor.widgets.initOn(figure, "newsblock");
        openLineAfter(widget);
        widget.focus();
        keepStep(editor);
        widget.wrapper.scrollIntoView?.();
        return widget;
      },

      focus(ref) {
        editor.focus();
        const widget = find(ref);
        widget?.focus();
        return Boolean(widget);
      },

      show: (ref) => find(ref)?.wrapper.$.scrollIntoView({ block: "nearest" }),

      move: (ref, way) => find(ref) && move(find(ref), way),

      remove: (ref) => find(ref) && remove(find(ref)),
    };

    function openLineAfter({ wrapper }) {
      const next = wrapper.getNext(isText);
      if (!next || next.hasClass("cke_widget_wrapper")) emptyLine(editor).insertAfter(wrapper);
    }

    function remove(widget) {
      const next = widget.wrapper.getNext(isText) ?? widget.wrapper.getPrevious(isText);
      keepStep(editor);
      editor.widgets.del(widget);
      if (!editor.editable().getLast(isText)) editor.editable().append(emptyLine(editor));
      editor.focus();
      if (next && !next.hasClass("cke_widget_wrapper")) putCaret(editor, next);
      keepStep(editor);
    }

    function move(widget, way) {
      const { wrapper } = widget;
      const other = neighbour(wrapper, way);
      if (!other) return rows.say(way < 0 ? gettext("It stands first already.") : gettext("It stands last already."));
      keepStep(editor);
      if (way < 0) wrapper.insertBefore(other);
      else wrapper.insertAfter(other);
      keepStep(editor);
      editor.focus();
      widget.focus();
      wrapper.$.scrollIntoView({ block: "nearest" });
      return rows.say(way < 0 ? gettext("Moved up.") : gettext("Moved down."));
    }
  }

  /** Empty lines are passed over: to the writer they are no place to move to. */
  function neighbour(wrapper, way) {
    const next = (from) => (way < 0 ? from.getPrevious(isText) : from.getNext(isText));
    let other = next(wrapper);
    while (other && isEmptyLine(other) && next(other)) other = next(other);
    return other;
  }

  const ACTS = {
    up: (editor, widget) => editor.newsblock.move(widget.ref, -1),
    down: (editor, widget) => editor.newsblock.move(widget.ref, 1),
    edit: (editor, widget) => widget.edit(),
    remove: (editor, widget) => editor.newsblock.remove(widget.ref),
    duplicate(editor, widget) {
      keepStep(editor);
      const figure = new CKEDITOR.dom.element("figure", editor.document);
      figure.setAttributes({ "data-block": widget.kind, "data-ref": widget.ref });
      figure.insertAfter(widget.wrapper);
      editor.widgets.initOn(figure, "newsblock").focus();
      keepStep(editor);
    },
  };

  // Keys, clicks, drops -------------------------------------------------------

  function prepareText(editor, rows) {
    const editable = editor.editable();
    editor.newsblock.isReady = true;
    editor.widgets.finder.lookups = { default: (element) => dropsAround(editor, element) };
    editable.attachListener(editable, "focus", () => (editor.newsblock.wasEntered = true));
    // A press of a card's button is no choosing of the card: that takes the focus and may scroll
    // the page, and the press, let go elsewhere, would be no click.
    editable.attachListener(editable, "mousedown", ({ data }) => {
      if (buttonAt(data)) data.preventDefault(true);
    }, null, null, 0);
    editable.attachListener(editable, "click", ({ data }) => onClick(editor, data));
    for (const name of ["copy", "cut"]) {
      editable.attachListener(editable, name, () => rows.remember(selectedRefs(editor)), null, null, 0);
    }
  }

  /** A card may be dropped before or after a whole paragraph, quote, list or table. */
  function dropsAround(editor, element) {
    const isTop = element.getParent()?.equals(editor.editable()) && isText(element);
    if (!isTop) return undefined;
    return CKEDITOR.LINEUTILS_BEFORE | CKEDITOR.LINEUTILS_AFTER;
  }

  function buttonAt(data) {
    const button = data.getTarget().getAscendant("button", true);
    return button?.data("act") ? button : null;
  }

  function onClick(editor, data) {
    const button = buttonAt(data);
    const act = button && ACTS[button.data("act")];
    const widget = act && editor.widgets.getByElement(button);
    if (!widget) return;
    data.preventDefault();
    act(editor, widget);
  }

  function selectedRefs(editor) {
    const selection = editor.document.$.getSelection();
    const focused = editor.widgets.focused;
    if (focused) return [focused.ref];
    if (!selection.rangeCount) return [];
    const within = [...editor.document.$.querySelectorAll("figure[data-ref], cite[data-source]")];
    return within
      .filter((element) => selection.containsNode(element, true))
      .map((element) => element.dataset.ref ?? element.dataset.source);
  }

  function onKey(editor, event) {
    const widget = editor.widgets.focused;
    if (widget?.name !== "newsblock") return;
    const { key, ctrlKey, metaKey, altKey } = event.data.domEvent.$;
    if (altKey && (key === "ArrowUp" || key === "ArrowDown")) {
      event.cancel();
      event.data.domEvent.preventDefault();
      editor.newsblock.move(widget.ref, key === "ArrowUp" ? -1 : 1);
    } else if (key.length === 1 && !ctrlKey && !metaKey && !altKey) {
      typeAfter(editor, widget);
    }
  }

  /** Letters typed on a chosen card would be swallowed: they begin a line after it. */
  function typeAfter(editor, widget) {
    keepStep(editor);
    const next = widget.wrapper.getNext(isText);
    const line = next && isEmptyLine(next) ? next : emptyLine(editor);
    if (!line.equals(next)) line.insertAfter(widget.wrapper);
    putCaret(editor, line);
    editor.widgets.checkSelection();
  }

  // The toolbar ---------------------------------------------------------------

  function addButtons(editor, rows) {
    for (const [kind, { button }] of Object.entries(rows.kinds)) {
      const command = `newsblock-${kind}`;
      editor.addCommand(command, { exec: () => insertNew(editor, rows, kind) });
      editor.ui.addButton?.(`Newsblock${capital(kind)}`, { label: button, command, toolbar: "newsblock" });
    }
    editor.addCommand("newsblock-cite", { exec: () => rows.cite(), contextSensitive: false });
    editor.setKeystroke(CKEDITOR.CTRL + CKEDITOR.SHIFT + 76, "newsblock-cite");
    editor.ui.addButton?.("NewsblockCite", {
      label: gettext("Source"),
      title: gettext("Name the source of the selected words"),
      command: "newsblock-cite",
      toolbar: "newsblock",
    });
  }

  const capital = (word) => word[0].toUpperCase() + word.slice(1);

  function insertNew(editor, rows, kind) {
    const ref = rows.create(kind);
    if (!ref) return false;
    editor.newsblock.insert(kind, ref);
    rows.open(ref);
    return true;
  }
})();
