/* New story from copy: the paste keeps its formatting and survives a crash of the browser, and
   the rows are walked by keyboard. The screen works without this script. */
"use strict";

(() => {
  const form = document.getElementById("intake");
  const copy = form?.elements.copy;
  if (!copy) {
    return;
  }
  const KEY = "desk:intake";
  const isPasting = Boolean(form.querySelector(".intake-paste"));

  const remember = () => {
    try {
      localStorage.setItem(KEY, copy.value);
    } catch {
      // Private windows and full disks: the paste is on the screen, that is enough.
    }
  };

  const recall = () => {
    try {
      return localStorage.getItem(KEY) || "";
    } catch {
      return "";
    }
  };

  // Word and Google Docs put their formatting beside the plain text: links and subheads are there.
  copy.addEventListener("paste", (event) => {
    const html = event.clipboardData?.getData("text/html");
    if (!html || !isPasting || copy.value.trim()) {
      return;
    }
    event.preventDefault();
    copy.value = html;
    form.querySelector('[name="format"][value="html"]').checked = true;
    remember();
  });

  copy.addEventListener("input", remember);
  if (isPasting && !copy.value) {
    copy.value = recall();
  }
  form.addEventListener("submit", (event) => {
    const action = event.submitter?.value;
    if (action === "save" || action === "submit") {
      localStorage.removeItem(KEY);
    }
  });

  const rows = [...form.querySelectorAll(".intake-row")];
  const readAgain = form.querySelector('.intake-buttons [value="read"]');

  // What a line becomes decides what it needs: the server says which, and the place is kept.
  const makeIt = (row) => {
    form.action = `#${row.id}`;
    form.requestSubmit(readAgain);
  };

  const goTo = (row) => {
    if (!row) {
      return;
    }
    for (const other of rows) {
      other.tabIndex = other === row ? 0 : -1;
    }
    row.focus();
    row.scrollIntoView({ block: "nearest" });
  };

  // ↑ ↓ walk the lines, Enter keeps one and goes on, T makes it text. Inside a field, keys are keys.
  const onKey = (event) => {
    const at = rows.indexOf(event.target);
    if (at === -1 || event.altKey || event.ctrlKey || event.metaKey) {
      return;
    }
    const step = { ArrowDown: 1, ArrowUp: -1, Enter: 1 }[event.key];
    if (step) {
      event.preventDefault();
      goTo(rows[at + step]);
    } else if (event.key.toLowerCase() === "t") {
      event.target.querySelector("select").value = "prose";
      makeIt(event.target);
    }
  };

  for (const row of rows) {
    row.tabIndex = -1;
    row.querySelector("select").addEventListener("change", () => makeIt(row));
  }
  if (rows.length) {
    const at = rows.find((row) => `#${row.id}` === location.hash);
    rows[0].tabIndex = 0;
    if (at) {
      goTo(at);
    }
  }
  form.addEventListener("keydown", onKey);
})();
