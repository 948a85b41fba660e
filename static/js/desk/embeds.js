"use strict";

/* What an address or embed code shows, and whose it is. The server knows, from the letters alone; each address is
   asked for once. */
(() => {
  const desk = window.storyDesk;
  const answers = new Map();
  const asked = new Map();

  desk.embeds = {
    /** The answer where it is known already, else null. */
    known: (address) => answers.get(address) ?? null,

    /** {ok, provider_name, type, ratio} or {ok: false, message}; null when the server is away. */
    recognise(address) {
      if (!asked.has(address)) asked.set(address, ask(address));
      return asked.get(address);
    },
  };

  async function ask(address) {
    try {
      const query = new URLSearchParams({ address });
      const response = await fetch(`${desk.settings.recogniseUrl}?${query}`, {
        headers: { Accept: "application/json" },
      });
      const answer = await response.json();
      answers.set(address, answer);
      return answer;
    } catch {
      // Signed out or offline: the save will say; ask again next time.
      asked.delete(address);
      return null;
    }
  }

  async function check(row) {
    const address = desk.rows.value(row, "address");
    if (!address || answers.has(address)) return;
    const answer = await desk.embeds.recognise(address);
    if (!answer || desk.rows.value(row, "address") !== address) return;
    if (answer.ok) suit(row, answer);
    desk.tell("row", { ref: desk.rows.ref(row) });
  }

  /** A chart is a chart and a tall video is tall, unless the writer chose otherwise. */
  function suit(row, { type, ratio }) {
    if (desk.rows.isSaved(row) || row.dataset.suited) return;
    row.dataset.suited = true;
    for (const [name, value] of Object.entries({ type, ratio })) {
      const select = desk.rows.field(row, name);
      if (select && value) select.value = value;
    }
  }

  const checkSoon = {};

  desk.hear("row", ({ ref }) => {
    const row = desk.rows.find(ref);
    if (!row || desk.rows.kind(row) !== "embed") return;
    checkSoon[ref] ??= desk.settled(check, 300);
    checkSoon[ref](row);
  });

  desk.whenPageIsRead(() => {
    for (const row of desk.rows.all()) if (desk.rows.kind(row) === "embed") check(row);
  });
})();
