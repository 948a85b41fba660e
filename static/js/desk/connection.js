"use strict";

/* The line to the desk: what the open form asks in the background, the time there, and the lines
   that say how the text is kept. */
(() => {
  const desk = window.storyDesk;
  const PATIENCE = 10000;
  const RETRIES = [2, 4, 8, 15, 30, 60];
  /** How far the desk's clock is ahead of this device's, which may be wrong. */
  let ahead = 0;

  const box = () => document.getElementById("story-keeping");
  const tokens = () => document.querySelectorAll("[name=csrfmiddlewaretoken]");

  desk.keeping = {
    /** What the page was given; null on a page that keeps nothing. */
    get settings() {
      return box()?.dataset ?? null;
    },

    whenReady(step) {
      desk.whenPageIsRead(() => box() && step(box().dataset));
    },

    get window() {
      return desk.form.querySelector("[name=edit_session]").value;
    },

    /** Say one of the lines; no words take it away. Whole nodes may follow the words. */
    say(line, words, ...nodes) {
      const place = box().querySelector(`.keeping-${line}`);
      place.replaceChildren(...[words, ...nodes].filter(Boolean));
      place.hidden = !words;
    },
  };

  desk.clock = {
    /** The time at the desk, in milliseconds. */
    now: () => Date.now() + ahead,

    set(moment) {
      ahead = new Date(moment).getTime() - Date.now();
    },

    /** 18:04 or 18:04:12, as the desk's clock shows it. */
    words(moment, { seconds = false } = {}) {
      const { timeZone } = box().dataset;
      const style = { hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZone };
      return new Intl.DateTimeFormat("en-GB", seconds ? { ...style, second: "2-digit" } : style).format(moment);
    },
  };

  /** Ask the desk; with values, tell it something.

      The answer always comes and has a `state`: "ok", "away" (no network, or the desk is down),
      "signed-out", "somebody-else" (is signed in), or "refused" with a `message`. */
  desk.ask = async (address, values = null, { keepalive = false } = {}) => {
    let answer = await send(address, values, keepalive);
    if (answer.state === "no-token") {
      // A sign-in in another window made the form's token old.
      const renewed = await send(box().dataset.signedInUrl, null, keepalive);
      answer = renewed.state === "ok" ? await send(address, values, keepalive) : renewed;
    }
    return answer;
  };

  /** The wait before the next try, after so many that failed. */
  desk.ask.wait = (failures) => RETRIES[Math.min(failures, RETRIES.length) - 1] * 1000;

  async function send(address, values, keepalive) {
    const headers = { "X-Desk-Person": box().dataset.person };
    const request = { headers, keepalive, redirect: "error", cache: "no-store" };
    if (!keepalive) request.signal = AbortSignal.timeout(PATIENCE);
    if (values !== null) {
      Object.assign(request, { method: "POST", body: new URLSearchParams(values) });
      headers["X-CSRFToken"] = tokens()[0]?.value ?? "";
    }
    try {
      const response = await fetch(address, request);
      return await read(response);
    } catch {
      return { state: "away" };
    }
  }

  async function read(response) {
    const isOurs = response.headers.get("Content-Type")?.startsWith("application/json");
    const answer = isOurs ? await response.json() : {};
    if (answer.now) desk.clock.set(answer.now);
    if (answer.token) tokens().forEach((input) => (input.value = answer.token));
    return { ...answer, state: stateOf(response.status, isOurs) };
  }

  function stateOf(status, isOurs) {
    if (status === 413) return "refused";
    if (status === 403 && !isOurs) return "no-token";
    if (!isOurs || status >= 500) return "away";
    if (status === 401) return "signed-out";
    if (status === 409) return "somebody-else";
    return status < 300 ? "ok" : "refused";
  }

  desk.keeping.whenReady(({ now }) => desk.clock.set(now));
})();
