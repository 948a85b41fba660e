"""What reading a body would cost, so that one made to keep the parser busy is refused unread.

The parser's time and memory grow with what is open at every tag. That is added up here
without a parser, and never too low: whatever looks like a start tag is one, and an end tag
counts only where it plainly ends the element opened last. Sloppy and odd markup costs more
than it should, and honest copy has room for thousands of such places.
"""

import re

from django.core.exceptions import ValidationError

from articles.sanitising.limits import MAX_COST, MAX_TAGS, TOO_DEEP, TOO_LONG

_TAG = re.compile(r"<(?:(/?)([a-z][^ \t\n\r\f/>]*)|[/!?])", re.ASCII | re.IGNORECASE)
# A whole tag or comment with nothing like a tag in it. Any other may hide what follows it.
_PLAIN = re.compile(
    r"""<(?:
        !--[^<>]*-->
        | /?+ [a-z][^ \t\n\r\f/><]*+
          (?: [ \t\n\r\f/]*+ [^ \t\n\r\f/>=<]++
              (?: [ \t\n\r\f]*+ = [ \t\n\r\f]*+
                  (?: "(?:[^"<]|<(?![a-z/!?]))*+" | '(?:[^'<]|<(?![a-z/!?]))*+'
                    | [^ \t\n\r\f"'><][^ \t\n\r\f><]*+ ) )?+
          )*+
          [ \t\n\r\f/]*+ >
    )""",
    re.ASCII | re.IGNORECASE | re.VERBOSE,
)

_VOID = frozenset({"br", "hr", "img", "meta", "embed"})
# The next of the same name ends the one before it.
_ENDED_BY_THE_NEXT = frozenset({"p", "li", "td", "th"})
# Within these, void elements may nest and nothing ends by itself.
_FOREIGN = frozenset({"svg", "math"})
# Their end tag may be passed over, or what stands inside may not be tags.
_NEVER_ENDED = frozenset(
    """form iframe noembed noframes noscript plaintext script style textarea title
    xmp""".split()  # noqa: SIM905 -- a name a line hides the list
)
# Opened again, attributes and all, in every paragraph until they are ended.
_REPEATED = frozenset(
    """a b big code em font i nobr s small strike strong tt
    u""".split()  # noqa: SIM905 -- a name a line hides the list
)
_REPEATING = 100


def refuse_costly(html):
    """Raise ValidationError for a body of too many tags, or of too many inside one another."""
    if html.count("<") > MAX_TAGS:
        raise ValidationError(TOO_LONG, code="too_long")
    if cost(html) > MAX_COST:
        raise ValidationError(TOO_DEEP, code="too_deep")


def cost(html):
    """The weight of all that may be open at each tag, added up until it is past MAX_COST."""
    total, weight, in_foreign = 0, 0, False
    opened = []
    for tag in _TAG.finditer(html):
        plain = _PLAIN.match(html, tag.start())
        name = _name(tag)
        in_foreign = in_foreign or name in _FOREIGN
        if plain and tag[1]:
            weight -= _ended(opened, name)
        elif not (plain and _adds_nothing(tag, opened, in_foreign)):
            opened.append(_element(html, tag, plain))
            weight += opened[-1][1]
        total += weight + 1
        if total > MAX_COST:
            break
    return total


def _name(tag):
    # Only a to z have a small form in HTML.
    return tag[2].lower() if tag[2] and tag[2].isascii() else ""


def _ended(opened, name):
    """Take out what a whole end tag surely ends, and return its weight.

    That is the element opened last, or one with nothing but repeated ones opened after it.
    """
    for at in range(len(opened) - 1, -1, -1):
        if name and opened[at][0] == name:
            return opened.pop(at)[1]
        if name not in _REPEATED or opened[at][0] not in _REPEATED:
            break
    return 0


def _adds_nothing(tag, opened, in_foreign):
    """Whether no more is open after a whole start tag or comment than was before it."""
    if tag[2] is None:
        return True
    name = _name(tag)
    ends_last = name in _ENDED_BY_THE_NEXT and opened and opened[-1][0] == name
    return not in_foreign and (name in _VOID or ends_last)


def _element(html, tag, plain):
    """Which end tag ends an element, none if none can be trusted to, and its weight."""
    name = _name(tag)
    ended_by = name if plain and name not in _NEVER_ENDED else ""
    if name not in _REPEATED:
        return ended_by, 1
    # A tag that is not plain may reach as far as the last quote.
    end = plain.end() if plain else len(html)
    return ended_by, _REPEATING + 2 * (end - tag.start())
