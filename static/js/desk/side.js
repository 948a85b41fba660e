"use strict";

/* The panels beside the text. The browser opens and closes them, one at a time; this remembers
   which stood open, fetches what a panel shows when it is opened, says on its closed line what
   was typed in it, and makes a read's moves without leaving the page. */
(() => {
  const desk = window.storyDesk;
  const OPEN = "desk:side";
  const PATIENCE = 15000;

  const column = () => document.querySelector(".side-column");
  const panels = () => [...document.querySelectorAll(".side-panel")];
  const panelOf = (key) => document.getElementById(`side-${key}`);
  const chosenWords = (select) => (select?.value ? select.selectedOptions[0].textContent.trim() : "");

  // Which stands open ----------------------------------------------------------------

  const remember = () => desk.remember(OPEN, panels().find((panel) => panel.open)?.id ?? "");

  /** As it was left, unless a refused save shows its reason in another one. */
  function restore() {
    const id = desk.remembered(OPEN);
    if (id === null || column().dataset.refused !== undefined) return;
    const left = id && document.getElementById(id);
    if (left) left.open = true;
    else if (!id) panels().forEach((panel) => (panel.open = false));
  }

  function onToggle({ target }) {
    if (!target.matches?.(".side-panel")) return;
    // Opening one closes another, and both say so: what counts is how they stand after.
    rememberSoon();
    if (target.open) fetchPiece(target);
  }

  const rememberSoon = desk.settled(remember, 0);

  // What is fetched -------------------------------------------------------------------

  async function fetchPiece(panel) {
    const place = panel.querySelector(".side-piece");
    if (!place || place.dataset.state === "here" || place.dataset.state === "coming") return;
    place.dataset.state = "coming";
    const piece = await pageOf(panel.dataset.piece).then((page) => page?.querySelector(".side-piece"));
    place.dataset.state = piece ? "here" : "";
    if (piece) place.replaceChildren(...piece.childNodes);
    else if (!place.querySelector(".side-trouble")) place.prepend(desk.build("span", { class: "side-trouble" }, `${gettext("Not loaded.")} `));
  }

  async function pageOf(address, options = {}) {
    try {
      const signal = AbortSignal.timeout(PATIENCE);
      const response = await fetch(address, { redirect: "error", cache: "no-store", signal, ...options });
      return response.ok ? new DOMParser().parseFromString(await response.text(), "text/html") : null;
    } catch {
      return null;
    }
  }

  // Reads -----------------------------------------------------------------------------

  let isAsking = false;

  /** A read's button: the text in the form stays as it is, saved or not. */
  async function onSubmit(event) {
    if (!event.target.matches(".side-form")) return;
    event.preventDefault();
    if (isAsking) return;
    isAsking = true;
    const body = new URLSearchParams(new FormData(event.target, event.submitter));
    const page = await pageOf(event.target.action, { method: "POST", body, headers: { "X-Desk-Piece": "1" } });
    isAsking = false;
    showReads(page?.querySelector(".reads-list"), event.submitter?.getAttribute("form"));
  }

  function showReads(next, asked) {
    const before = document.querySelector(".reads-list");
    if (!next) {
      desk.say(gettext("Not done: no answer came. Nothing you typed is lost; try again."));
      return;
    }
    if (next.querySelector(".is-refused")) keepWords(before, next);
    before.replaceWith(next);
    panelOf("reads").querySelector(".side-says").textContent = next.dataset.says;
    const said = next.querySelector(".reads-said");
    const words = asked && next.querySelector(`textarea[form="${asked}"]`);
    ((said?.matches(".is-refused") && words) || said || next).focus?.();
    if (said) desk.whisper(said.textContent);
  }

  /** What was refused is typed again by nobody. */
  function keepWords(before, next) {
    for (const box of next.querySelectorAll("textarea")) {
      box.value = before.querySelector(`textarea[form="${box.getAttribute("form")}"]`)?.value ?? "";
    }
  }

  /** What is typed for another form than the story's is nothing to save, and not checked. */
  function keepApart(event) {
    const form = event.target.form;
    if (form && form !== desk.form) event.stopPropagation();
  }

  // What a closed panel says ------------------------------------------------------------

  function say(key, ...words) {
    const place = panelOf(key)?.querySelector(".side-says");
    if (place) place.textContent = words.filter(Boolean).join(" · ");
  }

  const field = (name) => document.getElementById(`id_${name}`);

  function sayPlace() {
    const topics = field("topics")?.selectedOptions.length ?? 0;
    const weight = field("weight");
    say(
      "place",
      chosenWords(field("section")),
      topics ? interpolate(ngettext("%(topics)s topic", "%(topics)s topics", topics), { topics }, true) : "",
      weight && weight.value !== "0" ? chosenWords(weight) : "",
    );
  }

  function sayRights() {
    say("rights", chosenWords(field("origin")), field("may_syndicate")?.checked ? gettext("may syndicate") : gettext("not syndicated"));
  }

  function saySources() {
    const named = desk.rows.citations().filter((row) => !desk.rows.isRemoved(row) && desk.rows.value(row, "source"));
    const shown = named.filter((row) => desk.rows.isTicked(row, "shown")).length;
    const uncited = [...document.querySelectorAll('#checks [data-check="unsourced"]')].length;
    const counts = [
      shown ? interpolate(gettext("%(count)s shown"), { count: shown }, true) : "",
      named.length > shown ? interpolate(gettext("%(count)s desk only"), { count: named.length - shown }, true) : "",
      uncited ? interpolate(gettext("%(count)s uncited"), { count: uncited }, true) : "",
    ];
    say("sources", counts.filter(Boolean).join(", ") || gettext("none"));
  }

  // The address -------------------------------------------------------------------------

  /** The server's answer, and what it was an answer to. */
  let asOpened = null;

  const namesOfAddress = () => ["section", "slug", "headline"].map((name) => field(name)?.value ?? "");

  /** As the server would make it: the section's folder, and the slug that the headline gives. */
  function sayAddress() {
    const box = document.querySelector(".side-address");
    if (!box) return;
    const { live } = box.dataset;
    const path = addressNow(box.dataset);
    say("address", path);
    const moves = box.querySelector(".side-moves");
    if (!moves) return;
    moves.hidden = path === live;
    const keep = moves.querySelector("input");
    if (moves.hidden && keep) keep.checked = false;
  }

  function addressNow({ live, sections }) {
    const [section, slug, headline] = namesOfAddress();
    const isAsOpened = section === asOpened.names[0] && (live || slug + headline === asOpened.names.slice(1).join(""));
    if (isAsOpened) return asOpened.path;
    const folder = JSON.parse(sections)[section];
    const name = slug || slugOf(headline);
    if (!folder || !name) return live;
    const path = asOpened.path || today();
    return path.replace(/^\/[^/]*/, `/${folder}`).replace(/[^/]*\/$/, `${name}/`);
  }

  function today() {
    const day = new Date(document.getElementById("story-keeping")?.dataset.now ?? Date.now());
    const parts = [day.getFullYear(), day.getMonth() + 1, day.getDate()];
    return `/x/${parts.map((part) => String(part).padStart(2, "0")).join("/")}/x/`;
  }

  function slugOf(headline) {
    const plain = headline.normalize("NFKD").replace(/[^\p{ASCII}]/gu, "").toLowerCase();
    const words = plain.replace(/[^\w\s-]/g, "").trim().replace(/[-\s]+/g, "-");
    return words.slice(0, 80).replace(/^[-_]+|[-_]+$/g, "");
  }

  const saySoon = desk.settled(() => [sayPlace, sayRights, sayAddress].forEach((each) => each()), 100);
  const sourcesSoon = desk.settled(saySources, 100);

  desk.whenPageIsRead(() => {
    if (!column()) return;
    column().addEventListener("toggle", onToggle, true);
    for (const name of ["input", "change"]) column().addEventListener(name, keepApart);
    const path = panelOf("address")?.querySelector(".side-says").textContent ?? "";
    asOpened = { path, names: namesOfAddress() };
    restore();
    panels().filter((panel) => panel.open).forEach(fetchPiece);
    document.addEventListener("submit", onSubmit);
    desk.form.addEventListener("input", saySoon);
    desk.form.addEventListener("change", saySoon);
    // select2 tells of its changes through jQuery only.
    window.addEventListener("load", () => setTimeout(() => django.jQuery(desk.form).on("change", saySoon)));
    for (const name of ["row", "text", "checks"]) desk.hear(name, sourcesSoon);
  });
})();
