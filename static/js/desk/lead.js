"use strict";

/* The lead picture: the one figure that stands above the text and has no card in it. */
(() => {
  const desk = window.storyDesk;
  const { rows } = desk;
  let box;

  const leads = () => rows.all(desk.settings.kinds.figure.prefix).filter(rows.isLead);
  const lead = () => leads().find((row) => !rows.isRemoved(row)) ?? leads()[0] ?? null;

  function addBox() {
    box = desk.build("section", { id: "lead-picture", "aria-label": gettext("Lead picture") });
    const below = document.querySelector("#article_form .field-dek") ?? document.querySelector(".field-body");
    if (below?.matches(".field-body")) below.before(box);
    else (below?.closest(".form-row") ?? below)?.after(box);
  }

  function show() {
    if (!box) return;
    const hadFocus = box.contains(document.activeElement);
    const row = lead();
    if (row && !rows.isRemoved(row)) box.replaceChildren(...described(row));
    else box.replaceChildren(desk.build("span", { class: "block-name" }, gettext("Lead picture")), chooser());
    if (hadFocus) box.querySelector("button").focus();
  }

  function chooser() {
    return desk.button(gettext("Choose a lead picture"), choose);
  }

  function described(row) {
    const { title, lines, problems } = desk.describe(rows.ref(row));
    const edit = (event) => desk.panel.open(rows.ref(row), { returnTo: event.currentTarget });
    return [
      desk.build("span", { class: "block-name" }, gettext("Lead picture")),
      desk.build("span", { class: "block-title" }, title),
      ...lines.map((words) => desk.build("span", { class: "block-line" }, words)),
      ...problems.map((words) => desk.build("span", { class: "block-problem" }, words)),
      desk.button(gettext("Edit"), edit, { "aria-label": gettext("Edit the lead picture") }),
      desk.button(gettext("Remove"), () => rows.mark(row, true), { "aria-label": gettext("Remove the lead picture") }),
    ];
  }

  /** A story has one lead picture: a removed one comes back and is chosen anew. */
  function choose() {
    const row = lead() ?? rows.create("figure");
    if (!row) return;
    rows.field(row, "is_lead").checked = true;
    rows.mark(row, false);
    desk.tell("row", { ref: rows.ref(row) });
    desk.panel.open(rows.ref(row), { returnTo: box.querySelector("button") });
  }

  const showSoon = desk.settled(show);
  desk.hear("row", showSoon);
  desk.whenPageIsRead(() => {
    // Who may only read the story has no row to add.
    if (!document.querySelector("#figures-group .empty-form")) return;
    addBox();
    show();
  });
})();
