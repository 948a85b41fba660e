"use strict";

/* A paragraph's words on a phone: plain text in which marks stand for what is inside.

   **bold**, _italic_, [words](address), [words][1] for the words that name source 1, and a line
   break. What has no mark of its own is written as its tag, <sup>2</sup>. A paragraph is shown so
   only if its marks give back exactly what is stored; any other is shown and left alone. */
(() => {
  const desk = window.storyDesk;
  const SHORT = { STRONG: ["**", "**"], EM: ["_", "_"] };
  const TAGS = ["strong", "em", "s", "sub", "sup"];
  const ADDRESS = String.raw`(?:https?:|mailto:|tel:|/|#)[^\s()]*(?:\([^\s()]*\)[^\s()]*)*`;
  const PART = new RegExp(
    String.raw`\\[\\*_[\]<>]|\n|\*\*|_|\[|\]\(${ADDRESS}\)|\]\[\d{1,4}\]|\]|</?(?:${TAGS.join("|")})>|[^\\\n*_[\]<]+|[^]`,
    "gu",
  );
  const ESCAPED = { "&": "&amp;", "<": "&lt;", ">": "&gt;", "\u00a0": "&nbsp;" };
  const IN_ATTRIBUTE = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#x27;" };

  const text = (words) => words.replace(/[&<>\u00a0]/g, (sign) => ESCAPED[sign]);
  const attribute = (value) => value.replace(/[&<>"']/g, (sign) => IN_ATTRIBUTE[sign]);
  const isLetter = (sign) => /[\p{L}\p{N}]/u.test(sign ?? "");
  const isBlank = (sign) => sign === undefined || /\s/u.test(sign);

  desk.marks = {
    /** {words, links} of what stands inside a paragraph; null where the marks cannot say it. */
    of(html, sources) {
      const body = new DOMParser().parseFromString(`<body>${html}`, "text/html").body;
      const links = Object.fromEntries([...body.querySelectorAll("a[href]")].map((link) => [link.getAttribute("href"), attributesOf(link)]));
      for (const way of [{}, { escapes: true }, { escapes: true, tags: true }]) {
        const words = written(body, sources, way);
        if (words !== null && desk.marks.html(words, sources, links) === html) return { words, links };
      }
      return null;
    },

    /** What a paragraph with these words holds, in the form that is stored. */
    html(words, sources, links = {}) {
      const read = new Reading(sources, links);
      let at = 0;
      for (const [part] of words.matchAll(PART)) {
        read.take(part, words[at - 1], words[at + part.length]);
        at += part.length;
      }
      return read.done();
    },

    /** Where a change of words would break a link or a source: [start, end] of each. */
    fixed(words) {
      const found = words.matchAll(new RegExp(String.raw`\]\(${ADDRESS}\)|\]\[\d{1,4}\]|</?(?:${TAGS.join("|")})>`, "gu"));
      return [...found].map(({ index, 0: part }) => [index, index + part.length]);
    },
  };

  /** The numbers of a story's sources, given once and never to another. */
  desk.marks.Sources = class {
    refs = [];

    number(ref) {
      if (!this.refs.includes(ref)) this.refs.push(ref);
      return this.refs.indexOf(ref) + 1;
    }

    ref(number) {
      return this.refs[number - 1];
    }
  };

  const attributesOf = (link) => [...link.attributes].map(({ name, value }) => ` ${name}="${attribute(value)}"`).join("");

  function written(node, sources, way) {
    const parts = [...node.childNodes].map((child) => (child.nodeType === Node.TEXT_NODE ? plain(child.data, way) : element(child, sources, way)));
    return parts.includes(null) ? null : parts.join("");
  }

  const plain = (words, { escapes }) => (escapes ? words.replace(/[\\*_[\]<>]/g, "\\$&") : words);

  function element(child, sources, way) {
    if (child.nodeName === "BR") return "\n";
    const inner = written(child, sources, way);
    if (inner === null) return null;
    if (child.nodeName === "A") return `[${inner}](${child.getAttribute("href")})`;
    if (child.nodeName === "CITE") return `[${inner}][${sources.number(child.dataset.source)}]`;
    if (SHORT[child.nodeName] && !way.tags) return SHORT[child.nodeName].join(inner);
    const tag = child.nodeName.toLowerCase();
    return TAGS.includes(tag) ? `<${tag}>${inner}</${tag}>` : null;
  }

  /** One pass over the parts: what opens waits for what closes it, and else is a word. */
  class Reading {
    constructor(sources, links) {
      Object.assign(this, { sources, links, out: [], opened: [] });
    }

    take(part, before, after) {
      if (part === "\n") this.out.push("<br>");
      else if (part === "**") this.mark("strong", part, true, true);
      else if (part === "_") this.mark("em", part, !isLetter(before) && !isBlank(after), !isBlank(before) && !isLetter(after));
      else if (part === "[") this.open("link", part);
      else if (part === "]") this.giveUp(part);
      else if (part.startsWith("](")) this.link(part);
      else if (part.startsWith("][")) this.cite(part);
      else if (/^<\/?[a-z]+>$/.test(part)) this.tag(part);
      else this.out.push(text(/^\\./u.test(part) ? part.slice(1) : part));
    }

    open(name, part) {
      this.opened.push({ name, at: this.out.length });
      this.out.push(text(part));
    }

    mark(name, part, opens, closes) {
      if (closes && this.close(name, name)) return;
      if (opens) this.open(name, part);
      else this.out.push(text(part));
    }

    tag(part) {
      const name = part.replace(/[</>]/g, "");
      if (!part.startsWith("</")) this.open(`<${name}`, part);
      else if (!this.close(`<${name}`, name)) this.out.push(text(part));
    }

    link(part) {
      const address = part.slice(2, -1);
      const given = this.links[address] ?? ` href="${attribute(address)}"`;
      if (!this.close("link", "a", given)) this.out.push(text(part));
    }

    cite(part) {
      const ref = this.sources.ref(Number(part.slice(2, -1)));
      if (!ref) this.giveUp(part);
      else if (!this.close("link", "cite", ` data-source="${attribute(ref)}"`)) this.out.push(text(part));
    }

    /** A bracket that closes nothing but a bracket. */
    giveUp(part) {
      const nth = this.opened.findLastIndex(({ name }) => name === "link");
      if (nth >= 0) this.opened.splice(nth, 1);
      this.out.push(text(part));
    }

    close(name, tag, attributes = "") {
      const nth = this.opened.findLastIndex((each) => each.name === name);
      if (nth < 0 || this.opened[nth].at === this.out.length - 1) return false;
      const inner = this.out.splice(this.opened[nth].at).slice(1).join("");
      this.opened.length = nth;
      this.out.push(`<${tag}${attributes}>${inner}</${tag}>`);
      return true;
    }

    done() {
      return this.out.join("");
    }
  }
})();
