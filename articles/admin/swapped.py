"""What comes of replacing a picture or a video everywhere: each story with what was done to it."""

from dataclasses import dataclass

from articles.admin.moves import refusal_words
from articles.admin.used import PLACE_NAMES, Use

#: Stories changed by one press: each is a publication of its own.
AT_ONCE = 50


@dataclass
class Place:
    """One story on the list: what the person may do with it, and afterwards what came of it."""

    use: Use
    may: bool
    done: str = ""
    refused: tuple = ()

    def keep(self, outcome, verb):
        """What came of it, in words; `verb` is the move that a refusal speaks of."""
        self.done = ", ".join(str(PLACE_NAMES[place]) for place in outcome.done)
        self.refused = [
            (PLACE_NAMES[where], refusal_words(self.use.story, verb, refusal))
            for where, refusal in outcome.refused
        ]


def sorted_out(places):
    """The stories of this press, how many are left for the next one, and those of others."""
    mine = [place for place in places if place.may]
    others = [place for place in places if not place.may]
    return {"ours": mine[:AT_ONCE], "later": len(mine[AT_ONCE:]), "others": others}
