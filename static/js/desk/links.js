"use strict";

/* The lines of a related block: any number of links, each with a headline and a target. */
(() => {
  const desk = window.storyDesk;

  desk.links = {
    /** What the lines say: [{title, isResolved}], empty lines left out. */
    read: (row) => linesOf(row).map(readLine).filter(Boolean),

    /** Make sure that the row has this many lines. */
    makeLines(row, count) {
      const box = row.querySelector(".link-lines");
      while (box && linesOf(row).length < count) addLine(box);
    },
  };

  const linesOf = (row) => [...row.querySelectorAll(".link-line")];
  const part = (line, name) => line.querySelector(`[name$="-${name}"]`);

  function readLine(line) {
    const title = part(line, "title").value.trim();
    const address = part(line, "address").value.trim();
    const story = part(line, "story").selectedOptions[0];
    const isOurs = Boolean(story?.value);
    if (!title && !address && !isOurs) return null;
    const words = title || (isOurs ? story.textContent.trim() : address);
    return { title: words, isResolved: Boolean(address || isOurs) };
  }

  /** Django renumbers the id of the box; what is in the template keeps the number it was born with. */
  function addLine(box) {
    const line = box.querySelector("template").content.firstElementChild.cloneNode(true);
    const name = box.id.replace(/^id_/, "");
    for (const input of line.querySelectorAll("[name]")) {
      input.name = input.name.replace(/^.*-(?=[a-z]+$)/, `${name}-`);
    }
    box.querySelector("template").before(line);
    django.jQuery(line).find(".admin-autocomplete").djangoAdminSelect2();
    return line;
  }

  function tellOf(box) {
    const row = box.closest(".inline-related");
    desk.tell("row", { ref: desk.rows.ref(row) });
  }

  function removeLine(line) {
    const box = line.closest(".link-lines");
    const next = line.nextElementSibling?.matches(".link-line")
      ? line.nextElementSibling
      : line.previousElementSibling;
    line.remove();
    part(next ?? addLine(box), "title").focus();
    tellOf(box);
  }

  document.addEventListener("click", ({ target }) => {
    if (target.matches?.(".link-line-add")) {
      const box = target.closest(".link-lines");
      part(addLine(box), "title").focus();
      tellOf(box);
    } else if (target.matches?.(".link-line-remove")) {
      removeLine(target.closest(".link-line"));
    }
  });
})();
