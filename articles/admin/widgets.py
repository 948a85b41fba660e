"""Widgets of the desk: the body's editor, choices that cost no query, links as repeated lines."""

import json

from ckeditor.widgets import CKEditorWidget
from django import forms
from django.contrib.admin.widgets import AutocompleteSelect, AutocompleteSelectMultiple
from django.core.exceptions import ValidationError
from django.forms.widgets import Media
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.urls import reverse

from articles.editor import OWN_PLUGIN
from articles.sanitising import clean_body

#: The desk's scripts, in the order in which they load: after jQuery and CKEditor.
SCRIPTS = [
    "js/desk/desk.js",
    "js/desk/rows.js",
    "js/desk/describe.js",
    "js/desk/embeds.js",
    "js/desk/links.js",
    "js/desk/panel.js",
    "js/desk/list.js",
    "js/desk/lead.js",
    "js/desk/menu.js",
    "js/desk/cite.js",
    "js/desk/paste.js",
    "js/desk/tables.js",
    "js/desk/bridge.js",
    "js/desk/bylines.js",
    "js/desk/counts.js",
    "js/desk/phone_marks.js",
    "js/desk/phone_body.js",
    "js/desk/theme.js",
    "js/desk/leave.js",
    "js/desk/connection.js",
    "js/desk/browser_copy.js",
    "js/desk/sign_in.js",
    "js/desk/windows.js",
    "js/desk/autosave.js",
    "js/desk/unsaved.js",
    "js/desk/presence.js",
    "js/desk/checks.js",
    "js/desk/side.js",
    "js/desk/keys.js",
    "js/desk/find.js",
    "js/desk/preview_beside.js",
    "js/desk/arrive.js",
]

STYLES = [
    "css/desk/story-form.css",
    "css/desk/story-blocks.css",
    "css/desk/story-editor.css",
    "css/desk/keeping.css",
    "css/desk/conflict.css",
    "css/desk/checks.css",
    "css/desk/side-panel.css",
    "css/desk/phone-body.css",
    "css/desk/writing-tools.css",
]


class StoryBodyWidget(CKEditorWidget):
    """CKEditor with the story's blocks. What it shows was cleaned first, whoever stored it."""

    def __init__(self, attrs=None):
        # The browser would bring back the text after "Back", but not the rows it needs.
        super().__init__(config_name="story", attrs={"autocomplete": "off", **(attrs or {})})

    def format_value(self, value):
        value = super().format_value(value)
        try:
            return clean_body(value) if value else value
        except ValidationError:
            # Too long or too tangled to clean: shown as an error, never as markup.
            return ""

    def get_context(self, name, value, attrs):
        # The whole hashed name as the path: CKEditor would put the parts together unhashed.
        plugin = static("js/desk/newsblock/plugin.js")
        self.external_plugin_resources = [(OWN_PLUGIN, plugin, "")]
        self.config["contentsCss"] = [static("css/desk/contents.css")]
        return super().get_context(name, value, attrs)

    @property
    def media(self):
        # One list: Django merges lists by their order, and CKEditor must load before ours.
        return Media(
            css={"all": STYLES},
            js=["admin/js/jquery.init.js", *super().media._js, *SCRIPTS],
        )


def as_pk(text):
    """The primary key that a form sent, or None for what no table holds."""
    text = str(text)
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 19 else None


class KeysOnly:
    """An autocomplete that draws a refused form again, whatever was sent for a key."""

    def optgroups(self, name, value, attr=None):
        return super().optgroups(name, [v for v in value if not v or as_pk(v)], attr)


class ManySelect(KeysOnly, AutocompleteSelectMultiple):
    """An autocomplete for several objects; each is taken out by itself.

    The library's ✕ for all of them stands where a list may hold nothing but its items.
    """

    def build_attrs(self, base_attrs, extra_attrs=None):
        return {**super().build_attrs(base_attrs, extra_attrs), "data-allow-clear": "false"}


class PickedSelect(KeysOnly, AutocompleteSelect):
    """An autocomplete that draws its chosen object from what its field was given."""

    def optgroups(self, name, value, attr=None):
        field = self.choices.field
        picked = getattr(field, "picked", {})
        chosen = [pk for v in value if (pk := as_pk(v)) in picked]
        if not chosen:
            return super().optgroups(name, value, attr)
        options = [] if self.is_required else [self.create_option(name, "", "", False, 0)]
        for pk in chosen[:1]:
            label = field.label_from_instance(picked[pk])
            options.append(self.create_option(name, pk, label, True, len(options)))
        return [(None, options, 0)]


class LinksWidget(forms.Widget):
    """One line a link: headline, address elsewhere, or a story of ours chosen by typing."""

    template_name = "articles/desk/links_widget.html"
    #: Labels of chosen stories by primary key.
    labels = {}

    def value_from_datadict(self, data, files, name):
        from articles.admin.fields import posted_links

        return posted_links(data, name)

    def value_omitted_from_data(self, data, files, name):
        return False

    def format_value(self, value):
        return value

    def _render(self, template_name, context, renderer=None):
        # Django's form renderer looks into apps only; this template lies with the project's.
        return render_to_string(template_name, context)

    def get_context(self, name, value, attrs):
        context = super().get_context(name, value, attrs)
        context["widget"] |= {
            "lines": [{**line, "label": self._label(line["story"])} for line in value or []],
            "autocomplete": {
                "url": reverse("admin:autocomplete"),
                "clear": json.dumps(True),
            },
        }
        return context

    def _label(self, story):
        if not story:
            return ""
        return self.labels.get(as_pk(story), "")
