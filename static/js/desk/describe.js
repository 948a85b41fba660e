"use strict";

/* What a card, the list and a spoken label say of a block: read from its row's inputs. */
(() => {
  const desk = window.storyDesk;
  const { rows } = desk;

  /** {kind, name, title, lines, problems} of the block with this ref. */
  desk.describe = (ref, kind) => {
    const row = rows.find(ref);
    if (!row) return missing(kind);
    const name = desk.settings.kinds[rows.kind(row)]?.button ?? "Source";
    const said = { name, lines: [], problems: [], ...DESCRIBE[rows.kind(row)](row) };
    const error = row.querySelector(".errorlist li")?.textContent.trim();
    if (error && !said.problems.includes(error)) said.problems.unshift(error);
    if (rows.isTicked(row, "left_out")) said.lines.push("Left out for now");
    return { kind: rows.kind(row), ...said };
  };

  /** The same in one sentence, for a screen reader and for the clipboard. */
  desk.describe.inWords = (ref, kind) => {
    const { name, title, problems } = desk.describe(ref, kind);
    return [`${name}: ${title}`, ...problems].join(". ");
  };

  function missing(kind) {
    const name = desk.settings.kinds[kind]?.button ?? "Block";
    return { kind, name, title: "Nothing is kept for this block", lines: [], problems: ["remove it, or undo"] };
  }

  const DESCRIBE = {
    related(row) {
      const links = desk.links?.read(row) ?? [];
      const open = links.filter(({ isResolved }) => !isResolved).length;
      const needs = open > 1 ? `${open} lines need a link` : "needs a link";
      return {
        name: rows.value(row, "label") || "Related",
        title: links[0]?.title ?? "No story yet",
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
        name: rows.chosen(row, "type") || "Video",
        title: title || shortened(address) || said || "No title yet",
        lines: [joined(answer?.provider_name, credited(row)), title || address ? said : ""].filter(Boolean),
        problems: embedProblems(row, address, answer),
      };
    },

    figure(row) {
      const picture = rows.chosen(row, "picture");
      const caption = rows.value(row, "caption");
      const library = [
        rows.value(row, "credit") ? null : "credit",
        rows.value(row, "alt_text") || rows.isTicked(row, "decorative") ? null : "alt text",
      ].filter(Boolean);
      // Whether the library has them is known at the checks; here they are only not said.
      const borrowed = library.length ? `${capital(library.join(" and "))} from the library` : "";
      return {
        title: picture || caption || "No picture yet",
        lines: [picture ? caption : "", credited(row), picture ? borrowed : ""].filter(Boolean),
        problems: picture ? [] : ["needs a picture"],
      };
    },

    pullquote(row) {
      const quote = rows.value(row, "quote");
      return {
        title: quote ? `“${quote}”` : "No words yet",
        lines: [rows.value(row, "speaker")].filter(Boolean),
        problems: quote ? [] : ["needs the words"],
      };
    },

    factbox(row) {
      const [first, ...others] = rows.value(row, "text").split("\n").filter((line) => line.trim());
      const more = others.length ? `and ${others.length} more ${others.length > 1 ? "lines" : "line"}` : "";
      return {
        title: rows.value(row, "title") || "Without a title",
        lines: [first ?? "", more].filter(Boolean),
        problems: first ? [] : ["needs a text"],
      };
    },

    citation(row) {
      const source = rows.chosen(row, "source");
      return {
        title: source || "No source yet",
        lines: [rows.value(row, "phrase"), rows.isTicked(row, "shown") ? "" : "Desk only"].filter(Boolean),
        problems: source ? [] : ["needs a source"],
      };
    },
  };

  /** The words of the checks: a post is there with its words alone. */
  function embedProblems(row, address, answer) {
    const type = rows.value(row, "type") || "video";
    if (!address && type === "post" && rows.value(row, "caption")) return [];
    if (!address) return [`needs a ${type === "audio" ? "recording" : type}`];
    if (answer && !answer.ok) return [answer.message];
    return rows.value(row, "credit") ? [] : ["no credit"];
  }

  function credited(row) {
    const credit = rows.value(row, "credit");
    return credit && `Credit: ${credit}`;
  }

  const joined = (...parts) => parts.filter(Boolean).join(" · ");
  const capital = (words) => words[0].toUpperCase() + words.slice(1);
  const shortened = (address) => (address.length > 70 ? `${address.slice(0, 69)}…` : address);
})();
