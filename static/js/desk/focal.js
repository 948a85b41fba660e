"use strict";

/* A click on the picture says what every crop keeps. The two numbers stay: they are what is saved,
   and the way for who uses the keyboard. */
(() => {
  const RATIOS = [["16:9", 16 / 9], ["4:3", 4 / 3], ["1:1", 1]];

  function begin() {
    const box = document.querySelector(".focal");
    const across = document.getElementById("id_focal_x");
    const down = document.getElementById("id_focal_y");
    if (!box || !across || !down) return;
    const whole = box.querySelector("img");
    const mark = element("span", "focal-mark");
    box.append(mark);
    const crops = addCrops(box, whole);
    for (const input of [across, down]) input.step = "0.01";

    const share = (input) => Math.min(Math.max(Number(input.value) || 0, 0), 1);
    function show() {
      mark.style.insetInlineStart = `${share(across) * 100}%`;
      mark.style.insetBlockStart = `${share(down) * 100}%`;
      for (const { image, ratio } of crops) {
        image.style.objectPosition = position(whole, ratio, share(across), share(down));
      }
    }

    whole.addEventListener("click", (event) => {
      const { left, top, width, height } = whole.getBoundingClientRect();
      across.value = ((event.clientX - left) / width).toFixed(2);
      down.value = ((event.clientY - top) / height).toFixed(2);
      for (const input of [across, down]) input.dispatchEvent(new Event("input", { bubbles: true }));
    });
    across.addEventListener("input", show);
    down.addEventListener("input", show);
    show();
  }

  function element(name, className) {
    const made = document.createElement(name);
    made.className = className;
    return made;
  }

  function addCrops(box, whole) {
    const list = element("span", "focal-crops");
    box.after(list);
    return RATIOS.map(([words, ratio]) => {
      const crop = element("span", "focal-crop");
      const image = element("img", "");
      image.src = whole.src;
      image.alt = "";
      image.style.aspectRatio = String(ratio);
      crop.append(image, words);
      list.append(crop);
      return { image, ratio };
    });
  }

  /** The crop's window is centred on the point and kept inside, as the server makes it. */
  function position(whole, ratio, x, y) {
    const width = Number(whole.getAttribute("width"));
    const height = Number(whole.getAttribute("height"));
    const cropWidth = Math.min(width, height * ratio);
    const cropHeight = Math.min(height, width / ratio);
    return `${shift(x, width, cropWidth)}% ${shift(y, height, cropHeight)}%`;
  }

  function shift(point, size, crop) {
    const spare = size - crop;
    if (spare < 1) return 50;
    return (Math.min(Math.max(size * point - crop / 2, 0), spare) / spare) * 100;
  }

  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", begin);
  else begin();
})();
