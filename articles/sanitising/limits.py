"""How much of everything a story may hold, and what an editor is told past that."""

from django.utils.translation import gettext_lazy as _

MAX_LENGTH = 400_000
MAX_DEPTH = 60
MAX_TAGS = 40_000
# Twenty thousand pairs of tags, two hundred open elements round each, stay well within it.
MAX_COST = 40_000_000
MAX_ADDRESS = 2_000

TOO_LONG = _(
    "This text is too long for one story (400,000 characters at most). "
    "Split it into two stories, or paste it again as plain text."
)
TOO_DEEP = _(
    "This text has too many layers inside one another (lists in lists, quotes in quotes). "
    "Paste it again as plain text."
)
TOO_TANGLED = _("The formatting of this text could not be tidied. Paste it again as plain text.")
