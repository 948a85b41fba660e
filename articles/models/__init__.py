"""The nouns of the desk, one a file."""

from articles.models import wording
from articles.models.address import Address
from articles.models.alarm import Alarm, Notice
from articles.models.article import Article
from articles.models.block import Block
from articles.models.byline import Byline
from articles.models.correction import Correction
from articles.models.edition import Edition, EditionByline, EditionTopic, Windowed
from articles.models.embed import Embed
from articles.models.figure import Figure, Picture
from articles.models.front import FrontDraft, FrontEdition
from articles.models.houseword import HouseWord
from articles.models.lead import FrontLead
from articles.models.move import Move
from articles.models.note import Note
from articles.models.ping import Ping
from articles.models.presence import Presence
from articles.models.publication import AlertLine, CrawlerRule, PolicyPage, Publication
from articles.models.pullquote import FactBox, PullQuote
from articles.models.purge import Purge
from articles.models.related import RelatedBlock, RelatedLink
from articles.models.report import ReaderReport
from articles.models.revision import Approval, Autosave, Read, Revision
from articles.models.savedview import SavedView
from articles.models.section import Section, Topic
from articles.models.share import ShareLink
from articles.models.shift import ShiftNote
from articles.models.source import Citation, Source, SourceAlias
from articles.models.videohealth import VideoHealth
from articles.models.withdrawal import Withdrawal
from authors.models import Author, Desk, DeskPerson, Invitation, SignIn

__all__ = [
    "Address",
    "Alarm",
    "AlertLine",
    "Approval",
    "Article",
    "Autosave",
    "Block",
    "Byline",
    "Citation",
    "Correction",
    "CrawlerRule",
    "Edition",
    "EditionByline",
    "EditionTopic",
    "Embed",
    "FactBox",
    "Figure",
    "FrontDraft",
    "FrontEdition",
    "FrontLead",
    "HouseWord",
    "Move",
    "Note",
    "Notice",
    "Picture",
    "Ping",
    "PolicyPage",
    "Presence",
    "Publication",
    "PullQuote",
    "Purge",
    "Read",
    "ReaderReport",
    "RelatedBlock",
    "RelatedLink",
    "Revision",
    "SavedView",
    "Section",
    "ShareLink",
    "ShiftNote",
    "Source",
    "SourceAlias",
    "Topic",
    "VideoHealth",
    "Windowed",
    "Withdrawal",
]

wording.name([globals()[noun] for noun in __all__])
wording.name([Author, Desk, DeskPerson, Invitation, SignIn])
