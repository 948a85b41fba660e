"""In which form a body goes out: as it is, or packed with brotli or gzip."""

import gzip
import re
import zlib
from functools import lru_cache

import brotli

#: The forms of a body, in the order in which they are preferred.
CODINGS = ("br", "gzip", "identity")
BROTLI, GZIP, PLAIN = range(3)
#: A shorter body would hardly become shorter.
SMALLEST = 200
#: 9 is dearer and no smaller; 11 costs as much as ten pages do.
BROTLI_QUALITY = 5
GZIP_LEVEL = 6
#: Longer headers are nobody's honest wish.
LONGEST_HEADER = 300
IS_TEXT = re.compile(r"text/|image/svg\+xml|application/([\w.-]+\+)?(json|xml|javascript)\b")


def packed(body: bytes, content_type: str) -> tuple[bytes, bytes] | None:
    """A body in brotli and in gzip; None where that would not make it shorter."""
    if len(body) < SMALLEST or not IS_TEXT.match(content_type):
        return None
    # Without a time in it, so that the same page is the same bytes.
    zipped = gzip.compress(body, GZIP_LEVEL, mtime=0)
    return brotli.compress(body, quality=BROTLI_QUALITY), zipped


def unpacked(zipped: bytes) -> bytes:
    return zlib.decompress(zipped, wbits=31)


@lru_cache(maxsize=500)
def choice(accepted: str) -> int:
    """The form that this Accept-Encoding wants most; as it is, where it wants none of ours."""
    if len(accepted) > LONGEST_HEADER:
        return PLAIN
    weights = dict(_weight(each) for each in accepted.lower().split(","))
    others = weights.get("*")
    # Whoever does not mention it takes the plain body, but rather a packed one.
    defaults = (others or 0, others or 0, 0.0001 if others is None else others)
    wanted = [weights.get(*each) for each in zip(CODINGS, defaults, strict=True)]
    return wanted.index(max(wanted)) if max(wanted) > 0 else PLAIN


def _weight(each):
    """A coding and how much it is wanted; a weight that cannot be read is none."""
    coding, _, parameter = each.partition(";")
    name, _, weight = parameter.partition("=")
    if name.strip() != "q":
        return coding.strip(), 1.0
    return coding.strip(), float(weight) if re.fullmatch(r"\s*[01](\.\d{0,3})?\s*", weight) else 0
