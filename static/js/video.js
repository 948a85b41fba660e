// Puts the frame in the place of its facade when a reader presses play, or show.
// Until then nothing is loaded from another site; without this file the facade is a link.
(() => {
  "use strict";

  const sizes = { "16-9": [560, 315], "4-3": [560, 420], "1-1": [560, 560], "9-16": [315, 560] };

  function frameFor(facade) {
    const frame = document.createElement("iframe");
    const ratio = /embed-(\d+-\d+)/.exec(facade.parentElement.className);
    const [width, height] = sizes[ratio ? ratio[1] : "16-9"] || sizes["16-9"];
    // Rights and referrer are set before the address: a frame takes them when it starts to load.
    frame.setAttribute("title", facade.dataset.title);
    frame.setAttribute("loading", "lazy");
    frame.setAttribute("width", width);
    frame.setAttribute("height", height);
    frame.setAttribute("allow", facade.dataset.allow);
    frame.setAttribute("allowfullscreen", "");
    frame.setAttribute("referrerpolicy", facade.dataset.referrerPolicy);
    frame.setAttribute("sandbox", facade.dataset.sandbox);
    frame.setAttribute("tabindex", "0");
    frame.className = "embed-frame";
    frame.src = facade.dataset.frame;
    return frame;
  }

  document.addEventListener("click", (event) => {
    const facade = event.target.closest("a.embed-facade[data-frame]");
    // A new tab or window is what the reader asked for.
    if (!facade || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) {
      return;
    }
    event.preventDefault();
    const frame = frameFor(facade);
    facade.replaceWith(frame);
    frame.focus();
  });
})();
