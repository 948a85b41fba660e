"use strict";

/* The front: the list of stories follows what is typed, and nobody leaves with places unsaved. */
(() => {
  const forms = document.querySelectorAll("form[data-stories]");
  const list = document.getElementById("offered-stories");
  if (!forms.length || !list) return;

  const WAIT = 200;
  let timer = null;
  let asked = null;
  let isChanged = Boolean(document.querySelector(".front-form .errornote"));

  function optionOf({ value, label }) {
    const option = document.createElement("option");
    option.value = value;
    option.textContent = label;
    return option;
  }

  async function offer(words, address) {
    asked?.abort();
    asked = new AbortController();
    try {
      const url = `${address}?${new URLSearchParams({ q: words })}`;
      const response = await fetch(url, { signal: asked.signal, credentials: "same-origin" });
      if (!response.ok) return;
      const { stories } = await response.json();
      list.replaceChildren(...stories.map(optionOf));
    } catch (error) {
      // The list stays as it is: offline, or more was typed meanwhile.
      if (error.name !== "AbortError" && !(error instanceof TypeError)) throw error;
    }
  }

  function typed(event) {
    isChanged = isChanged || event.currentTarget.classList.contains("front-form");
    if (!event.target.matches(".front-story-input")) return;
    const words = event.target.value;
    // A chosen story ends with its key: there is nothing more to find.
    if (/\(\d+\)\s*$/.test(words)) return;
    const { stories } = event.currentTarget.dataset;
    clearTimeout(timer);
    timer = setTimeout(() => offer(words, stories), WAIT);
  }

  function leave(event) {
    if (isChanged) event.preventDefault();
  }

  for (const form of forms) {
    form.addEventListener("input", typed);
    form.addEventListener("submit", (event) => {
      if (event.submitter?.formTarget !== "_blank") isChanged = false;
    });
  }
  window.addEventListener("beforeunload", leave);
})();
