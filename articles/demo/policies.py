"""What The Harbour Ledger says of itself. Its policies stand in `said/`, one file each."""

import re
from pathlib import Path

from articles.models import PolicyPage

SAID = Path(__file__).parent / "said"


def read_all():
    """The policies that it has, in the order of their roles: (role, title, text)."""
    files = {role: SAID / f"{role}.txt" for role in PolicyPage.Role}
    for role in (role for role, file in files.items() if file.exists()):
        title, _, text = files[role].read_text(encoding="utf-8").partition("\n\n")
        yield role, title, _unwrapped(text.strip())


def _unwrapped(text):
    """The text without the line breaks that its file is wrapped with."""
    return re.sub(r"(?<!\n)\n(?![\n\-#])", " ", text)


#: What the desk has decided about crawlers; every other may read.
TURNED_AWAY = ("Bytespider", "CCBot")

PUBLICATION = {
    "also_known_as": "The Ledger",
    "founded": 1884,
    "contact_email": "desk@harbourledger.example",
    "security_contact": "mailto:security@harbourledger.example",
    "social_accounts": "https://social.example/@harbourledger\nhttps://video.example/harbourledger",
    "trust_txt": "belongto=https://press-council.example/\n",
}
