"use strict";

/* How long the story is against what was asked for, and how long its headline. */
(() => {
  const desk = window.storyDesk;
  const LONG_HEADLINE = 80;

  /** As the server counts: what holds a letter or a digit is a word; cards do not count. */
  function wordsIn(editable) {
    const copy = editable.cloneNode(true);
    copy.querySelectorAll(".cke_widget_wrapper, [data-cke-temp], [data-cke-hidden-sel]").forEach((card) => card.remove());
    copy.querySelectorAll("p, li, td, th, h2, h3, h4, blockquote, br, hr").forEach((end) => end.after(" "));
    return copy.textContent.split(/\s+/).filter((word) => /[\p{L}\p{N}]/u.test(word)).length;
  }

  function wanted(output) {
    return Number(document.getElementById("id_wanted_words")?.value || output.dataset.wanted || 0);
  }

  /** The page may bring the counters along; else they stand at the end of the label's line. */
  function counter(id, field) {
    const output = document.getElementById(id);
    if (output) return output;
    const label = document.querySelector(`label[for="${field}"]`);
    if (!label) return null;
    const added = desk.build("output", { id, for: field });
    label.replaceWith(desk.build("div", { class: "count-line" }, label.cloneNode(true), added));
    return added;
  }

  function countWords() {
    const output = counter("word-count", "id_body");
    const editable = desk.editor?.editable();
    if (!output || !editable) return;
    const words = wordsIn(editable.$);
    const goal = wanted(output);
    output.textContent = goal
      ? interpolate(ngettext("%(words)s/%(goal)s words", "%(words)s/%(goal)s words", goal), { words, goal }, true)
      : interpolate(ngettext("%(words)s word", "%(words)s words", words), { words }, true);
    output.dataset.state = goal && words > goal * 1.1 ? "over" : "";
  }

  function countHeadline() {
    const output = counter("headline-count", "id_headline");
    const headline = document.getElementById("id_headline");
    if (!output || !headline) return;
    const length = [...headline.value.trim()].length;
    output.textContent = length || "";
    output.title = interpolate(ngettext("%(length)s characters", "%(length)s characters", length), { length }, true);
    output.dataset.state = length > Number(output.dataset.limit || LONG_HEADLINE) ? "over" : "";
  }

  const countSoon = desk.settled(countWords, 250);
  desk.hear("text", countSoon);

  desk.whenPageIsRead(() => {
    countHeadline();
    document.getElementById("id_headline")?.addEventListener("input", countHeadline);
    document.getElementById("id_wanted_words")?.addEventListener("input", countSoon);
  });
})();
