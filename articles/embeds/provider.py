"""What is kept of an embed, and what the rest of the code needs to know of one provider."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from articles.embeds.address import Address


@dataclass(frozen=True)
class Recognised:
    """A video, post, chart, document, map or recording, as an embed block keeps it."""

    provider: str
    embed_id: str
    embed_hash: str = ""
    start: int = 0
    type: str = "video"
    ratio: str = "16:9"

    @property
    def watch_address(self):
        # Here and not above: the families of providers make these.
        from articles.embeds import watch_address

        return watch_address(self.provider, self.embed_id, self.embed_hash, self.start)


@dataclass(frozen=True)
class Part:
    """What an address is built from again; all of it was looked at before."""

    id: str
    hash: str
    #: Where to begin, as it stands in an address: empty for the beginning.
    after: str


Reader = Callable[[Address], Recognised | None]


@dataclass(frozen=True)
class Provider:
    """A site: whose hosts it has, what its ids look like, and its addresses built of them."""

    key: str
    #: What a stored id and its second part look like; the same rule when it is shown.
    id: str
    #: By exact host: who finds the parts in an address. Whether they are an id is asked after.
    readers: Mapping[str, Reader]
    watch: Callable[[Part], str]
    #: None where readers get a card with a link.
    frame: Callable[[Part], str | None] | None = None
    frame_host: str = ""
    hash: str = ""
    #: Where its short links begin: only the network knows what they lead to.
    short_paths: tuple[str, ...] = field(default=())

    def is_sound(self, embed_id, embed_hash):
        return bool(
            re.fullmatch(self.id, embed_id, re.ASCII)
            and re.fullmatch(self.hash, embed_hash, re.ASCII)
        )


def at(hosts, reader):
    """One reader for several hosts, written in a line."""
    return dict.fromkeys(hosts.split(), reader)
