"use strict";

/* A copy of the text in this browser, for when the network, the desk or the browser itself fails.

   One for each open form. It is its writer's: nobody else who signs in here is offered it, and
   signing out leaves it. A browser that keeps nothing (a private window, a full disk) costs the
   copy and no more: nothing here ever throws. */
(() => {
  const desk = window.storyDesk;
  const STORE = "copies";
  const KEPT_FOR = 30 * 24 * 60 * 60 * 1000;
  const PATIENCE = 3000;
  let opening = null;

  desk.copies = {
    /** Keep {window, person, story, form, at, isKept}; whether it worked. */
    put: (copy) => inStore("readwrite", (store) => store.put(copy)).then(...worked),

    drop: (window) => inStore("readwrite", (store) => store.delete(window)).then(...worked),

    /** This person's copies of this story (or of a new one), newest first. */
    async of({ person, story }) {
      const all = (await inStore("readonly", (store) => store.getAll()).catch(() => [])) ?? [];
      const theirs = all.filter((copy) => copy.person === person && copy.story === story);
      return theirs.sort((one, other) => other.at - one.at);
    },

    /** Forget everybody's that is older than thirty days. */
    async prune() {
      const all = (await inStore("readonly", (store) => store.getAll()).catch(() => [])) ?? [];
      const old = all.filter(({ at }) => !(desk.clock.now() - at < KEPT_FOR));
      await Promise.all(old.map(({ window }) => desk.copies.drop(window)));
    },
  };

  const worked = [() => true, () => false];

  function open() {
    opening ??= new Promise((resolve, reject) => {
      const request = indexedDB.open("newsroom-desk", 1);
      request.onupgradeneeded = () => request.result.createObjectStore(STORE, { keyPath: "window" });
      request.onerror = () => reject(request.error);
      request.onblocked = () => reject(new Error("another window holds the old copies"));
      request.onsuccess = () => {
        request.result.onversionchange = () => request.result.close();
        request.result.onclose = () => (opening = null);
        resolve(request.result);
      };
    });
    opening.catch(() => (opening = null));
    return opening;
  }

  /** One step in the store; rejected where the browser refuses or does not answer. */
  async function inStore(mode, step) {
    const done = (async () => {
      const database = await open();
      return new Promise((resolve, reject) => {
        const work = database.transaction(STORE, mode);
        const request = step(work.objectStore(STORE));
        work.oncomplete = () => resolve(request.result);
        work.onabort = work.onerror = () => reject(work.error ?? request.error);
        // Not when the answer is back: the page may be gone by then, and the copy with it.
        if (mode === "readwrite") work.commit?.();
      });
    })();
    const late = new Promise((resolve, reject) => setTimeout(reject, PATIENCE, new Error("no answer")));
    return Promise.race([done, late]);
  }
})();
