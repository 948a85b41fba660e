"use strict";

/* The checks beside the text: asked again a second after the writing stops, of the form as it
   stands. A finding leads to its field or block by its address, as arrive.js does for any. */
(() => {
  const desk = window.storyDesk;
  const AFTER = 1000;
  const PATIENCE = 15000;

  /** The form as it was last asked about, and whether an answer is on its way. */
  let asked = null;
  let isUnderWay = false;

  const panel = () => document.getElementById("checks");
  const found = () => panel().querySelector(".checks-found");
  const column = () => panel().closest(".side-column");

  function formNow() {
    desk.editor?.updateElement();
    return new URLSearchParams(desk.posted());
  }

  /** Ask, one question at a time; what cannot be asked now is asked with the next change. */
  async function ask() {
    if (isUnderWay || !navigator.onLine || desk.signIn.isUnderWay()) return;
    // The page came with the findings of what it shows.
    if (asked === null && !desk.isChanged()) return;
    const form = formNow();
    const token = form.get("csrfmiddlewaretoken") ?? "";
    form.delete("csrfmiddlewaretoken");
    if (form.toString() === asked) return;
    isUnderWay = true;
    const answer = await send(form, token);
    isUnderWay = false;
    if (answer !== null) {
      asked = form.toString();
      show(answer);
      askSoon(); // else what was written meanwhile would wait for the next letter
    }
  }

  async function send(form, token) {
    try {
      const response = await fetch(panel().dataset.address, {
        method: "POST",
        body: form,
        headers: { "X-CSRFToken": token, ...whose() },
        redirect: "error",
        cache: "no-store",
        signal: AbortSignal.timeout(PATIENCE),
      });
      return response.ok ? await response.text() : null;
    } catch {
      return null;
    }
  }

  /** Whose form this is: nobody else's checks come back where another person signed in. */
  function whose() {
    const person = document.getElementById("story-keeping")?.dataset.person;
    return person ? { "X-Desk-Person": person } : {};
  }

  function show(html) {
    const page = new DOMParser().parseFromString(html, "text/html");
    const next = page.querySelector(".checks-found");
    const before = found();
    if (!next || next.innerHTML === before.innerHTML) return;
    const way = before.contains(document.activeElement) ? document.activeElement.getAttribute("href") : null;
    hold(before, next);
    before.replaceWith(next);
    if (way !== null) [...next.querySelectorAll("a")].find((link) => link.getAttribute("href") === way)?.focus();
    tell(next.dataset.count, before.dataset.count);
    desk.tell("checks");
  }

  function tell(count, before) {
    panel().querySelector(".checks-count").textContent = count;
    if (count !== before) panel().querySelector(".checks-says").textContent = words(Number(count));
  }

  function words(count) {
    if (count === 0) return gettext("Checks: nothing to fix.");
    return interpolate(ngettext("Checks: %(count)s thing to look at.", "Checks: %(count)s things to look at.", count), { count }, true);
  }

  // Nothing moves away under the pointer or the caret ------------------------------------

  /** Whether somebody is at work in the column, which would jump if the list grew. */
  function isInUse() {
    const points = matchMedia("(hover: hover)").matches && column()?.matches(":hover");
    return points || column()?.matches(":focus-within");
  }

  /** Give the next list the height of the one before for as long as the column is in use. */
  function hold(before, next) {
    const height = before.getBoundingClientRect().height;
    if (!isInUse() || height === 0) return; // or it stands in a panel that is closed
    next.classList.add("is-held");
    next.style.blockSize = `${height}px`;
  }

  function letGo() {
    setTimeout(() => {
      if (isInUse()) return;
      found().classList.remove("is-held");
      found().style.blockSize = "";
    });
  }

  const askSoon = desk.settled(ask, AFTER);

  desk.whenPageIsRead(() => {
    if (!panel()) return;
    desk.form.addEventListener("input", askSoon);
    desk.form.addEventListener("change", askSoon);
    // select2 tells of its changes through jQuery only; while it loads, the admin fires them all.
    window.addEventListener("load", () => setTimeout(() => django.jQuery(desk.form).on("change", askSoon)));
    for (const name of ["changed", "row", "text"]) desk.hear(name, askSoon);
    window.addEventListener("online", askSoon);
    column()?.addEventListener("pointerleave", letGo);
    column()?.addEventListener("focusout", letGo);
  });

  desk.whenEditorIsMade((editor) => editor.on("change", askSoon));
})();
