"use strict";

/* File fast: what is typed stays in this browser until the desk has it, and nothing is sent where
   it could not arrive: a picture would have to be taken again. */
(() => {
  const desk = window.storyDesk;
  const WORDS = ["slugline", "headline", "text", "alt_text", "credit", "video"];

  desk.keeping.whenReady(() => {
    const form = document.getElementById("file-fast");
    const own = desk.keepOwn(form, {
      isEmpty: () => WORDS.every((name) => !form.elements[name].value.trim()),
      fill(kept) {
        for (const name of [...WORDS, "edit_session"]) form.elements[name].value = kept.get(name) ?? "";
        form.elements.breaking.checked = kept.has("breaking");
      },
    });

    let isSending = false;
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      if (isSending) return;
      isSending = true;
      if (await own.mayGo()) form.submit();
      else isSending = false;
    });
    // Back from the next page: the button works again.
    window.addEventListener("pageshow", () => (isSending = false));

    // One picture: choosing another lets go of the first.
    const [camera, picture] = ["camera", "picture"].map((name) => form.elements[name]);
    camera?.addEventListener("change", () => camera.files.length && (picture.value = ""));
    picture?.addEventListener("change", () => picture.files.length && (camera.value = ""));

    form.querySelector(".errorlist")?.closest(".form-row")?.querySelector("input, textarea")?.focus();
  });
})();
