"use strict";

/* Many pictures, one after the other, each with how far it is and what came of it. Without this
   script the form sends them all in one go. */
(() => {
  const form = document.getElementById("picture-upload");
  const chooser = form.querySelector('[name="upload"]');
  const list = document.querySelector(".picture-taken");
  const status = document.querySelector(".picture-upload-said");
  const waiting = [];
  let isSending = false;
  const counted = { taken: 0, refused: 0 };

  function build(name, properties = {}, ...children) {
    const made = Object.assign(document.createElement(name), properties);
    made.append(...children);
    return made;
  }

  function add(files) {
    for (const file of files) {
      const bar = build("progress", { max: 1, value: 0, ariaLabel: interpolate(gettext("%(file)s: sent"), { file: file.name }, true) });
      const words = build("span", { className: "quiet", textContent: gettext("Waits") });
      const line = build("li", {}, build("strong", { textContent: file.name }), " ", bar, " ", words);
      list.append(line);
      waiting.push({ file, line, bar, words });
    }
    next();
  }

  function next() {
    if (isSending) return;
    const one = waiting.shift();
    if (!one) {
      say();
      return;
    }
    isSending = true;
    send(one);
  }

  function send({ file, line, bar, words }) {
    const data = new FormData(form);
    data.delete("upload");
    data.append("upload", file);
    const request = new XMLHttpRequest();
    request.open("POST", form.action || location.href);
    request.setRequestHeader("Accept", "application/json");
    request.responseType = "text";
    request.upload.addEventListener("progress", ({ loaded, total }) => {
      bar.value = total ? loaded / total : 0;
      words.textContent = loaded < total ? gettext("Sends") : gettext("Is taken in");
    });
    request.addEventListener("loadend", () => {
      finish(line, file, answerOf(request));
      isSending = false;
      next();
    });
    request.send(data);
  }

  function answerOf(request) {
    try {
      return JSON.parse(request.responseText);
    } catch {
      return { ok: false, errors: [trouble(request)] };
    }
  }

  function trouble(request) {
    if (!request.status) return gettext("No connection. Choose it again when there is one.");
    if (request.responseURL.includes("/login/")) return gettext("You were signed out. Sign in, then choose it again.");
    return gettext("It was not taken in. Choose it again.");
  }

  function finish(line, file, answer) {
    counted[answer.ok ? "taken" : "refused"] += 1;
    if (!answer.ok) {
      line.dataset.state = "refused";
      const why = build("span", { className: "swap-refused", textContent: answer.errors.join(" ") });
      line.replaceChildren(build("strong", { textContent: file.name }), " ", why);
      return;
    }
    const image = answer.thumbnail
      ? build("img", { className: "picture-thumbnail", src: answer.thumbnail, alt: "", width: 96, height: 96 })
      : "";
    const credit = answer.credit || gettext("Needs a credit");
    line.replaceChildren(
      image,
      build("a", { href: answer.address, textContent: answer.title }),
      " ",
      build("span", { className: "quiet", textContent: credit }),
    );
  }

  function say() {
    const { taken, refused } = counted;
    const lines = [ngettext("%(taken)s picture is in the library.", "%(taken)s pictures are in the library.", taken)];
    if (refused) {
      lines.push(
        ngettext(
          "%(refused)s was refused: see the reason beside each.",
          "%(refused)s were refused: see the reason beside each.",
          refused,
        ),
      );
    }
    status.textContent = interpolate(lines.join(" "), { taken, refused }, true);
  }

  form.addEventListener("submit", (event) => {
    if (!chooser.files.length) return; // the server says what is missing
    event.preventDefault();
    add([...chooser.files]);
    chooser.value = "";
  });

  const place = form.querySelector(".picture-drop");
  place.querySelector(".picture-drop-words").hidden = false;
  for (const name of ["dragenter", "dragover"]) {
    place.addEventListener(name, (event) => {
      event.preventDefault();
      place.dataset.over = "true";
    });
  }
  for (const name of ["dragleave", "drop"]) place.addEventListener(name, () => delete place.dataset.over);
  place.addEventListener("drop", (event) => {
    event.preventDefault();
    add([...event.dataTransfer.files]);
  });

  window.addEventListener("beforeunload", (event) => {
    if (isSending || waiting.length) event.preventDefault();
  });
})();
