"use strict";

/* The desk's scripts say their words through Django's catalogue (admin:jsi18n). Where it did not
   come, they say them as they are written here. */
window.gettext ??= (words) => words;
window.ngettext ??= (one, many, count) => (count === 1 ? one : many);
window.interpolate ??= (words, values) => words.replace(/%\((\w+)\)s/g, (_, name) => String(values[name]));
