"use strict";

/* The publish sheet: its buttons say what they will do, and only what belongs to the chosen
   kind of change is shown. Without scripts everything is there and works. */
(() => {
  const sheet = document.querySelector(".publish-sheet");
  if (!sheet) return;

  /** Days from the site's today to a date, both as 2030-05-13. */
  const daysUntil = (date) => Math.round((Date.parse(date) - Date.parse(sheet.dataset.today)) / 86_400_000);

  /** “today 18:00”, “tomorrow 06:00”, “Friday 15 May 06:00” for what a time field holds. */
  function dayWords(value) {
    const [date, clock = ""] = value.split("T");
    const days = daysUntil(date);
    if (days === 0 || days === 1) return `${days ? "tomorrow" : "today"} ${clock}`;
    const is_this_year = date.slice(0, 4) === sheet.dataset.today.slice(0, 4);
    const words = new Date(date).toLocaleDateString("en-GB", {
      weekday: "long",
      day: "numeric",
      month: "long",
      timeZone: "UTC",
    });
    return `${words.replace(",", "")}${is_this_year ? "" : ` ${date.slice(0, 4)}`} ${clock}`;
  }

  const chosen = () => sheet.querySelector('input[name="change"]:checked')?.value ?? "";

  function follow() {
    for (const button of sheet.querySelectorAll("[data-follows]")) {
      const { value } = document.getElementById(button.dataset.follows);
      button.dataset.words ??= button.textContent;
      button.textContent = value ? interpolate(gettext("Publish %(day)s"), { day: dayWords(value) }, true) : button.dataset.words;
    }
    const kind = chosen();
    const now = sheet.querySelector('button[name="when"][value="now"]');
    if (now && kind && now.dataset[kind]) now.textContent = now.dataset[kind];
    for (const row of sheet.querySelectorAll("[data-for]")) {
      const has_errors = row.querySelector(".errorlist") !== null;
      row.hidden = !has_errors && !row.dataset.for.split(" ").includes(kind);
    }
  }

  sheet.addEventListener("input", follow);
  sheet.addEventListener("change", follow);
  follow();
})();
