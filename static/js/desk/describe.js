"use strict";

/* What a card, the list and a spoken label say of a block: read from its row's inputs. */
(() => {
  const desk = window.storyDesk;
  const { rows } = desk;

  const NEEDS = {
    video: () => gettext("needs a video"),
    post: () => gettext("needs a post"),
    chart: () => gettext("needs a chart"),
    document: () => gettext("needs a document"),
    map: () => gettext("needs a map"),
    audio: () => gettext("needs a recording"),
  };

  /** {kind, name, title, lines, problems} of the block with this ref. */
  desk.describe = (ref, kind) => {
    const row = rows.find(ref);
    if (!row) return missing(kind);
    const name = desk.settings.kinds[rows.kind(row)]?.button ?? gettext("Source");
    const said = { name, lines: [], problems: [], ...DESCRIBE[rows.kind(row)](row) };
    const error = row.querySelector(".errorlist li")?.textContent.trim();
    if (error && !said.problems.includes(error)) said.problems.unshift(error);
    if (rows.isTicked(row, "left_out")) said.lines.push(gettext("Left out for now"));
    return { kind: rows.kind(row), ...said };
  };

  /** The same in one sentence, for a screen reader and for the clipboard. */
  desk.describe.inWords = (ref, kind) => {
    const { name, title, problems } = desk.describe(ref, kind);
    return [`${name}: ${title}`, ...problems].join(". ");
  };

  function missing(kind) {
    const name = desk.settings.kinds[kind]?.button ?? gettext("Block");
    return { kind, name, title: gettext("Nothing is kept for this block"), lines: [], problems: [gettext("remove it, or undo")] };
  }

  const DESCRIBE = {
    related(row) {
      const links = desk.links?.read(row) ?? [];
      const open = links.filter(({ isResolved }) => !isResolved).length;
      const needs = open > 1 ? interpolate(ngettext("%(open)s line needs a link", "%(open)s lines need a link", open), { open }, true) : gettext("needs a link");
      return {
        name: rows.value(row, "label") || gettext("Related"),
        title: links[0]?.title ?? gettext("No story yet"),
        lines: links.slice(1).map(({ title }) => title),
        problems: open || !links.length ? [needs] : [],
      };
    },

    embed(row) {
      const address = rows.value(row, "address");
      const answer = address ? desk.embeds.known(address) : null;
      const title = rows.value(row, "title");
      const caption = rows.value(row, "caption");
      const said = rows.value(row, "type") === "post" && caption ? `“${caption}”` : caption;
      return {
        name: rows.chosen(row, "type") || gettext("Video"),
        title: title || shortened(address) || said || gettext("No title yet"),
        lines: [joined(answer?.provider_name, credited(row)), title || address ? said : ""].filter(Boolean),
        problems: embedProblems(row, address, answer),
      };
    },

    figure(row) {
      const picture = rows.chosen(row, "picture");
      const caption = rows.value(row, "caption");
      // Whether the library has them is known at the checks; here they are only not said.
      const borrowed = fromLibrary(
        !rows.value(row, "credit"),
        !rows.value(row, "alt_text") && !rows.isTicked(row, "decorative"),
      );
      return {
        title: picture || caption || gettext("No picture yet"),
        lines: [picture ? caption : "", credited(row), picture ? borrowed : ""].filter(Boolean),
        problems: picture ? [] : [gettext("needs a picture")],
      };
    },

    pullquote(row) {
      const quote = rows.value(row, "quote");
      return {
        title: quote ? `“${quote}”` : gettext("No words yet"),
        lines: [rows.value(row, "speaker")].filter(Boolean),
        problems: quote ? [] : [gettext("needs the words")],
      };
    },

    factbox(row) {
      const [first, ...others] = rows.value(row, "text").split("\n").filter((line) => line.trim());
      const more = others.length
        ? interpolate(ngettext("and %(count)s more line", "and %(count)s more lines", others.length), { count: others.length }, true)
        : "";
      return {
        title: rows.value(row, "title") || gettext("Without a title"),
        lines: [first ?? "", more].filter(Boolean),
        problems: first ? [] : [gettext("needs a text")],
      };
    },

    citation(row) {
      const source = rows.chosen(row, "source");
      return {
        title: source || gettext("No source yet"),
        lines: [rows.value(row, "phrase"), rows.isTicked(row, "shown") ? "" : gettext("Desk only")].filter(Boolean),
        problems: source ? [] : [gettext("needs a source")],
      };
    },
  };

  function fromLibrary(credit, altText) {
    if (credit && altText) return gettext("Credit and alt text from the library");
    if (credit) return gettext("Credit from the library");
    return altText ? gettext("Alt text from the library") : "";
  }

  /** The words of the checks: a post is there with its words alone. */
  function embedProblems(row, address, answer) {
    const type = rows.value(row, "type") || "video";
    if (!address && type === "post" && rows.value(row, "caption")) return [];
    if (!address) return [NEEDS[type]()];
    if (answer && !answer.ok) return [answer.message];
    return rows.value(row, "credit") ? [] : [gettext("no credit")];
  }

  function credited(row) {
    const credit = rows.value(row, "credit");
    return credit && interpolate(gettext("Credit: %(credit)s"), { credit }, true);
  }

  const joined = (...parts) => parts.filter(Boolean).join(" · ");
  const shortened = (address) => (address.length > 70 ? `${address.slice(0, 69)}…` : address);
})();
