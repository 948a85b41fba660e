"""Documents: DocumentCloud. Where it begins is a page instead of a second."""

import re

from articles.embeds.address import path
from articles.embeds.provider import Provider, Recognised, at

_DOCUMENT = path(r"/documents/([0-9]+)(?:-[^/]*|\.html)?(?:/pages/([0-9]{1,5})(?:\.html)?)?")
_PAGE = re.compile(r"document/p([0-9]{1,5})(?:/[^\n]*)?\Z", re.ASCII)


def _read_documentcloud(address):
    match = _DOCUMENT.match(address.path)
    if not match:
        return None
    page = _PAGE.match(address.fragment)
    return Recognised(
        "documentcloud",
        match[1],
        start=int(match[2] or (page[1] if page else 0)),
        type="document",
        ratio="1:1",
    )


def _watch_documentcloud(part):
    page = part.after and f"#document/p{part.after}"
    return f"https://www.documentcloud.org/documents/{part.id}{page}"


def _frame_documentcloud(part):
    page = part.after and f"#document/p{part.after}"
    return f"https://embed.documentcloud.org/documents/{part.id}/?embed=1{page}"


PROVIDERS = [
    Provider(
        "documentcloud",
        id=r"[0-9]{3,12}",
        readers={
            **at("documentcloud.org www.documentcloud.org", _read_documentcloud),
            **at("beta.documentcloud.org embed.documentcloud.org", _read_documentcloud),
        },
        watch=_watch_documentcloud,
        frame=_frame_documentcloud,
        frame_host="https://embed.documentcloud.org",
    ),
]
