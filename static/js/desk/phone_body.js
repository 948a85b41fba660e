"use strict";

/* The text on a phone: each paragraph a plain box, each block a card. CKEditor is not started.

   The boxes write the same body as the editor would, and stand in for it before the other scripts
   (`desk.editor`): saving, keeping, checks and rows work as on a large screen. What was not touched
   is sent as it came, to the letter. Chosen once a page: turning the phone changes nothing. */
(() => {
  const desk = window.storyDesk;
  const PHONE = "(max-width: 700px), (pointer: coarse) and (max-height: 500px)";
  let isPhone = false;

  // Before CKEditor's own start; in the head of the page a phone does not know its width yet.
  window.addEventListener(
    "DOMContentLoaded",
    () => {
      isPhone = window.matchMedia(PHONE).matches && document.getElementById("story-desk") !== null;
      if (!isPhone) return;
      if (window.CKEDITOR) window.CKEDITOR.env.isCompatible = false;
      ["headline", "dek"].forEach(openUp);
    },
    true,
  );

  /** A headline is longer than a phone is wide: its field shows all of it. */
  function openUp(name) {
    const input = document.querySelector(`input#id_${name}`);
    if (!input || input.disabled) return;
    const wide = desk.build("textarea", { rows: "1" });
    for (const { name: each, value } of input.attributes) if (!["type", "value"].includes(each)) wide.setAttribute(each, value);
    wide.value = input.value;
    wide.classList.add("phone-field");
    wide.addEventListener("keydown", (event) => event.key === "Enter" && event.preventDefault());
    wide.addEventListener("input", () => {
      if (/[\r\n]/.test(wide.value)) wide.value = wide.value.replace(/\s*[\r\n]+\s*/g, " ");
      fit(wide);
    });
    input.replaceWith(wide);
    fit(wide);
  }

  const { rows } = desk;
  const SHAPES = {
    p: gettext("Paragraph"),
    h2: gettext("Subhead"),
    h3: gettext("Small subhead"),
    h4: gettext("Smallest subhead"),
    blockquote: gettext("Quote"),
    ul: gettext("Bulleted list"),
    ol: gettext("Numbered list"),
  };
  const MANY = ["blockquote", "ul", "ol"];
  const INNER = { blockquote: "p", ul: "li", ol: "li" };

  /** The text: {shape, lines, source}, {kind, ref, source} of a card, {words, source} of the rest. */
  let units = [];
  let box;
  let tools;
  let field;
  /** The line that was written in last. */
  let here = null;
  let asOpened = null;

  const sources = new desk.marks.Sources();

  // From the stored body to units ------------------------------------------------------

  /** The stored form of each element at the top, exactly: its tags are well formed. */
  function pieces(html) {
    const found = [];
    let depth = 0;
    let start = 0;
    for (const { 0: tag, 1: end, 2: name, index } of html.matchAll(/<(\/?)([a-z][a-z0-9]*)(?: [^>]*)?>/g)) {
      if (depth === 0) start = index;
      if (end) depth -= 1;
      else if (name !== "br" && name !== "hr") depth += 1;
      if (depth === 0) found.push(html.slice(start, index + tag.length));
    }
    return found;
  }

  /** What is not in the stored form is brought near it: no word may be lost. */
  function looseParts(html) {
    const parts = [...new DOMParser().parseFromString(`<body>${html}`, "text/html").body.childNodes];
    const words = parts.filter((part) => part.nodeType === Node.ELEMENT_NODE || part.textContent.trim());
    return words.map((part) => part.outerHTML ?? `<p>${desk.marks.html(part.textContent.trim(), sources)}</p>`);
  }

  function elementOf(source) {
    return new DOMParser().parseFromString(source, "text/html").body.firstElementChild;
  }

  function unitOf(source) {
    const element = elementOf(source);
    const tag = element.localName;
    if (tag === "figure") return { kind: element.dataset.block, ref: element.dataset.ref, source };
    if (SHAPES[tag]) return textUnit(tag, source, element);
    if (tag === "hr") return { words: gettext("A line across the text"), source };
    return { words: interpolate(gettext("Table: %(words)s"), { words: firstWords(element) }, true), source };
  }

  const firstWords = (element) => element.textContent.trim().replace(/\s+/g, " ").slice(0, 80);

  function textUnit(shape, source, element) {
    const inner = source.slice(source.indexOf(">") + 1, source.lastIndexOf("<"));
    const lines = MANY.includes(shape) ? pieces(inner) : [source];
    const isPlain = lines.every((line) => isLine(line, INNER[shape] ?? shape)) && (!INNER[shape] || lines.join("") === inner);
    if (!isPlain) return { words: `${SHAPES[shape]}: ${firstWords(element)}`, source };
    return { shape, source, lines: lines.map((line) => lineOf(line.slice(line.indexOf(">") + 1, line.lastIndexOf("<")))) };
  }

  const isLine = (source, tag) => source.startsWith(`<${tag}>`) && !/<(?:p|ul|ol|li|h[2-4]|blockquote|table|figure|hr)\b/.test(source.slice(tag.length + 2));

  function lineOf(source) {
    const marks = desk.marks.of(source, sources);
    if (marks) return { source, shown: marks.words, words: marks.words, links: marks.links };
    const words = elementOf(`<p>${source}</p>`).textContent;
    return { source, shown: words, words, isLocked: true };
  }

  const newLine = (words) => ({ source: "", shown: "", words, links: {} });
  const newUnit = (shape, words) => ({ shape, source: null, lines: [newLine(words)] });

  // And back ---------------------------------------------------------------------------

  const isTouched = (line) => line.words !== line.shown;

  function htmlOfLine(line) {
    return isTouched(line) ? desk.marks.html(line.words.trim(), sources, line.links) : line.source;
  }

  function htmlOf(unit) {
    if (!unit.shape) return unit.source;
    if (unit.source !== null && !unit.lines.some(isTouched)) return unit.source;
    const tag = INNER[unit.shape] ?? unit.shape;
    const lines = unit.lines.map(htmlOfLine).filter((html) => html.trim());
    if (!lines.length) return "";
    const inner = lines.map((html) => `<${tag}>${html}</${tag}>`).join("");
    return INNER[unit.shape] ? `<${unit.shape}>${inner}</${unit.shape}>` : inner;
  }

  const body = () => units.map(htmlOf).join("");

  // The boxes ----------------------------------------------------------------------------

  function draw() {
    const wanted = units.flatMap((unit) => (unit.shape ? unit.lines.map((line) => boxOf(unit, line)) : [cardOf(unit)]));
    [...box.children].filter((each) => !wanted.includes(each) && each !== tools).forEach((each) => each.remove());
    // What stands in its place is not touched: the keyboard of a phone would close.
    wanted.forEach((each, nth) => {
      const before = wanted[nth - 1];
      const standing = nextOf(before);
      if (standing !== each) box.insertBefore(each, standing);
    });
    placeTools();
    fitAll();
  }

  function nextOf(before) {
    const next = before ? before.nextElementSibling : box.firstElementChild;
    return next === tools && tools ? tools.nextElementSibling : next;
  }

  function boxOf(unit, line) {
    line.box ??= newBox(line);
    line.box.dataset.shape = unit.shape;
    line.box.setAttribute("aria-label", labelOf(unit, line));
    return line.box;
  }

  function newBox(line) {
    const each = desk.build("textarea", { class: "phone-line", rows: "1", spellcheck: "true", autocapitalize: "sentences", autocomplete: "off" });
    each.value = line.words;
    each.readOnly = Boolean(line.isLocked);
    if (line.isLocked) each.title = gettext("What is set in this paragraph can be changed on a large screen.");
    each.addEventListener("input", () => {
      line.words = each.value;
      fit(each);
      changed();
    });
    each.addEventListener("focus", () => {
      here = line;
      placeTools();
    });
    each.addEventListener("keydown", (event) => onKey(event, line));
    each.addEventListener("beforeinput", (event) => onInput(event, line));
    each.addEventListener("paste", (event) => onPaste(event, line));
    return each;
  }

  function labelOf(unit, line) {
    const number = units.filter(({ kind }) => !kind).indexOf(unit) + 1;
    const about = { shape: SHAPES[unit.shape], number, item: unit.lines.indexOf(line) + 1 };
    const isItem = unit.lines.length > 1;
    if (isItem && line.isLocked) return interpolate(gettext("%(shape)s %(number)s, line %(item)s, to be read only"), about, true);
    if (isItem) return interpolate(gettext("%(shape)s %(number)s, line %(item)s"), about, true);
    return interpolate(line.isLocked ? gettext("%(shape)s %(number)s, to be read only") : "%(shape)s %(number)s", about, true);
  }

  /** As high as its words. Newer browsers do it by themselves (phone-body.css). */
  function fit(each) {
    if (CSS.supports("field-sizing", "content")) return;
    each.style.height = "auto";
    each.style.height = `${each.scrollHeight}px`;
  }

  const fitAll = () => document.querySelectorAll(".phone-line, .phone-field").forEach(fit);

  const unitWith = (line) => units.find((unit) => unit.lines?.includes(line));

  /** Tell the page that the text is another one now. */
  function changed({ drawn = false } = {}) {
    if (drawn) draw();
    update();
    desk.tell("changed");
    followSoon();
    if (drawn) field.dispatchEvent(new Event("input", { bubbles: true }));
  }

  const followSoon = desk.settled(() => rows.followText());

  function update() {
    const html = body();
    field.value = html === bodyOf(asOpened) ? asOpened.source : html;
  }

  const bodyOf = ({ html }) => html;

  // Cards ---------------------------------------------------------------------------------

  function cardOf(unit) {
    unit.card ??= desk.build("section", { class: "phone-card", role: "group" });
    fillCard(unit);
    return unit.card;
  }

  function fillCard(unit) {
    const said = unit.ref ? desk.describe(unit.ref, unit.kind) : { name: gettext("In the text"), title: unit.words, lines: [], problems: [] };
    const focused = unit.card.contains(document.activeElement) ? document.activeElement.dataset.act : null;
    const button = (act, words, label, step) => desk.button(words, step, { "data-act": act, "aria-label": `${label}: ${said.name}` });
    unit.card.dataset.state = said.problems.length ? "open" : "done";
    unit.card.setAttribute("aria-label", unit.ref ? desk.describe.inWords(unit.ref, unit.kind) : unit.words);
    unit.card.replaceChildren(
      desk.build("span", { class: "block-name" }, said.name),
      desk.build("span", { class: "block-title" }, said.title),
      ...said.lines.map((words) => desk.build("span", { class: "block-line" }, words)),
      ...said.problems.map((words) => desk.build("span", { class: "block-problem" }, words)),
      desk.build(
        "span",
        { class: "phone-card-buttons" },
        button("up", "↑", gettext("Move up"), () => move(unit, -1)),
        button("down", "↓", gettext("Move down"), () => move(unit, 1)),
        unit.ref && rows.has(unit.ref) ? button("edit", gettext("Edit"), gettext("Edit"), (event) => desk.panel.open(unit.ref, { returnTo: event.currentTarget })) : null,
        button("remove", "✕", gettext("Remove"), () => remove(unit)),
      ),
    );
    if (focused) unit.card.querySelector(`[data-act="${focused}"]`)?.focus();
  }

  function move(unit, way) {
    const from = units.indexOf(unit);
    const to = from + way;
    if (to < 0 || to >= units.length) {
      desk.say(way < 0 ? gettext("It stands first already.") : gettext("It stands last already."));
      return;
    }
    units.splice(from, 1);
    units.splice(to, 0, unit);
    changed({ drawn: true });
    const button = unit.card.querySelector(`[data-act="${way < 0 ? "up" : "down"}"]`);
    button.focus();
    unit.card.scrollIntoView({ block: "nearest" });
    desk.say(way < 0 ? gettext("Moved up.") : gettext("Moved down."));
  }

  function remove(unit) {
    const at = units.indexOf(unit);
    units.splice(at, 1);
    changed({ drawn: true });
    focusNear(at);
    if (unit.ref) desk.say(gettext("Removed. Put back in the list below the text brings it back."));
    else sayUndo(unit, at);
  }

  /** A line or a table has no row in the list below: the way back is in the message. */
  function sayUndo(unit, at) {
    desk.say(`${gettext("Removed.")} `);
    document.getElementById("desk-says").append(desk.button(gettext("Put it back"), () => {
      units.splice(at, 0, unit);
      changed({ drawn: true });
    }));
  }

  function focusNear(at) {
    const near = units[Math.min(at, units.length - 1)] ?? null;
    if (near?.shape) near.lines[0].box.focus();
    else near?.card.querySelector("button").focus();
  }

  // Enter, Backspace, paste ------------------------------------------------------------------

  let isShift = false;

  function onKey(event, line) {
    isShift = event.shiftKey;
    if (event.isComposing) return;
    const { selectionStart, selectionEnd } = line.box;
    if (event.key === "Backspace" && selectionStart === 0 && selectionEnd === 0) {
      event.preventDefault();
      joinBefore(line);
    }
  }

  function onInput(event, line) {
    if (line.isLocked) return;
    const { selectionStart, selectionEnd } = line.box;
    if ((event.inputType === "insertLineBreak" || event.inputType === "insertParagraph") && !isShift) {
      event.preventDefault();
      split(line, selectionStart, selectionEnd);
    } else if (event.inputType === "deleteContentBackward" && selectionStart === 0 && selectionEnd === 0) {
      event.preventDefault();
      joinBefore(line);
    }
  }

  function setWords(line, words) {
    line.words = words;
    if (line.box) line.box.value = words;
  }

  function split(line, start, end) {
    const rest = line.words.slice(end);
    const unit = unitWith(line);
    const at = units.indexOf(unit);
    const isMany = MANY.includes(unit.shape);
    const after = newLine(rest);
    after.links = line.links;
    if (isMany && line.words.trim() === "") {
      leaveMany(unit, line);
      return;
    }
    setWords(line, line.words.slice(0, start));
    if (isMany) unit.lines.splice(unit.lines.indexOf(line) + 1, 0, after);
    else units.splice(at + 1, 0, { shape: "p", source: null, lines: [after] });
    unit.source = isMany ? null : unit.source;
    changed({ drawn: true });
    caret(after, 0);
  }

  /** Enter on an empty line ends a list or a quote; what stood after it is a list of its own. */
  function leaveMany(unit, line) {
    const at = units.indexOf(unit);
    const nth = unit.lines.indexOf(line);
    const later = unit.lines.slice(nth + 1);
    const next = newUnit("p", "");
    unit.lines = unit.lines.slice(0, nth);
    unit.source = null;
    const parts = [...(unit.lines.length ? [unit] : []), next, ...(later.length ? [{ shape: unit.shape, source: null, lines: later }] : [])];
    units.splice(at, 1, ...parts);
    changed({ drawn: true });
    caret(next.lines[0], 0);
  }

  /** The end of the line before, and this one behind it. */
  function joinBefore(line) {
    const unit = unitWith(line);
    const before = lineBefore(unit, line);
    if (line.isLocked || before?.isLocked) return;
    if (!before) {
      if (!line.words) drop(unit, line);
      return;
    }
    const place = before.words.length;
    before.links = { ...line.links, ...before.links };
    setWords(before, before.words + line.words);
    drop(unit, line);
    caret(before, place);
  }

  function lineBefore(unit, line) {
    const nth = unit.lines.indexOf(line);
    if (nth > 0) return unit.lines[nth - 1];
    return units[units.indexOf(unit) - 1]?.lines?.at(-1) ?? null;
  }

  function drop(unit, line) {
    const at = units.indexOf(unit);
    unit.lines.splice(unit.lines.indexOf(line), 1);
    unit.source = null;
    if (!unit.lines.length) units.splice(at, 1);
    if (!units.length) units.push(newUnit("p", ""));
    changed({ drawn: true });
    focusNear(Math.max(0, at - 1));
  }

  /** Several lines from the clipboard are several paragraphs. */
  function onPaste(event, line) {
    const words = event.clipboardData?.getData("text/plain").replace(/\r\n?/g, "\n") ?? "";
    const lines = words.split(/\n+/).map((each) => each.trim()).filter(Boolean);
    if (line.isLocked || lines.length < 2) return;
    event.preventDefault();
    const { selectionStart, selectionEnd } = line.box;
    split(line, selectionStart, selectionEnd);
    setWords(line, line.words + lines.shift());
    const rest = here;
    const last = lines.pop();
    const unit = unitWith(rest);
    const place = last.length;
    setWords(rest, last + rest.words);
    const between = lines.map((each) => newLine(each));
    if (MANY.includes(unit.shape)) unit.lines.splice(unit.lines.indexOf(rest), 0, ...between);
    else units.splice(units.indexOf(unit), 0, ...between.map((each) => ({ shape: "p", source: null, lines: [each] })));
    changed({ drawn: true });
    caret(rest, place);
  }

  function caret(line, place) {
    line.box.focus();
    line.box.setSelectionRange(place, place);
  }

  // What can be done with the paragraph ----------------------------------------------------------

  function makeTools() {
    const shape = desk.build("select", { "aria-label": gettext("What this paragraph is"), "data-tool": "shape" }, ...options(SHAPES));
    const block = desk.build("select", { "aria-label": gettext("Add a block below"), "data-tool": "block" }, new Option(gettext("+ Block"), ""));
    Object.entries(desk.settings.kinds).forEach(([kind, { button, types = [] }]) => {
      block.append(new Option(button, kind), ...types.map(([type, words]) => new Option(words, `${kind} ${type}`)));
    });
    const source = desk.build("select", { "aria-label": gettext("Name the source of the selected words"), "data-tool": "source" });
    shape.addEventListener("change", () => reshape(shape.value));
    block.addEventListener("change", () => addBlock(block));
    source.addEventListener("change", () => cite(source));
    for (const select of [shape, block, source]) select.addEventListener("input", (event) => event.stopPropagation());
    tools = desk.build(
      "div",
      { class: "phone-tools", role: "group", "aria-label": gettext("This paragraph") },
      desk.button(gettext("+ Paragraph"), addParagraph),
      block,
      shape,
      desk.button(gettext("Bold"), () => wrap("**", "**")),
      desk.button(gettext("Link"), () => wrap("[", "](https://)")),
      source,
    );
  }

  const options = (named) => Object.entries(named).map(([value, words]) => new Option(words, value));

  function placeTools() {
    if (!tools) return;
    const unit = here && unitWith(here);
    const [shape, source] = ["shape", "source"].map((name) => tools.querySelector(`[data-tool="${name}"]`));
    shape.hidden = !unit;
    if (unit) shape.value = unit.shape;
    source.replaceChildren(new Option(gettext("Source"), ""), ...usedSources(), new Option(gettext("Another source…"), "new"));
    const last = unit ? here.box : [...box.children].findLast((each) => each !== tools);
    if (last && last.nextElementSibling !== tools) last.after(tools);
  }

  function usedSources() {
    const used = rows.citations().filter((row) => !rows.isRemoved(row) && rows.value(row, "source"));
    return used.map((row) => new Option(`${sources.number(rows.ref(row))} ${rows.chosen(row, "source")}`, rows.ref(row)));
  }

  /** The place of the paragraph that was written in last; before that, the last one's. */
  function placeHere() {
    const at = here ? units.indexOf(unitWith(here)) : -1;
    return at < 0 ? units.length - 1 : at;
  }

  function addParagraph() {
    const unit = newUnit("p", "");
    units.splice(placeHere() + 1, 0, unit);
    changed({ drawn: true });
    caret(unit.lines[0], 0);
  }

  function reshape(shape) {
    const unit = unitWith(here);
    const at = units.indexOf(unit);
    const before = units[at - 1];
    if (MANY.includes(shape) && before?.shape === shape) {
      before.lines.push(...unit.lines);
      before.source = null;
      units.splice(at, 1);
    } else if (MANY.includes(shape) || !MANY.includes(unit.shape)) Object.assign(unit, { shape, source: null });
    else units.splice(at, 1, ...unit.lines.map((line) => ({ shape, source: null, lines: [line] })));
    changed({ drawn: true });
  }

  function addBlock(select) {
    const [kind, type] = select.value.split(" ");
    select.value = "";
    const row = kind && rows.createPlaced(kind);
    if (!row) return;
    if (type) rows.fill(row, [["type", type, ""]]);
    insert(kind, rows.ref(row));
    desk.panel.open(rows.ref(row));
  }

  function insert(kind, ref) {
    const unit = { kind, ref, source: `<figure data-block="${kind}" data-ref="${ref}"></figure>` };
    units.splice(placeHere() + 1, 0, unit);
    changed({ drawn: true });
  }

  function wrap(before, after) {
    const words = here && !here.isLocked && selected();
    if (!words) {
      desk.say(gettext("Select some words of a paragraph first."));
      return;
    }
    replaceSelected(`${before}${words}${after}`);
    const end = here.box.selectionStart;
    if (after.startsWith("](")) here.box.setSelectionRange(end - 1, end - 1);
  }

  const selected = () => here.words.slice(here.box.selectionStart, here.box.selectionEnd).trim();

  function replaceSelected(words) {
    const { selectionStart, selectionEnd } = here.box;
    const chosen = here.words.slice(selectionStart, selectionEnd);
    const lead = chosen.length - chosen.trimStart().length;
    const trail = chosen.length - chosen.trimEnd().length;
    here.box.setRangeText(words, selectionStart + lead, selectionEnd - trail, "end");
    here.box.focus();
    here.box.dispatchEvent(new Event("input", { bubbles: true }));
  }

  function cite(select) {
    const { value } = select;
    select.value = "";
    if (!value) return;
    const words = here && !here.isLocked && selected();
    if (!words) {
      desk.say(gettext("Select the words that name the source first."));
      return;
    }
    const row = value === "new" ? rows.create("citation") : rows.find(value);
    if (!row) return;
    const ref = rows.ref(row);
    if (value === "new" && rows.field(row, "phrase")) rows.field(row, "phrase").value = words.slice(0, 300);
    replaceSelected(`[${words}][${sources.number(ref)}]`);
    if (value === "new") desk.panel.open(ref, { returnTo: here.box, onClose: () => dropIfUnnamed(ref) });
  }

  function dropIfUnnamed(ref) {
    const row = rows.find(ref);
    if (row && !rows.isRemoved(row) && !rows.value(row, "source")) {
      takeSourceOff(ref);
      desk.say(gettext("No source chosen: the words are plain again."));
    }
  }

  /** The source goes, its words stay. */
  function takeSourceOff(ref) {
    const mark = `][${sources.number(ref)}]`;
    for (const line of units.flatMap((unit) => unit.lines ?? [])) {
      while (!line.isLocked && line.words.includes(mark)) {
        const end = line.words.indexOf(mark);
        const start = line.words.lastIndexOf("[", end);
        setWords(line, line.words.slice(0, start) + line.words.slice(start + 1, end) + line.words.slice(end + mark.length));
      }
    }
    const row = rows.find(ref);
    if (row) rows.mark(row, true);
    changed({ drawn: true });
  }

  // In the editor's place ----------------------------------------------------------------------

  let copy = { html: null, text: null, units: [] };

  /** The text as a page would hold it, for whoever counts and reads; never shown. */
  function text() {
    const html = body();
    if (copy.html === html) return copy.text;
    const page = new DOMParser().parseFromString(`<body>${html}`, "text/html").body;
    const standing = units.filter(htmlOf);
    page.querySelectorAll(":scope > figure").forEach((card) => card.classList.add("cke_widget_wrapper"));
    copy = { html, text: page, units: [...page.children].map((element, nth) => [element, standing[nth]]) };
    return page;
  }

  function elementHere() {
    const page = text();
    const unit = here && unitWith(here);
    return copy.units.find(([, each]) => each === unit)?.[0] ?? page;
  }

  const find = (ref) => units.find((unit) => unit.ref === ref);

  function focusCard(ref) {
    const button = find(ref)?.card?.querySelector('[data-act="edit"]');
    button?.focus();
    return Boolean(button);
  }

  const editor = {
    isPhone: true,
    updateElement: update,
    getData: () => body(),
    editable: () => ({ $: text() }),
    focus: () => (here ?? units.find(({ lines }) => lines)?.lines[0])?.box?.focus(),
    fire() {},
    focusManager: {
      get hasFocus() {
        return document.activeElement?.matches("#phone-body .phone-line") ?? false;
      },
    },
    widgets: { focused: null },
    getSelection: () => ({ getStartElement: () => ({ $: elementHere() }) }),
    createRange: () => ({
      moveToElementEditStart({ $: element }) {
        this.unit = copy.units.find(([each]) => each === element)?.[1];
      },
      select() {
        this.unit?.lines?.[0].box.focus();
      },
    }),
    /** The boxes, for finding and replacing. */
    boxes: () => [...box.querySelectorAll(".phone-line:not([readonly])")],

    newsblock: {
      cards: () => units.filter(({ ref }) => ref).map(({ kind, ref }) => ({ kind, ref })),
      has: (ref) => Boolean(find(ref)),
      standing: () => new Set([...units.filter(({ ref }) => ref).map(({ ref }) => ref), ...citedRefs()]),
      draw: (ref) => find(ref)?.card && fillCard(find(ref)),
      insert,
      focus: focusCard,
      show: (ref) => find(ref)?.card?.scrollIntoView({ block: "nearest" }),
      move: (ref, way) => find(ref) && move(find(ref), way),
      remove: (ref) => find(ref) && remove(find(ref)),
    },
  };

  const citedRefs = () => [...text().querySelectorAll("cite[data-source]")].map((cite) => cite.dataset.source);

  function addHelp() {
    box.after(
      desk.build(
        "p",
        { class: "phone-help" },
        gettext("In a paragraph: **bold**, _italic_, [words](address) for a link, [words][1] for the words that name source 1."),
      ),
    );
  }

  desk.whenPageIsRead(() => {
    field = document.getElementById("id_body");
    if (!isPhone || !field) return;
    const stored = pieces(field.value);
    units = (stored.join("") === field.value ? stored : looseParts(field.value)).map(unitOf);
    asOpened = { source: field.value, html: body() };
    if (!units.length) units.push(newUnit("p", ""));
    box = desk.build("div", { id: "phone-body", role: "group", "aria-label": gettext("Text") });
    (field.closest(".django-ckeditor-widget") ?? field).after(box);
    makeTools();
    draw();
    addHelp();
    desk.editor = editor;
    desk.cites.remove = takeSourceOff;
    document.documentElement.dataset.phone = "on";
    desk.hear("row", placeTools);
    // Turned on its side, and once its letters are there, a line breaks elsewhere.
    for (const name of ["load", "resize"]) window.addEventListener(name, fitAll);
    rows.followText();
  });
})();
