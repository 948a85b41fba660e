"use strict";

/* The page as readers would get it, beside the form: of what is typed now, saved or not, as wide as
   a desk's screen or a phone's. The desk draws it from the form and writes nothing. */
(() => {
  const desk = window.storyDesk;
  const OPEN = "desk:preview";
  const WIDTHS = { desktop: 1280, phone: 390 };
  const NAMES = { desktop: gettext("▣ Desktop"), phone: gettext("▯ Phone") };
  const BESIDE = window.matchMedia("(min-width: 1100px)");
  const root = document.documentElement;

  let pane = null;
  let opener = null;
  let isUnderWay = false;
  let isStale = false;
  let drawn = null;

  const part = (name) => pane.querySelector(`.preview-${name}`);

  desk.preview = {
    toggle: () => (pane ? close() : open()),
  };

  function open(width = desk.remembered(OPEN) || "phone", { takesFocus = true } = {}) {
    opener = document.activeElement;
    pane = build();
    document.body.append(pane);
    show(width);
    // Over the whole screen it is all there is; beside the form one goes on writing.
    document.getElementById("container").inert = !BESIDE.matches;
    new ResizeObserver(fit).observe(part("stage"));
    if (takesFocus) part("close").focus();
    update();
  }

  function close() {
    pane.remove();
    pane = null;
    document.getElementById("container").inert = false;
    drawn = null;
    delete root.dataset.preview;
    desk.remember(OPEN, "");
    (opener?.isConnected ? opener : document.querySelector(".story-bar-preview"))?.focus();
  }

  function build() {
    const widths = Object.keys(WIDTHS).map((width) => desk.button(NAMES[width], () => show(width), { "data-width": width }));
    const saved = document.querySelector(".story-bar-preview")?.href;
    return desk.build(
      "section",
      { id: "preview-beside", "aria-label": gettext("Preview") },
      desk.build(
        "div",
        { class: "preview-bar" },
        desk.build("strong", {}, gettext("Preview")),
        ...widths,
        desk.button(gettext("Update"), update, { class: "preview-update" }),
        desk.button("✕", close, { class: "preview-close", "aria-label": gettext("Close the preview") }),
      ),
      desk.build(
        "p",
        { class: "preview-line" },
        desk.build("span", { class: "preview-says", role: "status" }),
        saved ? desk.build("a", { href: saved, target: "_blank", rel: "noopener" }, gettext("The saved version")) : null,
      ),
      // No scripts, no forms: it is to be looked at.
      desk.build("div", { class: "preview-stage" }, desk.build("iframe", { class: "preview-frame", sandbox: "allow-same-origin", title: gettext("The page as readers would get it") })),
    );
  }

  function show(width) {
    root.dataset.preview = width;
    for (const button of pane.querySelectorAll("[data-width]")) button.setAttribute("aria-pressed", button.dataset.width === width);
    desk.remember(OPEN, width);
    fit();
  }

  /** The page keeps its full width and is drawn smaller where there is less room. */
  function fit() {
    if (!pane) return;
    const { clientWidth, clientHeight } = part("stage");
    const isNarrow = clientWidth < WIDTHS.phone;
    const wanted = isNarrow && root.dataset.preview === "phone" ? clientWidth : WIDTHS[root.dataset.preview];
    const scale = Math.min(1, clientWidth / wanted);
    const frame = part("frame");
    Object.assign(frame.style, { width: `${wanted}px`, height: `${clientHeight / scale}px`, transform: `scale(${scale})` });
  }

  // What it shows ----------------------------------------------------------------------------

  function formNow() {
    desk.editor?.updateElement();
    const values = new URLSearchParams(desk.posted());
    values.delete("csrfmiddlewaretoken");
    return values.toString();
  }

  /** Ask for the page again, one question at a time; what changed meanwhile is asked after. */
  async function update() {
    if (!pane) return;
    if (isUnderWay) {
      isStale = true;
      return;
    }
    const form = formNow();
    if (form === drawn) {
      say(interpolate(gettext("As it stands, %(clock)s."), { clock: desk.clock.words(desk.clock.now(), { seconds: true }) }, true));
      return;
    }
    isUnderWay = true;
    const answer = await desk.ask(desk.keeping.settings.previewUrl, form);
    isUnderWay = false;
    if (pane) hear(answer, form);
    if (isStale) {
      isStale = false;
      update();
    }
  }

  function hear(answer, form) {
    if (answer.state === "ok") {
      drawn = form;
      draw(answer.html);
      say(interpolate(gettext("As it stands, %(clock)s. Not saved by this."), { clock: desk.clock.words(desk.clock.now(), { seconds: true }) }, true));
    } else if (answer.state === "away") say(gettext("No connection: this preview is older than your text."));
    else if (answer.state === "refused") say(answer.message ?? gettext("This cannot be shown. Save, and open the saved version."));
    else desk.signIn.offer(answer);
  }

  const say = (words) => (part("says").textContent = words);

  function draw(html) {
    const page = new DOMParser().parseFromString(html, "text/html");
    page.querySelectorAll("script, link[rel~=preload], link[rel~=manifest]").forEach((each) => each.remove());
    const frame = part("frame");
    const place = frame.contentWindow?.scrollY ?? 0;
    frame.addEventListener(
      "load",
      () => {
        const inside = frame.contentDocument;
        for (const name of ["click", "submit"]) inside.addEventListener(name, stayHere);
        inside.addEventListener("keydown", onKey);
        frame.contentWindow.scrollTo(0, place);
      },
      { once: true },
    );
    frame.srcdoc = `<!doctype html>${page.documentElement.outerHTML}`;
  }

  /** Its links lead nowhere from here. */
  function stayHere(event) {
    if (event.type === "submit" || event.target.closest("a")) event.preventDefault();
  }

  function onKey(event) {
    if (event.key !== "Escape" || !pane) return;
    event.preventDefault();
    close();
  }

  desk.keeping.whenReady(({ previewUrl }) => {
    if (!previewUrl) return;
    BESIDE.addEventListener("change", () => pane && (document.getElementById("container").inert = !BESIDE.matches));
    const link = document.querySelector(".story-bar-preview");
    if (link) {
      link.textContent = gettext("Preview ▣▯");
      link.addEventListener("click", (event) => {
        if (event.ctrlKey || event.metaKey || event.shiftKey) return;
        event.preventDefault();
        desk.preview.toggle();
      });
    } else desk.tool(gettext("Preview ▣▯"), () => desk.preview.toggle());
    document.addEventListener("keydown", (event) => pane?.contains(event.target) && onKey(event));
    desk.hear("kept", update);
    // Open before a save, it is open after it; a whole screen of it would hide the form.
    if (desk.remembered(OPEN) && BESIDE.matches) {
      window.addEventListener("load", () => open(desk.remembered(OPEN), { takesFocus: false }));
    }
  });
})();
