"use strict";

/* The forms of blocks and citations: ordinary inline rows of Django's, found by their ref.

   Never by prefix or number, which Django changes; and a row is never taken out of the page, only
   marked for deletion. The text decides: what has a card or cite in it is kept; what had one and
   has it no more is marked. So undo brings both back. */
(() => {
  const desk = window.storyDesk;
  const CLIPBOARD = "desk:clipboard";
  const REMEMBERED = 20;
  const A_DAY = 24 * 60 * 60 * 1000;
  const NOT_COPIED = new Set(["ref", "id", "article", "DELETE", "is_lead"]);

  /** Refs that have stood in the text since the page was opened. */
  const placed = new Set();

  const kinds = () => desk.settings.kinds;
  const prefixes = () => [
    ...Object.values(kinds()).map(({ prefix }) => prefix),
    desk.settings.citationsPrefix,
  ];

  const rows = (desk.rows = {
    /** Rows of all kinds of block, or of one prefix, that are in use. */
    all(prefix) {
      const wanted = prefix ? [prefix] : Object.values(kinds()).map((kind) => kind.prefix);
      return wanted.flatMap((each) => refInputs(each).filter(({ value }) => value).map(rowOf));
    },

    citations: () => rows.all(desk.settings.citationsPrefix),

    find(ref) {
      const inputs = prefixes().flatMap(refInputs);
      const input = inputs.find(({ value }) => value && value.toLowerCase() === ref?.toLowerCase());
      return input ? rowOf(input) : null;
    },

    has: (ref) => rows.find(ref) !== null,

    ref: (row) => refInput(row)?.value ?? "",

    kind(row) {
      const { prefix } = nameParts(row);
      const found = Object.entries(kinds()).find(([, kind]) => kind.prefix === prefix);
      return found ? found[0] : "citation";
    },

    field(row, name) {
      return row.querySelector(`[name="${base(row)}${name}"]`);
    },

    fields(row, name) {
      return [...row.querySelectorAll(`[name="${base(row)}${name}"]`)];
    },

    value(row, name) {
      return (rows.field(row, name)?.value ?? "").trim();
    },

    isTicked: (row, name) => rows.field(row, name)?.checked ?? false,

    /** The words of a select's choice: select2 and the admin's popup both keep them there. */
    chosen(row, name) {
      const option = rows.field(row, name)?.selectedOptions[0];
      return option?.value ? option.textContent.trim() : "";
    },

    isRemoved: (row) => deleteBox(row)?.checked ?? false,

    isLead: (row) => rows.kind(row) === "figure" && rows.isTicked(row, "is_lead"),

    /** Whether the row is in the database: Django's own mark on it. */
    isSaved: (row) => row.classList.contains("has_original"),

    mark(row, removed) {
      const box = deleteBox(row);
      if (!box || box.checked === removed) return;
      box.checked = removed;
      row.dataset.removed = removed;
      desk.tell("changed");
      desk.tell("row", { ref: rows.ref(row) });
    },

    /** A new, empty row with a ref of its own; null where the writer may not add one. */
    create(kind, ref = newRef()) {
      const prefix = kinds()[kind]?.prefix ?? desk.settings.citationsPrefix;
      const row = pressAdd(prefix);
      if (!row) {
        desk.say(gettext("No more of these can be added to this story."));
        return null;
      }
      refInput(row).value = ref;
      addDeleteBox(row);
      desk.tell("changed");
      desk.tell("row", { ref });
      return row;
    },

    /** A new row that the text is about to show: gone from the text before it was looked at, it is
        gone from the form as well. */
    createPlaced(kind) {
      const row = rows.create(kind);
      if (row) placed.add(rows.ref(row));
      return row;
    },

    /** The ref of a new row with the words of this one. */
    copy(ref) {
      const from = rows.find(ref);
      if (!from) return ref;
      const row = rows.create(rows.kind(from));
      if (!row) return ref;
      fill(row, contents(from));
      return rows.ref(row);
    },

    /** Keep what a card says, so that another story in this browser can take it over. */
    remember(refs) {
      const kept = remembered().filter(({ ref }) => !refs.includes(ref));
      const found = refs.map(rows.find).filter(Boolean);
      const added = found.map((row) => ({
        ref: rows.ref(row),
        kind: rows.kind(row),
        contents: contents(row),
        at: Date.now(),
      }));
      store([...added, ...kept].slice(0, REMEMBERED));
    },

    isRemembered: (ref) => remembered().some((each) => each.ref === ref),

    /** The ref of a new row for what came from another story; null where nothing is known of it. */
    adopt(ref) {
      const known = remembered().find((each) => each.ref === ref);
      const row = known && rows.create(known.kind);
      if (!row) return null;
      fill(row, known.contents);
      return rows.ref(row);
    },

    contents,
    fill,
    newRef,

    /** Mark and unmark rows after what stands in the text. */
    followText() {
      const standing = desk.editor?.newsblock?.standing();
      if (!standing) return;
      standing.forEach((ref) => placed.add(ref));
      for (const row of [...rows.all(), ...rows.citations()]) {
        const ref = rows.ref(row);
        if (standing.has(ref)) rows.mark(row, false);
        else if (placed.has(ref) && !rows.isLead(row)) rows.mark(row, true);
      }
      desk.tell("text");
    },
  });

  function refInputs(prefix) {
    const group = document.getElementById(`${prefix}-group`);
    const inputs = [...(group?.querySelectorAll(`[name^="${prefix}-"][name$="-ref"]`) ?? [])];
    return inputs.filter(({ name }) => /-\d+-ref$/.test(name));
  }

  const rowOf = (input) => input.closest(".inline-related");
  const refInput = (row) => row.querySelector('[name$="-ref"]');
  const base = (row) => refInput(row).name.slice(0, -"ref".length);
  const deleteBox = (row) => rows.field(row, "DELETE");

  function nameParts(row) {
    const [, prefix, number] = refInput(row).name.match(/^(.+)-(\d+)-ref$/);
    return { prefix, number };
  }

  /** randomUUID exists on https and localhost only; a desk on a plain address must work too. */
  function newRef() {
    if (crypto.randomUUID) return crypto.randomUUID();
    const bytes = crypto.getRandomValues(new Uint8Array(16));
    bytes[6] = (bytes[6] & 15) | 64;
    bytes[8] = (bytes[8] & 63) | 128;
    const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
    return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
  }

  /** Django clones, numbers and counts; it answers within the click. */
  function pressAdd(prefix) {
    let row = null;
    const take = ({ target }) => (row = target);
    document.addEventListener("formset:added", take, { once: true });
    document.querySelector(`#${prefix}-group .add-row a`)?.click();
    document.removeEventListener("formset:added", take);
    return row;
  }

  /** The stock template gives only saved rows a Delete box. */
  function addDeleteBox(row) {
    if (deleteBox(row)) return;
    const name = `${base(row)}DELETE`;
    row.append(desk.build("input", { type: "checkbox", name, id: `id_${name}`, hidden: true }));
  }

  /** What a row's form holds, in the order of the page: [name, value, words of a choice]. */
  function contents(row) {
    const start = base(row);
    const inputs = [...row.querySelectorAll(`[name^="${start}"]`)];
    const copied = inputs.filter(({ name }) => !NOT_COPIED.has(name.slice(start.length)));
    return copied.map((input) => [
      input.name.slice(start.length),
      input.type === "checkbox" ? input.checked : input.value,
      input.selectedOptions?.[0]?.textContent.trim() ?? "",
    ]);
  }

  function fill(row, values) {
    const lines = values.filter(([name]) => name === "links-title").length;
    if (lines) desk.links?.makeLines(row, lines);
    const seen = {};
    for (const [name, value, words] of values) {
      seen[name] = (seen[name] ?? -1) + 1;
      const input = rows.fields(row, name)[seen[name]];
      if (input) setValue(input, value, words);
    }
    desk.tell("row", { ref: rows.ref(row) });
  }

  function setValue(input, value, words) {
    if (input.type === "checkbox") input.checked = value;
    else if (input.tagName === "SELECT") choose(input, value, words);
    else input.value = value;
  }

  /** An autocomplete knows only the choices that were made in it. */
  function choose(select, value, words) {
    const isThere = [...select.options].some((option) => option.value === value);
    if (value && !isThere) select.append(new Option(words, value));
    select.value = value;
    django.jQuery(select).trigger("change");
  }

  function remembered() {
    try {
      const kept = JSON.parse(localStorage.getItem(CLIPBOARD) ?? "[]");
      return kept.filter(({ at }) => Date.now() - at < A_DAY);
    } catch {
      return [];
    }
  }

  function store(list) {
    try {
      localStorage.setItem(CLIPBOARD, JSON.stringify(list));
    } catch {
      // Full or forbidden: the copy then goes to other stories as words only.
    }
  }

  function changed({ target }) {
    const row = target.closest?.(".inline-related");
    if (row && refInput(row)?.value) desk.tell("row", { ref: rows.ref(row) });
  }

  /** What a save refused was said of the value before. */
  function dropRefusal({ target }) {
    const refused = target.closest(".inline-related .form-row.errors");
    refused?.classList.remove("errors");
    refused?.querySelector(".errorlist")?.remove();
  }

  desk.whenPageIsRead(() => {
    for (const row of [...rows.all(), ...rows.citations()]) {
      addDeleteBox(row);
      row.dataset.removed = rows.isRemoved(row);
    }
    document.addEventListener("input", dropRefusal);
    document.addEventListener("input", changed);
    // select2 tells of its changes through jQuery only.
    django.jQuery(document).on("select2:select", dropRefusal).on("change", changed);
  });

  desk.whenEditorIsMade((editor) => {
    const follow = desk.settled(rows.followText);
    for (const name of ["change", "afterUndo", "afterRedo", "contentDom", "instanceReady"]) {
      editor.on(name, () => follow());
    }
  });
})();
