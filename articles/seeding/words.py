"""Invented words, some often and most seldom, as in a language: what seeded stories are made of."""

from functools import cache
from itertools import accumulate
from random import Random

THINGS = """
council harbour ferry bridge school hospital market budget road railway station court report
plan union strike river storm flood factory budget airport museum library theatre stadium team
match season coach league election vote minister mayor committee inquiry judge police fire
village town city coast island lighthouse quay pier fishery catch boat crew captain engine
fuel price tax rent house tenant landlord garden park forest farm harvest field cattle horse
winter summer spring autumn morning evening weather wind rain snow ice water pipe power grid
bank loan debt shop customer worker office company contract tender bid study survey sample
laboratory vaccine clinic nurse doctor patient ward song film festival concert play book
author painter gallery letter photograph archive map border treaty embassy summit
"""
DEEDS = """
opens closes delays approves rejects repairs reviews funds plans wins loses finds seeks
defends questions replaces restores inspects measures welcomes leaves joins misses keeps
moves doubles halves extends cancels revives protects counts names clears studies paints
"""
KINDS = """
new old local late early quiet busy small large northern southern eastern western public
private temporary permanent wooden broken narrow costly cheap rare common empty crowded
disputed forgotten planned sudden annual weekly coastal inland modern historic
"""
TOLD = "said told added argued explained warned noted wrote insisted confirmed"

_BEGINS = "bar bel cor dal dun fen gar hal isk jor kel lor mar nor ost pel quen ros sel tor"
_MIDDLES = "an ar e en er i il im in o on or u ul um un"
_ENDS = "beck by dale den ford gate ham holm ing ley lin mar mond ness rick stead vale wick"

#: How many words of each sort the invented language has.
MOST_THINGS, MOST_PLACES, MOST_NAMES = 20_000, 3_000, 4_000
#: The word of rank r is met 1 / r ** this often.
STEEPNESS = 1.05


def _invented(count, salt):
    """So many words that nobody wrote before, each once."""
    begins, middles, ends = _BEGINS.split(), _MIDDLES.split(), _ENDS.split()
    rng, found = Random(salt), {}  # noqa: S311 -- nothing secret is drawn
    while len(found) < count:
        middle = "".join(rng.choices(middles, k=rng.randint(1, 2)))
        found[rng.choice(begins) + middle + rng.choice(ends)] = None
    return list(found)


class Lexicon:
    """Words of one sort, drawn by how common they are."""

    def __init__(self, words):
        self.words = words
        self.weights = list(accumulate(1 / rank**STEEPNESS for rank in range(1, len(words) + 1)))

    def drawn(self, rng, count):
        return rng.choices(self.words, cum_weights=self.weights, k=count)


@cache
def lexicons():
    """Things, deeds, kinds, sayings, places and surnames."""
    known = list(dict.fromkeys(THINGS.split()))
    invented = [word for word in _invented(MOST_THINGS, "things") if word not in known]
    places = [word.capitalize() for word in _invented(MOST_PLACES, "places")]
    names = [word.capitalize() for word in _invented(MOST_NAMES, "names")]
    sorts = known + invented, DEEDS.split(), KINDS.split(), TOLD.split(), places, names
    return tuple(Lexicon(words) for words in sorts)
