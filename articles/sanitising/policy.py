"""What a story body may hold: elements, their attributes, and what each may say."""

import re
import uuid

import nh3

from articles.sanitising.addresses import link_address
from articles.sanitising.text import clean_text

# Raise it with every change of what clean_body lets through: old rows are cleaned again.
POLICY_VERSION = 1

BLOCK_KINDS = ("related", "embed", "figure", "pullquote", "factbox")

HEADINGS = ("h2", "h3", "h4")
INLINE = ("strong", "em", "s", "sub", "sup", "a", "cite")
VOID = ("br", "hr")
BLOCKS = ("p", *HEADINGS, "blockquote", "ul", "ol", "li", "table", "thead", "tbody", "tr")
TAGS = {*BLOCKS, *INLINE, *VOID, "th", "td", "figure"}

# Read as the tag on the right. h1 is the headline's, so a pasted one becomes a crosshead.
SPELLED = {"b": "strong", "i": "em", "del": "s", "strike": "s", "h1": "h2", "h5": "h4", "h6": "h4"}
# Never stored, but they end a paragraph: without them two pasted lines run into one word.
BOUNDARIES = frozenset(
    """address article aside caption center dd details div dl dt fieldset figcaption footer form
    header hgroup legend main nav pre section summary tfoot""".split()  # noqa: SIM905 -- a name a line hides the list
)
# Their words go with them: what stands inside was never meant to be read as copy.
DROPPED_WHOLE = frozenset(
    """applet audio canvas embed iframe math noembed noframes noscript object script select style
    svg template textarea title video xmp""".split()  # noqa: SIM905 -- a name a line hides the list
)


def _hint(value):
    return clean_text(value)[:300].strip() or None


def _ref(value):
    return str(uuid.UUID(value)) if REF.match(value) else None


def _matching(pattern):
    allowed = re.compile(rf"(?:{pattern})\Z", re.ASCII)
    return lambda value: value if allowed.match(value) else None


REF = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\Z", re.ASCII | re.IGNORECASE)
_SPAN = _matching(r"[1-9][0-9]?")
_CELL = {"colspan": _SPAN, "rowspan": _SPAN}
# Each says what is stored for a value, None for nothing. The order here is the order written.
ATTRIBUTES = {
    "a": {
        "href": link_address,
        "title": _hint,
        "hreflang": _matching(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8}){0,3}"),
    },
    "th": {"scope": _matching("row|col|rowgroup|colgroup"), **_CELL},
    "td": _CELL,
    "figure": {"data-block": _matching("|".join(BLOCK_KINDS)), "data-ref": _ref},
    "cite": {"data-source": _ref},
}
# Without these the element is nothing, and only its words stay.
REQUIRED = {"a": ("href",), "cite": ("data-source",), "figure": ("data-block", "data-ref")}


def _decide(tag, attribute, value):
    """Keep the exact value or drop it. nh3 looked at the scheme before this and does not again."""
    try:
        return value if ATTRIBUTES[tag][attribute](value) is not None else None
    except Exception:
        return None


def _decide_relative(address):
    return address if link_address(address) is not None else None


NH3 = nh3.Cleaner(
    tags=TAGS | set(SPELLED) | BOUNDARIES,
    clean_content_tags=set(DROPPED_WHOLE),
    attributes={tag: set(checks) for tag, checks in ATTRIBUTES.items()},
    attribute_filter=_decide,
    url_schemes={"http", "https", "mailto", "tel"},
    url_relative=_decide_relative,
    link_rel=None,
)
