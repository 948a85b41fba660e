"""From a document to what readers get: the body with its blocks, the byline, the search text.

Prose is finished once, when an edition is made; blocks are printed when the page is,
because a link's target, a picture's rights and an address all change without a new
edition. Never a network call. This is the one place where text is printed unescaped.
"""

import copy
import json
import re
from dataclasses import dataclass, field
from datetime import datetime

from django.conf import settings
from django.db.models import BigIntegerField, CharField, DateTimeField, F, Value
from django.template.loader import render_to_string
from django.utils.dateparse import parse_datetime
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import Truncator

from articles import embeds, revisions, showing, sponsoring
from articles.embeds import in_text, playing_time
from articles.models import Edition, Picture, Source, VideoHealth
from articles.policy_text import policy_html
from articles.purging import UNKNOWN_VIDEO
from articles.registry import these_videos
from articles.renditions import largest, picture_tag_data, share_image
from articles.sanitising import clean_body, plain_text, word_count
from articles.search.words import WORD, compared
from authors.models import Author

PLACEHOLDER = re.compile(r'<figure data-block="(\w+)" data-ref="([0-9a-f-]{36})"></figure>')
CITE = re.compile(r'<cite data-source="([0-9a-f-]{36})">(.*?)</cite>', re.DOTALL)

#: Fields that readers may get to know; everything else stays on the desk.
PUBLIC_FIELDS = frozenset(
    {
        "headline",
        "short_headline",
        "search_headline",
        "dek",
        "kicker",
        "slug",
        "section",
        "dateline",
        "editors_note",
        "ownership_notice",
        "methods",
        "developing_until",
        "follows",
        "translation_of",
        "language",
        "type_of_work",
        "origin",
        "origin_source",
        "origin_address",
        "may_syndicate",
        "noindex",
        "no_byline",
        "weight",
    }
)


def public_document(document, *, at, leave_out=False):
    """The document that an edition freezes: what is for the desk is gone, names are fixed.

    A correction that waited is dated `at`, when the edition begins. Blocks that are left
    out, or all unresolved ones with `leave_out`, go with their placeholders; desk-only
    citations leave their words in the text.
    """
    document = revisions.upgrade(document)
    public = copy.deepcopy(document)
    empty = revisions.blank()["fields"]
    public["fields"] = {
        name: value if name in PUBLIC_FIELDS else empty[name]
        for name, value in document["fields"].items()
    }
    public["blocks"] = dict(_public_blocks(document["blocks"], leave_out))
    public["citations"] = _public_citations(document["citations"])
    public["bylines"] = _named_bylines(document["bylines"])
    public["corrections"] = [
        {**c, "issued_at": c["issued_at"] or at.isoformat()} for c in document["corrections"]
    ]
    if any(correction["hides_body"] for correction in document["corrections"]):
        public["fields"]["methods"] = ""
        return public | {"body": "", "blocks": {}, "citations": {}}
    kept, cited = public["blocks"], public["citations"]
    body = PLACEHOLDER.sub(lambda m: m[0] if m[2] in kept else "", clean_body(document["body"]))
    public["body"] = CITE.sub(lambda m: m[0] if m[1] in cited else m[2], body)
    return public


def _public_blocks(blocks, leave_out):
    for ref, block in blocks.items():
        may_leave = block.get("left_out") or leave_out
        if block["kind"] == "related":
            links = [link for link in block["links"] if link["story"] or link["address"]]
            if links or not may_leave:
                yield ref, {**block, "links": links}
        elif block["kind"] == "embed":
            if embeds.is_resolved(block) or not may_leave:
                yield ref, {**block, "address": ""}
        elif block["kind"] != "figure" or block["picture"] or not may_leave:
            yield ref, dict(block)


def _public_citations(citations):
    shown = {ref: dict(citation) for ref, citation in citations.items() if citation["shown"]}
    sources = Source.objects.in_bulk([citation["source"] for citation in shown.values()])
    for citation in shown.values():
        source = sources[citation["source"]]
        citation |= {
            "name": source.name,
            "address": citation["address"] or source.address,
            "note": "",
        }
    return shown


def _named_bylines(bylines):
    authors = Author.objects.in_bulk([byline["author"] for byline in bylines])
    return [
        {**byline, "name": authors[byline["author"]].name, "credited_as": byline["credited_as"]}
        for byline in bylines
    ]


#: Columns of an edition that are fields of its document.
EDITION_COLUMNS = (
    "headline",
    "short_headline",
    "search_headline",
    "dek",
    "kicker",
    "language",
    "type_of_work",
    "origin",
    "origin_source",
    "weight",
    "noindex",
    "may_syndicate",
)
BYLINE_LENGTH = Edition._meta.get_field("byline").max_length


def edition_of(document, **facts):
    """An unsaved edition of a public document, with all that follows from it.

    `facts` are what does not: the story, its window, its address.
    """
    lead = lead_figure(document)
    return Edition(
        document=document,
        **{name: document["fields"][name] for name in EDITION_COLUMNS},
        section_id=document["fields"]["section"],
        developing_until=parse_datetime(document["fields"]["developing_until"]),
        lead_picture_id=lead["picture"] if lead else None,
        byline=Truncator(byline_sentence(document["bylines"])).chars(BYLINE_LENGTH),
        word_count=word_count(document["body"]),
        body_html=prose(document),
        **facts,
    )


# Prose ------------------------------------------------------------------------


def numbered_sources(document):
    """The sources that readers see, in the order of their first mark in the text."""
    order = list(dict.fromkeys(ref for ref, _ in CITE.findall(document["body"])))
    cited = [ref for ref in order if ref in document["citations"]]
    rest = [ref for ref in document["citations"] if ref not in cited]
    rest.sort(key=lambda ref: (document["citations"][ref]["name"].casefold(), ref))
    sources = []
    for ref in [*cited, *rest]:
        citation = document["citations"][ref]
        known = next((s for s in sources if s["name"] == citation["name"]), None)
        if known and known["address"] == citation["address"]:
            known["refs"].append(ref)
        else:
            sources.append(
                {
                    "number": len(sources) + 1,
                    "name": citation["name"],
                    "address": citation["address"],
                    "refs": [ref],
                    "is_marked": ref in cited,
                }
            )
    return sources


def prose(document):
    """The body's HTML with inline source marks; block placeholders stay for the page to fill."""
    numbers = {
        ref: source["number"] for source in numbered_sources(document) for ref in source["refs"]
    }
    marked = set()

    def mark(match):
        number = numbers.get(match[1])
        if number is None:
            return match[2]
        anchor = "" if number in marked else f' id="mark-{number}"'
        marked.add(number)
        return (
            f"<cite>{match[2]}</cite>"
            f'<sup class="source-mark"><a href="#source-{number}"{anchor}'
            f' aria-label="Source {number}">{number}</a></sup>'
        )

    return CITE.sub(mark, document["body"])


LINK = re.compile(r'<a [^>]*?href="([^"]*)"[^>]*>(.*?)</a>', re.DOTALL)


def linked_paths(html):
    """The addresses of this site that some prose links to."""
    return {path_of(address) for address, _ in LINK.findall(html)} - {""}


def path_of(address):
    """The path of an address of this site as an Address has it; empty for another site's."""
    ours = settings.NEWSROOM_SITE_URL
    local = address.removeprefix(ours)
    return re.split(r"[?#]", local)[0] if local.startswith("/") and local[:2] != "//" else ""


def unlinked(html, paths):
    """The prose with links to these paths turned into plain words."""
    if not paths:
        return html
    return LINK.sub(lambda m: m[2] if path_of(m[1]) in paths else m[0], html)


def search_text(document):
    """The story's words below its head, as readers may find them and as an extract shows them."""
    parts = [plain_text(document["body"])]
    for _, block in revisions.blocks_in_order(document):
        parts += [block.get(name) or "" for name in ("quote", "title", "text", "caption")]
    return " ".join(" ".join(parts).split())


#: How each role is introduced in the byline sentence.
ROLE_WORDS = {
    "words": "By",
    "reporting": "with reporting by",
    "video": "video by",
    "pictures": "pictures by",
    "data": "data by",
    "editing": "edited by",
}


def byline_groups(people):
    """Credited people by role, in the order in which the roles are said: [(words, [people])]."""
    groups = []
    for role, words in ROLE_WORDS.items():
        credited = [person for person in people if person["role"] == role]
        if credited:
            groups.append((words if groups else words[0].upper() + words[1:], credited))
    return groups


def byline_sentence(people):
    """“By A and B; video by C”: what cards and the edition's byline column say."""
    return "; ".join(
        f"{words} {_joined([person['credited_as'] or person['name'] for person in credited])}"
        for words, credited in byline_groups(people)
    )


def _joined(names):
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


# Blocks -----------------------------------------------------------------------


@dataclass
class Surroundings:
    """What the blocks of one page need from the database, fetched in at most two queries."""

    at: datetime
    headlines: dict = field(default_factory=dict)
    pictures: dict = field(default_factory=dict)
    #: What is known of videos at their providers, by provider and id.
    videos: dict = field(default_factory=dict)
    is_preview: bool = False
    #: Where the templates of blocks are looked for before those of the story page.
    folder: str = "articles/blocks"


def gather(blocks, *, at, targets=None, is_preview=False, folder="articles/blocks"):
    """What blocks need; `targets` are the live stories they lead to, where those are known."""
    pictures = set()
    for block in blocks.values():
        pictures |= {block.get("picture"), block.get("poster")} - {None}
    stories = linked_stories(blocks)
    # Also those that are not live: once they are, the page leads there.
    showing.shows(*(f"story-{story}" for story in stories))
    pictures, videos = _pictures_and_videos(pictures, in_text.shown_in({"blocks": blocks}))
    return Surroundings(
        at=at,
        headlines=_targets(stories, at) if targets is None else targets,
        pictures=pictures,
        videos=videos,
        is_preview=is_preview,
        folder=folder,
    )


def linked_stories(blocks):
    """The stories (by key) that blocks lead to."""
    links = [link for block in blocks.values() for link in block.get("links", ())]
    return {link["story"] for link in links if link["story"]}


def _targets(stories, at):
    if not stories:
        return {}
    live = Edition.objects.live(at).filter(article__in=stories)
    columns = ("article_id", "headline", "path", "is_retracted")
    return {edition.article_id: edition for edition in live.only(*columns)}


@dataclass(frozen=True)
class Known:
    """What the tick last learnt of a video and the desk decided, and a still of ours."""

    state: str
    since: datetime | None
    link_only_at: datetime | None
    poster: int | None

    def is_at(self, state, at):
        return self.state == state and self.since is not None and self.since <= at

    def is_link_only(self, at):
        return self.link_only_at is not None and self.link_only_at <= at


UNKNOWN = Known("", None, None, None)
_PICTURE = [column.attname for column in Picture._meta.concrete_fields]
_VIDEO = {
    "video": Value(None, BigIntegerField()),
    "provider": Value("", CharField()),
    "embed_id": Value("", CharField()),
    "state": Value("", CharField()),
    "since": Value(None, DateTimeField()),
    "link_only_at": Value(None, DateTimeField()),
}


def _pictures_and_videos(pictures, videos):
    """({key: picture}, {(provider, id): Known}) in one query, posters among the pictures."""
    if not videos:
        return (Picture.objects.in_bulk(pictures) if pictures else {}), {}
    joined = [f"poster__{name}" for name in _PICTURE]
    asked = VideoHealth.objects.filter(these_videos(videos)).annotate(video=F("pk"))
    rows = asked.values_list(*_VIDEO, *joined)
    if pictures:
        plain = Picture.objects.filter(pk__in=pictures).annotate(**_VIDEO)
        rows = rows.union(plain.values_list(*_VIDEO, *_PICTURE), all=True)
    known, shown = {}, {}
    for video, provider, embed_id, state, since, link_only_at, *columns in rows:
        picture = Picture(**dict(zip(_PICTURE, columns, strict=True)))
        if picture.pk is not None:
            shown[picture.pk] = picture
        if provider:
            known[provider, embed_id] = Known(state, since, link_only_at, picture.pk)
            showing.shows(f"video-{video}")
    if len(known) < len(set(videos)):
        showing.shows(UNKNOWN_VIDEO)
    return shown, known


def text_context(edition, *, at, targets=None, is_preview=False):
    """The text of a story's page, and the key points that stand above it."""
    blocks = edition.document["blocks"]
    surroundings = gather(blocks, at=at, targets=targets, is_preview=is_preview)
    return {
        "key_points": key_points(edition, surroundings),
        "body": _text_of(edition, surroundings),
        "videos": playable(placed_videos(edition), surroundings),
    }


def placed_videos(edition):
    """The video blocks of a page, in its order."""
    blocks = edition.document["blocks"]
    refs = dict.fromkeys(match[2] for match in PLACEHOLDER.finditer(edition.body_html))
    return [blocks[ref] for ref in refs if blocks.get(ref, {}).get("type") == "video"]


def playable(videos, surroundings):
    """What the page prints of those that a reader can play."""
    shown = [_embed_context(block, surroundings) for block in videos]
    return [video for video in shown if video and video.get("frame_address")]


#: A table wider than the page moves inside its own frame, which the keyboard can reach.
TABLE = re.compile(r"<table>.*?</table>", re.DOTALL)
TABLE_FRAME = r'<section class="table-scroll" aria-label="Table" tabindex="0">\g<0></section>'

#: Pictures one after the other, which the page shows side by side.
FIGURES = re.compile(
    r'(?:<figure data-block="figure" data-ref="[0-9a-f-]{36}"></figure>\s*){2,}', re.ASCII
)


def story_body(edition, *, at, is_preview=False, surroundings=None) -> SafeString:
    """The finished body of a story, each block where the writer placed it, key points first.

    Whoever prints several stories gathers the surroundings of them all once.
    """
    surroundings = surroundings or gather(edition.document["blocks"], at=at, is_preview=is_preview)
    printed = key_points(edition, surroundings) + _text_of(edition, surroundings)
    return mark_safe(printed)  # noqa: S308 -- clean_body's output


def key_points(edition, surroundings) -> SafeString:
    """The fact boxes that stand above the text, in the order in which they stand in it."""
    blocks = edition.document["blocks"]
    refs = [match[2] for match in PLACEHOLDER.finditer(edition.body_html)]
    on_top = [blocks[ref] for ref in dict.fromkeys(refs) if _is_on_top(blocks.get(ref))]
    return mark_safe("".join(render_block(block, surroundings) for block in on_top))  # noqa: S308 -- our templates' output


def _is_on_top(block):
    return block is not None and block["kind"] == "factbox" and block.get("on_top", False)


def _text_of(edition, surroundings) -> SafeString:
    """The prose with its blocks in their places; pictures in a row make a gallery."""
    blocks = edition.document["blocks"]

    def print_block(match):
        block = blocks.get(match[2])
        if block is None or block["kind"] != match[1] or _is_on_top(block):
            return ""
        return render_block(_without_itself(block, edition), surroundings)

    def print_gallery(match):
        printed = [print_block(each) for each in PLACEHOLDER.finditer(match[0])]
        shown = [mark_safe(each) for each in printed if each]  # noqa: S308 -- our templates' output
        if len(shown) < 2:
            return "".join(shown)
        return render_to_string("articles/blocks/gallery.html", {"figures": shown})

    html = edition.body_html
    if surroundings.folder == Surroundings.folder:
        html = TABLE.sub(TABLE_FRAME, html)
    with_galleries = FIGURES.sub(print_gallery, html)
    printed = PLACEHOLDER.sub(print_block, with_galleries)
    return mark_safe(sponsoring.with_marked_links(edition, printed))  # noqa: S308 -- clean_body's output


def _without_itself(block, edition):
    """A related block without links to the very page that it stands on."""
    if block["kind"] != "related":
        return block
    links = [link for link in block["links"] if not _leads_to(link, edition)]
    return {**block, "links": links}


def _leads_to(link, edition):
    if link["story"]:
        return link["story"] == edition.article_id
    return bool(edition.path) and path_of(link["address"]) == edition.path


def render_block(block, surroundings):
    """One block as readers get it; empty where it has nothing that may be shown."""
    context = BLOCK_CONTEXTS[block["kind"]](block, surroundings)
    if context is None:
        return ""
    context["is_preview"] = surroundings.is_preview
    name = f"{block['kind']}.html"
    return render_to_string([f"{surroundings.folder}/{name}", f"articles/blocks/{name}"], context)


def _related_context(block, surroundings):
    links = []
    for link in block["links"]:
        target = surroundings.headlines.get(link["story"])
        if target:
            title = link["title"] or target.headline
            title = f"Retracted: {title}" if target.is_retracted else title
            links.append({"title": title, "address": target.path})
        elif link["address"]:
            links.append({"title": link["title"] or link["address"], "address": link["address"]})
        elif surroundings.is_preview:
            links.append({"title": link["title"] or "A story of ours", "address": ""})
    return {"label": block["label"], "links": links} if links else None


#: What every player's frame is allowed, for the script that makes it.
FRAME = {
    "allow": embeds.ALLOW,
    "sandbox": embeds.SANDBOX,
    "referrer_policy": embeds.REFERRER_POLICY,
}


#: Kinds of embed that a reader plays; all others are shown.
PLAYED = frozenset({"video", "audio"})


def _embed_context(block, surroundings):
    if not embeds.is_resolved(block):
        return {"block": block, "is_missing": True} if surroundings.is_preview else None
    if not block["provider"]:  # a post typed in
        return {"block": block}
    known = surroundings.videos.get((block["provider"], block["embed_id"]), UNKNOWN)
    poster = surroundings.pictures.get(block["poster"] or known.poster)
    is_gone = known.is_at(VideoHealth.State.GONE, surroundings.at)
    is_refused = known.is_at(VideoHealth.State.REFUSED, surroundings.at)
    is_link = is_gone or is_refused or known.is_link_only(surroundings.at)
    what = (block["provider"], block["embed_id"], block["embed_hash"], block["start"])
    watch_address = embeds.watch_address(*what)
    if not watch_address:  # an id that no form of ours let in
        return {"block": block, "is_missing": True} if surroundings.is_preview else None
    return {
        "block": block,
        "provider": embeds.PROVIDERS[block["provider"]],
        "watch_address": watch_address,
        # Where its provider lets nobody show it, or the desk does not, readers get the way there.
        "frame_address": None if is_link else embeds.frame_address(block),
        "is_gone": is_gone,
        "frame": FRAME,
        "plays": block["type"] in PLAYED,
        "length": playing_time(block["length"]) if block.get("length") else "",
        "poster": _shown(poster, surroundings.at, "16:9"),
        "ratio": block["ratio"].replace(":", "-"),
    }


def _figure_context(block, surroundings):
    picture = surroundings.pictures.get(block["picture"])
    return figure_context(block, picture, at=surroundings.at)


def figure_context(block, picture, *, at, ratio="full"):
    """What a figure prints: None once its rights have ended or without a picture."""
    rendition = _shown(picture, at, ratio)
    if rendition is None:
        return None
    return {
        "rendition": rendition,
        "largest": largest(picture).address,
        "caption": block["caption"] or picture.caption,
        "credit": picture.credited(block["credit"]),
        "alt_text": "" if block["decorative"] else block["alt_text"] or picture.alt_text,
    }


def page_context(edition, *, people, topics, at, targets=None, is_preview=False):
    """What the story page prints, for readers and for a preview of a draft.

    `people` are those credited, in order: {"role", "name", "credited_as", "author"};
    `targets` as for `gather`.
    """
    fields = edition.document["fields"]
    corrections = dated_corrections(edition.document)
    if corrections:
        showing.shows("corrected")
    return {
        "edition": edition,
        "lead": lead_context(edition, at=at),
        **text_context(edition, at=at, targets=targets, is_preview=is_preview),
        "methods": fields.get("methods", ""),
        "is_developing": is_developing(edition, at),
        "byline_groups": byline_groups(people),
        "topics": topics,
        "sources": numbered_sources(edition.document),
        "corrections": corrections,
        "at": at,
        "is_preview": is_preview,
    }


def is_developing(edition, at):
    """Whether readers are told that a story is being updated at this moment."""
    is_told = edition.developing_until is not None and at < edition.developing_until
    if is_told:
        showing.changes_at(edition.developing_until)
    return is_told


def linked_from(edition):
    """(stories by key, paths of this site) that an edition's text and blocks lead to."""
    blocks = edition.document["blocks"]
    links = [link for block in blocks.values() for link in block.get("links", ())]
    paths = {path_of(link["address"]) for link in links if link["address"]}
    return linked_stories(blocks), paths | linked_paths(edition.body_html)


def lead_figure(document):
    """The figure block that stands above the text, or None."""
    blocks = document["blocks"].values()
    return next((b for b in blocks if b["kind"] == "figure" and b["is_lead"]), None)


def lead_context(edition, *, at):
    """The lead picture at the head of a story, with the JPEG for those who share it; or None."""
    block = lead_figure(edition.document)
    lead = figure_context(block, edition.lead_picture, at=at, ratio="16:9") if block else None
    return lead and {**lead, "share": share_image(edition.lead_picture)}


def dated_corrections(document):
    """Published corrections, newest first, their dates as instants."""
    dated = [
        {**c, "issued_at": datetime.fromisoformat(c["issued_at"])} for c in document["corrections"]
    ]
    return sorted(dated, key=lambda correction: correction["issued_at"], reverse=True)


def _shown(picture, at, ratio):
    return picture_tag_data(picture, ratio) if showing.may_show(picture, at) else None


def _factbox_context(block, surroundings):
    return {
        "title": block["title"],
        "parts": fact_parts(block["text"]),
        "on_top": block.get("on_top", False),
    }


def fact_parts(text):
    """A fact box's plain lines as paragraphs and lists: [{"items": [...]} | {"text": ...}]."""
    parts = []
    for line in text.splitlines():
        line = line.strip()
        if line.startswith(("- ", "• ")):
            if not parts or "items" not in parts[-1]:
                parts.append({"items": []})
            parts[-1]["items"].append(line[2:].strip())
        elif line:
            parts.append({"text": line})
    return parts


BLOCK_CONTEXTS = {
    "related": _related_context,
    "embed": _embed_context,
    "figure": _figure_context,
    "pullquote": lambda block, surroundings: {"block": block},
    "factbox": _factbox_context,
}


def highlighted(text, words):
    """Plain text with the words of a search marked; everything escaped."""
    pieces = _pieces(text, words)
    return format_html_join(
        "", "{}", ((format_html("<mark>{}</mark>", p) if hit else p,) for p, hit in pieces)
    )


def _pieces(text, words):
    """The text in parts, and of each whether it is one of the (folded) words."""
    end = 0
    for word in WORD.finditer(text):
        if words.issuperset(compared(word[0])):
            yield text[end : word.start()], False
            yield word[0], True
            end = word.end()
    yield text[end:], False


#: Letters before the first word found, and in all, of the line that a result shows.
BEFORE_A_WORD, LINE = 60, 160


def extract(text, words):
    """The line of a text around the words of a search, these marked; empty if it has none."""
    hits = [w.start() for w in WORD.finditer(text) if words.issuperset(compared(w[0]))]
    if not hits:
        return ""
    # Where most of them stand together.
    first = max(hits, key=lambda start: sum(start <= hit < start + LINE * 2 // 3 for hit in hits))
    start = text.rfind(" ", 0, first - BEFORE_A_WORD) + 1 if first > BEFORE_A_WORD else 0
    end = text.find(" ", start + LINE)
    end = len(text) if end < 0 or end > start + 2 * LINE else end
    line = text[start : min(end, start + 2 * LINE)]
    return format_html(
        "{}{}{}", "… " if start else "", highlighted(line, words), " …" if end < len(text) else ""
    )


#: Where these stand in a card that is held without them; no text of ours has such signs.
_HEADLINE, _DEK = "\ufdd0", "\ufdd1"


def unmarked(edition):
    """An edition that a search found, with room for what the search marked in it."""
    plain = copy.copy(edition)
    plain.marked_headline, plain.marked_dek = _HEADLINE, edition.marked_dek and _DEK
    return plain


def with_marks(card, edition) -> SafeString:
    """The card of an `unmarked` edition with its marked headline and dek."""
    marked = {_HEADLINE: edition.marked_headline, _DEK: edition.marked_dek}
    for place, words in marked.items():
        card = card.replace(place, conditional_escape(words))
    return mark_safe(card)  # noqa: S308 -- a template's output, and what is escaped here


# Outside the page ---------------------------------------------------------------

RELATIVE = re.compile(r'(<(?:a|img) [^>]*?(?:href|src)=")(#|/(?![/\\]))')
OWN_ANCHOR = re.compile(r' id="mark-\d+"')
BLANK_LINES = re.compile(r"\n\s*\n")


def standing_alone(html, address):
    """A story's HTML for readers of a feed: every address whole, no anchor of its page."""
    whole = {"#": f"{address}#", "/": f"{settings.NEWSROOM_SITE_URL}/"}
    html = BLANK_LINES.sub("\n", OWN_ANCHOR.sub("", html))
    return RELATIVE.sub(lambda m: m[1] + whole[m[2]], html).strip()


def policy_text(text) -> SafeString:
    """The text of a policy as its page prints it."""
    return mark_safe(policy_html(text))  # noqa: S308 -- nh3's output


#: What could end the element that the data stands in, or begin another.
JSON_ESCAPES = {ord(letter): f"\\u{ord(letter):04x}" for letter in "<>&"}


def json_for_script(data) -> SafeString:
    """Data as JSON that may stand between <script type="application/ld+json"> and its end."""
    return mark_safe(json.dumps(data).translate(JSON_ESCAPES))  # noqa: S308 -- nothing in it is markup
