"""The one door for words from outside: story bodies, plain text fields and web addresses.

nh3 decides what may stay. A small tree pass then puts the story in the desk's own order
(blocks between paragraphs, words never lost) and writes the form that is stored.
"""

from articles.sanitising.addresses import clean_address
from articles.sanitising.body import clean_body
from articles.sanitising.policy import BLOCK_KINDS, POLICY_VERSION
from articles.sanitising.reading import cited_refs, placeholders, plain_text, top_level, word_count
from articles.sanitising.text import clean_text, xml_text

__all__ = [
    "BLOCK_KINDS",
    "POLICY_VERSION",
    "cited_refs",
    "clean_address",
    "clean_body",
    "clean_text",
    "placeholders",
    "plain_text",
    "top_level",
    "word_count",
    "xml_text",
]
