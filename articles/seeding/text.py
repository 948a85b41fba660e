"""Headlines, sentences and paragraphs: grammatical, and about nothing."""

from random import Random

from articles.seeding.words import lexicons

#: So many words of a sort are drawn at once: drawing them singly costs four times as much.
_DRAWN = 512


def _endless(lexicon, rng):
    while True:
        yield from lexicon.drawn(rng, _DRAWN)


class Pen:
    """Writes one text after another; two pens with the same salt write the same."""

    def __init__(self, salt):
        self.rng = Random(salt)  # noqa: S311 -- nothing secret is drawn
        sorts = (_endless(lexicon, self.rng).__next__ for lexicon in lexicons())
        self.thing, self.deed, self.kind, self.told, self.place, self.name = sorts
        self._sentences = [
            lambda: (
                f"The {self.kind()} {self.thing()} {self.deed()} the {self.thing()}"
                f" of {self.place()}, {self.name()} {self.told()}."
            ),
            lambda: (
                f"In {self.place()} the {self.thing()} and the {self.thing()} stood"
                f" beside a {self.kind()} {self.thing()} for most of the {self.thing()}."
            ),
            lambda: (
                f"“No {self.thing()} {self.deed()} a {self.thing()},” {self.name()} {self.told()},"
                f" “and the {self.kind()} {self.thing()} knows it.”"
            ),
            lambda: (
                f"According to the {self.thing()}, each {self.kind()} {self.thing()}"
                f" {self.deed()} another {self.thing()} before the {self.thing()} ends."
            ),
            lambda: (
                f"It was the {self.kind()} {self.thing()} that {self.place()} had asked"
                f" the {self.thing()} for since the last {self.thing()}."
            ),
            lambda: f"The {self.thing()} {self.deed()} it.",
        ]

    def headline(self):
        return (
            f"{self.kind().capitalize()} {self.thing()} {self.deed()} {self.thing()}"
            f" in {self.place()}"
        )

    def sentence(self):
        return self.rng.choice(self._sentences)()

    def sentences(self, count):
        return " ".join([self.sentence() for _ in range(count)])

    def paragraphs(self, count):
        return [self.sentences(self.rng.randint(2, 5)) for _ in range(count)]

    def person(self):
        return f"{self.place()} {self.name()}"
