"""Raw copy in: a story as it was pasted becomes a document, and no line is lost on the way.

`read` needs no database; `matching.find` looks up what the paper has on file; `build`
makes the document that a draft is written from, and the notes for the desk.
"""

from articles.intake.drafting import Built, build
from articles.intake.lines import IntakeRefused
from articles.intake.matching import Matches, known_sources
from articles.intake.reading import Piece, Reading
from articles.intake.recognise import read

__all__ = [
    "Built",
    "IntakeRefused",
    "Matches",
    "Piece",
    "Reading",
    "build",
    "known_sources",
    "read",
]
