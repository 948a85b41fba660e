"use strict";

/* The writer's windows: which of them are really open. The desk counts a window for a minute after
   a crash; in one browser, windows can ask each other. */
(() => {
  const desk = window.storyDesk;
  const PATIENCE = 300;
  const channel = "BroadcastChannel" in window ? new BroadcastChannel("newsroom-desk") : null;
  const heard = new Set();

  desk.windows = {
    /** The windows in this browser that answer. */
    async answering() {
      heard.clear();
      channel?.postMessage({ ask: true });
      await new Promise((resolve) => setTimeout(resolve, PATIENCE));
      return new Set(heard);
    },

    /** Of these windows of the writer's, those that are open: what this browser has a copy of
        was in this browser, and would answer. */
    async open(windows) {
      if (windows.length === 0) return [];
      const [answering, copies] = await Promise.all([
        desk.windows.answering(),
        desk.copies.of(desk.keeping.settings),
      ]);
      const here = new Set(copies.map((copy) => copy.window));
      return windows.filter((each) => answering.has(each) || !here.has(each));
    },
  };

  channel?.addEventListener("message", ({ data }) => {
    if (data.here) heard.add(data.here);
    else if (desk.keeping.settings) channel.postMessage({ here: desk.keeping.window });
  });
})();
