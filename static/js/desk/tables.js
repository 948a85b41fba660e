"use strict";

/* Rows and columns of a table. CKEditor's own tools for them would bring a menu that hides the
   browser's, and its spelling with it. The buttons are there while the caret is in a table. */
(() => {
  const desk = window.storyDesk;
  const HAS_JOINED = "td[colspan], th[colspan], td[rowspan], th[rowspan]";

  const cellOf = (editor, path = editor.elementPath()) => path?.contains(["td", "th"])?.$ ?? null;

  function emptied(cell) {
    const copy = cell.cloneNode(false);
    copy.append(cell.ownerDocument.createElement("br"));
    return copy;
  }

  function addRow({ parentElement: row }) {
    const added = row.cloneNode(false);
    added.append(...[...row.cells].map(emptied));
    // Under the head a row is one of the body.
    const body = row.closest("table").tBodies[0];
    if (row.closest("thead") && body) body.prepend(added);
    else row.after(added);
    return added.cells[0];
  }

  function removeRow({ parentElement: row, cellIndex }) {
    const rows = [...row.closest("table").rows];
    const at = rows.indexOf(row);
    const next = rows[at + 1] ?? rows[at - 1];
    row.remove();
    return next?.cells[cellIndex] ?? null;
  }

  function addColumn(cell) {
    const at = cell.cellIndex;
    const added = [...cell.closest("table").rows].map((row) => {
      const beside = row.cells[at];
      beside?.after(emptied(beside));
      return beside?.nextElementSibling;
    });
    return added[cell.parentElement.rowIndex];
  }

  function removeColumn(cell) {
    const { cellIndex: at, parentElement: row } = cell;
    const next = row.cells[at + 1] ?? row.cells[at - 1] ?? null;
    [...row.closest("table").rows].forEach((each) => each.cells[at]?.remove());
    return next;
  }

  const TOOLS = {
    DeskRowAdd: [gettext("+ Row"), gettext("Add a row below"), addRow],
    DeskRowRemove: [gettext("− Row"), gettext("Remove this row"), removeRow],
    DeskColumnAdd: [gettext("+ Column"), gettext("Add a column to the right"), addColumn],
    DeskColumnRemove: [gettext("− Column"), gettext("Remove this column"), removeColumn],
  };

  /** One step to undo; a table without cells goes as a whole. */
  function run(editor, step) {
    const cell = cellOf(editor);
    const table = cell?.closest("table");
    if (!table) return;
    if (table.querySelector(HAS_JOINED)) {
      desk.say(gettext("This table has cells that are joined: make a new one."));
      return;
    }
    editor.fire("saveSnapshot");
    const next = step(cell);
    if (next) putCaret(editor, next);
    else table.remove();
    editor.fire("saveSnapshot");
  }

  function putCaret(editor, cell) {
    const range = editor.createRange();
    range.moveToElementEditStart(new window.CKEDITOR.dom.element(cell));
    range.select();
  }

  desk.whenEditorIsMade((editor) => {
    editor.on("pluginsLoaded", () => {
      for (const [name, [label, title, step]] of Object.entries(TOOLS)) {
        const command = name.toLowerCase();
        editor.addCommand(command, {
          contextSensitive: true,
          startDisabled: true,
          exec: () => run(editor, step),
          refresh(current, path) {
            this.setState(cellOf(current, path) ? window.CKEDITOR.TRISTATE_OFF : window.CKEDITOR.TRISTATE_DISABLED);
          },
        });
        editor.ui.addButton(name, { label, title, command, toolbar: "insert" });
      }
    });
  });
})();
