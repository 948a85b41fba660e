"use strict";

/* What comes from the clipboard: tidied before CKEditor's own filter, pictures counted and said,
   and an address of a video, a chart or a post offered as a card. Nothing that was pasted may vanish in silence. */
(() => {
  const desk = window.storyDesk;
  const RENAMED = { B: "strong", I: "em", STRIKE: "s", DEL: "s", H1: "h2", H5: "h4", H6: "h4" };
  const DROPPED = "script, style, meta, link, title, template, noscript, object, svg, math, button, input, select, textarea";
  const BLOCK = "p, h1, h2, h3, h4, h5, h6, ul, ol, table, blockquote, div, section, article";

  const MAKE_IT = {
    video: () => gettext("Make it a video card"),
    post: () => gettext("Make it a post card"),
    chart: () => gettext("Make it a chart card"),
    document: () => gettext("Make it a document card"),
    map: () => gettext("Make it a map card"),
    audio: () => gettext("Make it an audio card"),
  };

  // Tidying -------------------------------------------------------------------

  /** DOMParser's page is inert: nothing in it runs or loads. */
  function tidied(html) {
    const page = new DOMParser().parseFromString(html, "text/html");
    page.querySelectorAll(DROPPED).forEach((element) => element.remove());
    const { body } = page;
    for (const step of [embedsToAddresses, cleanLinks, unwrapSpans, rename, plainItems, strangeCards, dropFillers]) {
      step(body);
    }
    const pictures = dropPictures(body);
    return { html: body.innerHTML, pictures };
  }

  function unwrap(element) {
    element.replaceWith(...element.childNodes);
  }

  /** An iframe or a post's code becomes the address it shows, on a line of its own. */
  function embedsToAddresses(body) {
    for (const frame of body.querySelectorAll("iframe, embed, video, blockquote[class*='-embed'], .twitter-tweet, .instagram-media, .flourish-embed[data-src]")) {
      const address = addressOf(frame);
      const line = body.ownerDocument.createElement("p");
      line.textContent = (address ?? "").replace(/^\/\//, "https://");
      if (/^https?:/.test(line.textContent)) frame.replaceWith(line);
      else if (frame.matches("iframe, embed, video")) frame.remove();
    }
  }

  function addressOf(frame) {
    if (frame.matches(".flourish-embed")) return `https://flo.uri.sh/${frame.dataset.src.split("?")[0]}/embed`;
    const { instgrmPermalink, embedUrl } = frame.dataset;
    const links = [...frame.querySelectorAll("a[href]")];
    return frame.getAttribute("src") ?? frame.getAttribute("cite") ?? instgrmPermalink ?? embedUrl ?? links.at(-1)?.href;
  }

  /** Google Docs sends its links round by google.com. */
  function cleanLinks(body) {
    for (const link of body.querySelectorAll("a")) {
      const address = straight(link.getAttribute("href") ?? "");
      if (/^(https?:|mailto:|tel:)/i.test(address)) link.setAttribute("href", address);
      else unwrap(link);
    }
  }

  function straight(address) {
    const round = address.match(/^https:\/\/www\.google\.com\/url\?/);
    return (round && new URLSearchParams(address.split("?")[1]).get("q")) || address.trim();
  }

  /** Docs and many sites say bold and italic in styles, and wrap everything in a <b> that is none. */
  function unwrapSpans(body) {
    for (const bold of body.querySelectorAll("b, strong")) {
      if (/^(normal|400)$/.test(bold.style.fontWeight)) unwrap(bold);
    }
    for (const span of body.querySelectorAll("span, font")) {
      const tags = tagsOf(span.style);
      for (const tag of tags) {
        const inner = body.ownerDocument.createElement(tag);
        inner.append(...span.childNodes);
        span.append(inner);
      }
      unwrap(span);
    }
  }

  function tagsOf(style) {
    const said = {
      strong: /^(bold|bolder|[6-9]00)$/.test(style.fontWeight),
      em: style.fontStyle === "italic",
      s: /line-through/.test(style.textDecoration || style.textDecorationLine),
      sup: style.verticalAlign === "super",
      sub: style.verticalAlign === "sub",
    };
    return Object.keys(said).filter((tag) => said[tag]);
  }

  function rename(body) {
    for (const element of body.querySelectorAll(Object.keys(RENAMED).join(","))) {
      const renamed = body.ownerDocument.createElement(RENAMED[element.tagName]);
      renamed.append(...element.childNodes);
      element.replaceWith(renamed);
    }
  }

  function plainItems(body) {
    for (const item of body.querySelectorAll("li")) {
      const [first, ...others] = item.querySelectorAll(":scope > p");
      if (first && !others.length) unwrap(first);
    }
  }

  /** Cards and cites of which this browser knows nothing are the words they carry. */
  function strangeCards(body) {
    const isKnown = (ref) => desk.rows.has(ref) || desk.rows.isRemembered(ref);
    for (const figure of body.querySelectorAll("figure")) {
      if (figure.dataset.block && isKnown(figure.dataset.ref)) continue;
      if (figure.querySelector(BLOCK)) unwrap(figure);
      else {
        const line = body.ownerDocument.createElement("p");
        line.append(...figure.childNodes);
        figure.replaceWith(line);
      }
    }
    for (const cite of body.querySelectorAll("cite")) {
      if (!isKnown(cite.dataset.source)) unwrap(cite);
    }
  }

  /** Zero-width blanks that editors leave, and paragraphs of nothing. */
  function dropFillers(body) {
    const texts = body.ownerDocument.createTreeWalker(body, NodeFilter.SHOW_TEXT);
    while (texts.nextNode()) {
      texts.currentNode.data = texts.currentNode.data.replace(/[\u200b\ufeff]/g, "");
    }
    for (const line of body.querySelectorAll("p, h2, h3, h4")) {
      if (!line.textContent.trim() && !line.querySelector("img, br, figure")) line.remove();
    }
  }

  function dropPictures(body) {
    const pictures = body.querySelectorAll("img, picture > source, v\\:imagedata");
    const real = [...pictures].filter((picture) => picture.tagName === "IMG" && !isSpacer(picture));
    pictures.forEach((picture) => picture.remove());
    return real.length;
  }

  const isSpacer = (picture) => picture.width === 1 || picture.height === 1;

  // Saying and not losing -----------------------------------------------------

  function sayPictures(count) {
    if (!count) return;
    const said =
      count === 1
        ? gettext("One picture was in what you pasted and left out. Add pictures with the Picture button.")
        : ngettext(
            "%(count)s picture was in what you pasted and left out. Add pictures with the Picture button.",
            "%(count)s pictures were in what you pasted and left out. Add pictures with the Picture button.",
            count,
          );
    desk.say(interpolate(said, { count }, true));
  }

  const fromOutside = ({ dataTransfer }, editor) =>
    dataTransfer.getTransferType(editor) !== CKEDITOR.DATA_TRANSFER_INTERNAL;

  const isWord = (html) => /class="?Mso|style="[^"]*mso-|<meta[^>]+Word|urn:schemas-microsoft-com/i.test(html);

  function onPaste(editor, { data }) {
    const raw = data.dataTransfer.getData("text/html", true) || "";
    watchOver(editor, data.dataTransfer.getData("text/plain") || "");
    // The Word filter works later, on the raw clipboard, and fires this event once more.
    if (data.desk || data.type === "text" || !fromOutside(data, editor)) return;
    data.desk = true;
    if (isWord(raw)) {
      sayPictures((raw.match(/<img\b|<v:imagedata\b/gi) ?? []).length);
      return;
    }
    const { html, pictures } = tidied(data.dataValue);
    data.dataValue = html;
    sayPictures(pictures);
  }

  let watching = null;

  /** A filter that fails makes the whole paste vanish: then its bare words go in. */
  function watchOver(editor, words) {
    clearTimeout(watching);
    if (!words.trim()) return;
    watching = setTimeout(() => {
      editor.insertText(words);
      desk.say(gettext("The formatting of what you pasted could not be read: only its words are here."));
    }, 3000);
  }

  function onFiles(event) {
    const types = [...(event.data.$.clipboardData?.types ?? [])];
    if (types.includes("Files") && !types.includes("text/html") && !types.includes("text/plain")) {
      desk.say(gettext("A picture cannot be pasted into the text. Add it with the Picture button."));
    }
  }

  // An address on an empty line -----------------------------------------------

  const isAddress = (words) => /^https?:\/\/\S+$/i.test(words) || /^<(iframe|blockquote|div|script)\b[\s\S]*<\/(iframe|blockquote|div|script)>$/i.test(words);

  function addressIn(data) {
    const plain = (data.dataTransfer.getData("text/plain") || "").trim();
    if (isAddress(plain)) return plain;
    const words = new DOMParser().parseFromString(data.dataValue, "text/html").body.textContent.trim();
    return isAddress(words) ? words : null;
  }

  function onAddress(editor, { data }) {
    const address = addressIn(data);
    const line = address && desk.menu.lineOfCaret(editor);
    if (!line || line.getText().replace(/[\s\u200b]/g, "")) return;
    editor.once("afterPaste", () => offer(editor, address));
  }

  async function offer(editor, address) {
    const answer = await desk.embeds.recognise(address);
    const line = desk.menu.lineOfCaret(editor);
    if (!answer?.ok || !line || !holds(line, address)) return;
    desk.menu.open({
      label: interpolate(gettext("This is %(provider)s"), { provider: answer.provider_name }, true),
      items: [
        { words: MAKE_IT[answer.type](), hint: "Enter", run: () => makeCard(editor, line, address) },
        { words: gettext("Keep the address as text"), hint: "Esc", run() {} },
      ],
      line: line.$,
      owner: "paste",
    });
  }

  const squeezed = (words) => words.replace(/\s/g, "");
  const holds = (line, address) => squeezed(line.getText()) === squeezed(address);

  function makeCard(editor, line, address) {
    const row = desk.rows.create("embed");
    if (!row) return;
    const ref = desk.rows.ref(row);
    desk.rows.fill(row, [["address", address, ""]]);
    editor.newsblock.insert("embed", ref, line);
    desk.panel.open(ref);
  }

  desk.whenEditorIsMade((editor) => {
    editor.on("paste", (event) => onPaste(editor, event), null, null, 2);
    editor.on("paste", (event) => onAddress(editor, event), null, null, 7);
    editor.on("afterPaste", () => clearTimeout(watching));
    editor.on("contentDom", () => {
      const editable = editor.editable();
      editable.attachListener(editable, "paste", onFiles, null, null, 0);
    });
  });
})();
