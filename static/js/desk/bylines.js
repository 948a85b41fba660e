"use strict";

/* The order of the bylines: that of their rows, which ↑ and ↓ change. */
(() => {
  const desk = window.storyDesk;
  const rowsInOrder = () => [...document.querySelectorAll("#bylines-group .inline-related:not(.empty-form)")];

  function number() {
    rowsInOrder().forEach((row, place) => {
      const position = row.querySelector('[name$="-position"]');
      if (position) position.value = place;
    });
  }

  function addButtons(row) {
    const move = (way) => () => {
      const order = rowsInOrder();
      const other = order[order.indexOf(row) + way];
      if (!other) return;
      if (way < 0) other.before(row);
      else other.after(row);
      number();
      desk.tell("changed");
      desk.say(way < 0 ? gettext("Moved up.") : gettext("Moved down."));
    };
    const buttons = desk.build(
      "span",
      { class: "byline-move" },
      desk.button("↑", move(-1), { "aria-label": gettext("Move this byline up") }),
      desk.button("↓", move(1), { "aria-label": gettext("Move this byline down") }),
    );
    row.querySelector("h3")?.append(buttons);
  }

  desk.whenPageIsRead(() => {
    rowsInOrder().forEach(addButtons);
    document.addEventListener("formset:added", ({ target, detail }) => {
      if (detail.formsetName !== "bylines") return;
      addButtons(target);
      number();
    });
  });
})();
