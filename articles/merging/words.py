"""The parts of a document in the desk's words: what a place is called, what a value says."""

from datetime import datetime
from functools import cached_property

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy

from articles import embeds
from articles.embeds import playing_time
from articles.merging.account import Place
from articles.models import (
    Article,
    Byline,
    Citation,
    Correction,
    Embed,
    Picture,
    Section,
    Source,
    Topic,
)
from articles.revisions import (
    BLOCK_FIELDS,
    BLOCK_MODELS,
    LINK_FIELDS,
    MOMENT_FIELDS,
    PLAIN_FIELDS,
)
from articles.sanitising import plain_text
from authors.models import Author, Desk

NOTHING = gettext_lazy("(empty)")
TAKEN_OUT = gettext_lazy("(taken out)")

BLOCK_NAMES = {
    "related": gettext_lazy("related block"),
    "embed": gettext_lazy("video"),
    "figure": gettext_lazy("picture"),
    "pullquote": gettext_lazy("quote"),
    "factbox": gettext_lazy("box"),
}
#: The same where there is a number of them.
BLOCKS_COUNTED = {
    "related": ngettext_lazy("%(count)s related block", "%(count)s related blocks", "count"),
    "embed": ngettext_lazy("%(count)s video", "%(count)s videos", "count"),
    "figure": ngettext_lazy("%(count)s picture", "%(count)s pictures", "count"),
    "pullquote": ngettext_lazy("%(count)s quote", "%(count)s quotes", "count"),
    "factbox": ngettext_lazy("%(count)s box", "%(count)s boxes", "count"),
}
#: Parts of a block that are told otherwise.
UNSAID = frozenset({"kind", "links", "provider", "embed_id", "embed_hash", "start"})
#: What each kind of block is told apart by.
_TITLES = {
    "related": ("label",),
    "embed": ("title", "address"),
    "figure": ("caption", "alt_text"),
    "pullquote": ("quote",),
    "factbox": ("title", "text"),
}
#: What elements other than paragraphs are called.
PROSE = {
    "h2": gettext_lazy("subhead"),
    "h3": gettext_lazy("subhead"),
    "h4": gettext_lazy("subhead"),
    "ul": gettext_lazy("list"),
    "ol": gettext_lazy("list"),
    "table": gettext_lazy("table"),
    "blockquote": gettext_lazy("quoted passage"),
    "hr": gettext_lazy("line"),
}
SUBHEADS = frozenset({"h2", "h3", "h4"})


class Names:
    """Names of what documents keep by primary key, each table asked once and only if needed.

    A story may be one that does not exist for the person: it has a name only in `stories`,
    {primary key: name}, from somebody who knows who asks.
    """

    def __init__(self, *documents, stories=None):
        self.documents = documents
        self.stories = stories or {}

    def author(self, byline):
        return byline["credited_as"] or byline["name"] or self._authors.get(byline["author"], "?")

    def topic(self, pk):
        return self._topics.get(pk, "?")

    def source(self, citation):
        return citation["name"] or self._sources.get(citation["source"], "?")

    def picture(self, pk):
        return self._pictures.get(pk, _("a picture")) if pk else str(NOTHING)

    def row(self, name, pk):
        """A section, desk or story by the field that points at it."""
        if pk is None:
            return str(NOTHING)
        if name in ("follows", "translation_of"):
            return self.story(pk)
        return (self._sections if name == "section" else self._desks).get(pk, "?")

    def story(self, pk):
        return self.stories.get(pk) or _("story %(number)s") % {"number": pk}

    @cached_property
    def _authors(self):
        return self._known(Author, "name", lambda d: (b["author"] for b in d["bylines"]))

    @cached_property
    def _topics(self):
        return self._known(Topic, "name", lambda d: d["topics"])

    @cached_property
    def _sources(self):
        return self._known(Source, "name", lambda d: (c["source"] for c in d["citations"].values()))

    @cached_property
    def _pictures(self):
        return self._known(Picture, "title", _pictures_of)

    @cached_property
    def _sections(self):
        return self._known(Section, "name", lambda d: [d["fields"].get("section")])

    @cached_property
    def _desks(self):
        return self._known(Desk, "name", lambda d: [d["fields"].get("desk")])

    def _known(self, model, column, pks_of):
        pks = {pk for document in self.documents for pk in pks_of(document) if pk}
        return dict(model.objects.filter(pk__in=pks).values_list("pk", column)) if pks else {}


def _pictures_of(document):
    for block in document["blocks"].values():
        yield block.get("picture")
        yield block.get("poster")


# Fields -----------------------------------------------------------------------------------


def label_of(name, model=Article):
    """What the form calls a field, without what it says in brackets."""
    return str(model._meta.get_field(name).verbose_name).partition(" (")[0]


def in_words(name, value, names, model=Article):
    """What a field's value says, in one line or more."""
    field = model._meta.get_field(name)
    if value in ("", None):
        return str(NOTHING)
    if field.is_relation:
        known = names.picture(value) if field.related_model is Picture else None
        return known or names.row(name, value)
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if name in MOMENT_FIELDS:
        return date_format(timezone.localtime(datetime.fromisoformat(value)), "j F Y, H:i T")
    if name == "length":
        return playing_time(value)
    return str(dict(field.flatchoices).get(value, value))


# Blocks and rows --------------------------------------------------------------------------


def block_place(block, names):
    """“the video “The boat leaves””: what a block is called among the others."""
    name = BLOCK_NAMES[block["kind"]]
    if block["kind"] == "embed" and block["type"] != Embed.Type.VIDEO:
        name = str(dict(Embed.Type.choices).get(block["type"], block["type"])).lower()
    title = next((block[key] for key in _TITLES[block["kind"]] if block.get(key)), "")
    if not title and block.get("picture"):
        title = names.picture(block["picture"])
    if not title:
        return _("a %(block)s") % {"block": name}
    return _("the %(block)s %(title)s") % {"block": name, "title": quoted(title)}


def block_model(kind):
    return BLOCK_MODELS[kind]


def block_in_words(block, names):
    """A whole block, a field to a line; those that say nothing are left out."""
    if block is None:
        return str(TAKEN_OUT)
    model = block_model(block["kind"])
    lines = [
        f"{capital(label_of(name, model))}: {in_words(name, block[name], names, model)}"
        for name in said_of(block)
    ]
    return "\n".join([*lines, *links_in_words(block.get("links", ()), names).splitlines()])


def said_of(block):
    """The fields of a block that say something, in their order."""
    return [
        name
        for name in block_fields_in_order(block)
        if name not in UNSAID and block.get(name) not in ("", None, False)
    ]


def video_in_words(block):
    """Which video an embed plays: its address as typed, or what is kept of it."""
    if block["address"] or not block["provider"]:
        return block["address"] or str(NOTHING)
    return f"{embeds.PROVIDERS.get(block['provider'], block['provider'])} {block['embed_id']}"


def links_in_words(links, names):
    """A link to a line: what it says, and where it leads."""
    return "\n".join(" → ".join(filter(None, _link(link, names))) for link in links)


def _link(link, names):
    return link["title"], link["address"] or (names.story(link["story"]) if link["story"] else "")


def bylines_in_words(bylines, names):
    roles = dict(Byline.Role.choices)
    return "\n".join(f"{names.author(b)}, {roles.get(b['role'], b['role'])}" for b in bylines)


def topics_in_words(topics, names):
    return ", ".join(sorted(names.topic(pk) for pk in topics))


def citation_in_words(citation, names):
    if citation is None:
        return str(TAKEN_OUT)
    lines = [names.source(citation), _("Shown to readers") if citation["shown"] else _("Desk only")]
    lines += [
        f"{capital(label_of(name, Citation))}: {citation[name]}"
        for name in ("phrase", "address", "note")
        if citation[name]
    ]
    return "\n".join(lines)


def correction_in_words(correction):
    return f"{dict(Correction.Kind.choices)[correction['kind']]}: {correction['text']}"


# The body ---------------------------------------------------------------------------------


def prose_place(element, number):
    """“paragraph 3”, or what stands after it; `number` counts the paragraphs up to here."""
    tag = tag_of(element)
    if tag == "p":
        words = _("paragraph %(number)s") % {"number": number}
        return Place(words, words, paragraph=number)
    name = PROSE.get(tag, _("text"))
    if tag in SUBHEADS:
        where = quoted(plain_text(element))
        return as_it_is(_("the %(block)s %(title)s") % {"block": name, "title": where})
    return as_it_is(_("the %(part)s %(where)s") % {"part": name, "where": after(number)})


def as_it_is(words):
    """A place that is called the same alone and in a sentence."""
    return Place(words, words)


def named(words):
    """A place whose name takes an article in a sentence: “headline”, “the headline”."""
    return Place(words, _("the %(name)s") % {"name": words})


def after(number):
    return _("after paragraph %(number)s") % {"number": number} if number else _("at the top")


def tag_of(element):
    return element[1:].partition(">")[0].partition(" ")[0]


def quoted(text):
    return f"“{Truncator(' '.join(text.split())).chars(50)}”"


def fields_in_order(*documents):
    """Names of the fields, always in the same order: a JSON column keeps none."""
    known = (*PLAIN_FIELDS, *MOMENT_FIELDS, *LINK_FIELDS)
    rest = {name for document in documents for name in document["fields"]} - set(known)
    return [*known, *sorted(rest)]


def block_fields_in_order(*blocks):
    """The same for the fields of blocks of one kind."""
    known = BLOCK_FIELDS[blocks[0]["kind"]]
    rest = {name for block in blocks for name in block} - {"kind", *known}
    return [*known, *sorted(rest)]


def capital(text):
    return text[:1].upper() + text[1:]
