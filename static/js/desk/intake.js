/* New story from copy: the paste keeps its formatting and survives a crash of the browser, and
   the rows are walked by keyboard. The screen works without this script. */
"use strict";

(() => {
  const form = document.getElementById("intake");
  const copy = form?.elements.copy;
  if (!copy) {
    return;
  }
  const desk = window.storyDesk;
  const isPasting = Boolean(form.querySelector(".intake-paste"));

  // Word and Google Docs put their formatting beside the plain text: links and subheads are there.
  copy.addEventListener("paste", (event) => {
    const html = event.clipboardData?.getData("text/html");
    if (!html || !isPasting || copy.value.trim()) {
      return;
    }
    event.preventDefault();
    copy.value = html;
    const isWord = /mso-|urn:schemas-microsoft-com|docs-internal-guid/.test(html);
    form.querySelector(`[name="format"][value="${isWord ? "word" : "web"}"]`).checked = true;
    copy.dispatchEvent(new Event("input", { bubbles: true }));
  });

  const fill = (kept) => {
    for (const name of ["copy", "slugline", "headline", "edit_session"]) {
      form.elements[name].value = kept.get(name) ?? "";
    }
    const format = form.querySelector(`[name="format"][value="${CSS.escape(kept.get("format") ?? "")}"]`);
    if (format) {
      format.checked = true;
    }
  };

  // The paste stays in this browser until the desk has it as a story.
  let own = null;
  let isSure = false;
  desk.keeping.whenReady(() => {
    own = desk.keepOwn(form, { isEmpty: () => !copy.value.trim(), fill });
  });
  form.addEventListener("submit", async (event) => {
    if (isSure || !own) {
      return;
    }
    event.preventDefault();
    const { submitter } = event;
    if (await own.mayGo()) {
      isSure = true;
      form.requestSubmit(submitter);
    }
  });
  window.addEventListener("pageshow", () => (isSure = false));

  const rows = [...form.querySelectorAll(".intake-row")];
  const readAgain = form.querySelector('.intake-buttons [value="read"]');
  const needCount = form.querySelector(".intake-need-count");

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

  // What is kept as it is needs nobody any more.
  const recount = () => {
    for (const row of rows) {
      const keeps = row.querySelector("[name^=keep-]");
      row.classList.toggle("needs-you", Boolean(keeps && !keeps.checked));
    }
    const count = form.querySelectorAll(".needs-you").length;
    const words = interpolate(ngettext("%(count)s needs you", "%(count)s need you", count), { count }, true);
    needCount.textContent = count ? words : gettext("nothing needs you");
    needCount.classList.toggle("intake-needs", count > 0);
  };

  const keep = (row) => {
    const keeps = row.querySelector("[name^=keep-]");
    if (keeps && !keeps.checked) {
      keeps.checked = true;
      keeps.dispatchEvent(new Event("change", { bubbles: true }));
    }
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
      if (event.key === "Enter") {
        keep(event.target);
      }
      goTo(rows[at + step]);
    } else if (event.key.toLowerCase() === "t") {
      event.target.querySelector("select").value = "prose";
      makeIt(event.target);
    }
  };

  for (const row of rows) {
    row.tabIndex = -1;
    row.querySelector("select").addEventListener("change", () => makeIt(row));
    row.querySelector("[name^=keep-]")?.addEventListener("change", recount);
  }
  if (rows.length) {
    const at = rows.find((row) => `#${row.id}` === location.hash);
    rows[0].tabIndex = 0;
    if (at) {
      goTo(at);
    }
  }
  form.addEventListener("keydown", onKey);
  // Another way to read it, or a line as headline: the server says what comes of it.
  for (const input of form.querySelectorAll(".intake-read-as input, [name=headline_line]")) {
    input.addEventListener("change", () => form.requestSubmit(readAgain));
  }
})();
