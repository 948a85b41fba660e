"use strict";

/* The desk page by keyboard, cards that are dragged to the next column, and what goes out to
   another hour. Every key and every drop does what a button or a link on the page does as well:
   without scripts all of it is there. */
(() => {
  const board = document.getElementById("board");
  const search = document.getElementById("desk-search");
  const KEYS_OFF = "desk-keys-off";
  const NEXT_CARD = "desk-next-card";

  const kept = (store, step) => {
    try {
      return step(store());
    } catch {
      return null; // A browser may keep nothing; the page works without.
    }
  };
  const remembered = () => kept(() => localStorage, (store) => store.getItem(KEYS_OFF)) !== "1";
  let keys = remembered();

  // Keys ---------------------------------------------------------------------------

  const cards = () => [...(board?.querySelectorAll(".board-card") ?? [])];
  const cardOf = (element) => element?.closest?.(".board-card") ?? null;
  const nameOf = (card) => card.querySelector(".board-name");

  function move(step) {
    const all = cards();
    if (!all.length) return;
    const at = all.indexOf(cardOf(document.activeElement));
    const next = at < 0 ? (step > 0 ? 0 : all.length - 1) : at + step;
    nameOf(all[Math.min(Math.max(next, 0), all.length - 1)]).focus();
  }

  function press(key) {
    const card = cardOf(document.activeElement);
    const action = card?.querySelector(`[data-key="${key}"]`);
    if (!action) return false;
    rememberNext(card);
    action.click();
    return true;
  }

  /** The page comes back after a move: let the focus stay where the hand is. */
  function rememberNext(card) {
    const all = cards().filter((each) => each.dataset.story);
    const next = all[all.indexOf(card) + 1] ?? all[all.indexOf(card) - 1];
    if (next) kept(() => sessionStorage, (store) => store.setItem(NEXT_CARD, next.dataset.story));
  }

  function focusRemembered() {
    const pk = kept(() => sessionStorage, (store) => store.getItem(NEXT_CARD));
    if (!pk) return;
    kept(() => sessionStorage, (store) => store.removeItem(NEXT_CARD));
    const card = cards().find((each) => each.dataset.story === pk);
    if (card) nameOf(card).focus();
  }

  const isTyping = (element) => element.closest?.("input, textarea, select, [contenteditable]") !== null;

  document.addEventListener("keydown", (event) => {
    if (!keys || event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
    if (isTyping(event.target)) return;
    const key = event.key.toLowerCase();
    if (key === "/" && search) search.focus();
    else if (key === "j" && board) move(1);
    else if (key === "k" && board) move(-1);
    else if (!(key === "a" || key === "b") || !press(key)) return;
    event.preventDefault();
  });

  function showKeys() {
    const help = document.getElementById("board-keys");
    const button = help?.querySelector("[data-keys]");
    if (!button) return;
    help.hidden = false;
    const say = () => {
      button.setAttribute("aria-pressed", String(keys));
      button.textContent = keys ? gettext("Keys on") : gettext("Keys off");
    };
    button.addEventListener("click", () => {
      keys = !keys;
      kept(() => localStorage, (store) => store.setItem(KEYS_OFF, keys ? "0" : "1"));
      say();
    });
    say();
  }

  // Dragging -------------------------------------------------------------------------

  let dragged = null;

  /** What on the card does the same as dropping it in a column. */
  const actionFor = (card, column) =>
    [...card.querySelectorAll("[data-to]")].find((each) =>
      each.dataset.to.split(" ").includes(column.dataset.column),
    );

  function forget() {
    dragged = null;
    for (const column of board.querySelectorAll(".board-column")) {
      column.classList.remove("may-take", "is-over");
    }
  }

  function follow(card) {
    card.draggable = true;
    card.addEventListener("dragstart", (event) => {
      dragged = card;
      event.dataTransfer.effectAllowed = "move";
      event.dataTransfer.setData("text/plain", nameOf(card).textContent);
      for (const column of board.querySelectorAll(".board-column")) {
        column.classList.toggle("may-take", Boolean(actionFor(card, column)));
      }
    });
    card.addEventListener("dragend", forget);
  }

  function receive(column) {
    const over = (event) => {
      if (!dragged || !actionFor(dragged, column)) return;
      event.preventDefault();
      column.classList.add("is-over");
    };
    column.addEventListener("dragenter", over);
    column.addEventListener("dragover", over);
    column.addEventListener("dragleave", (event) => {
      if (!column.contains(event.relatedTarget)) column.classList.remove("is-over");
    });
    column.addEventListener("drop", (event) => {
      const action = dragged && actionFor(dragged, column);
      if (!action) return;
      event.preventDefault();
      forget();
      action.click();
    });
  }

  // Another time for what goes out ---------------------------------------------------

  /** The same minutes in another hour; both as the server writes them, in the paper's time. */
  const movedTo = (when, hour) => hour.replace(/:\d\d/, /:\d\d/.exec(when)[0]);

  function followHours() {
    const slots = document.querySelector(".next-slots");
    let moved = null;
    const end = () => {
      moved = null;
      if (slots) slots.hidden = true;
    };
    for (const line of document.querySelectorAll("[data-moves]")) {
      line.draggable = true;
      line.addEventListener("dragstart", (event) => {
        moved = line;
        event.dataTransfer.effectAllowed = "move";
        event.dataTransfer.setData("text/plain", line.querySelector("a").textContent);
        // A page that changes within the event ends the drag.
        setTimeout(() => {
          if (moved) slots.hidden = false;
        });
      });
      line.addEventListener("dragend", end);
    }
    for (const slot of slots?.children ?? []) {
      slot.addEventListener("dragover", (event) => {
        event.preventDefault();
        slot.classList.add("is-over");
      });
      slot.addEventListener("dragleave", () => slot.classList.remove("is-over"));
      slot.addEventListener("drop", (event) => {
        event.preventDefault();
        const form = moved?.querySelector("form");
        end();
        if (!form) return;
        form.elements.when.value = movedTo(form.elements.when.value, slot.dataset.hour);
        form.submit();
      });
    }
  }

  const start = () => {
    followHours();
    if (!board) return;
    showKeys();
    focusRemembered();
    for (const card of cards()) if (card.querySelector("[data-to]")) follow(card);
    for (const column of board.querySelectorAll(".board-column")) receive(column);
  };
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
  else start();
})();
