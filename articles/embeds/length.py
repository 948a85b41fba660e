"""How long a video or recording plays: as people write it, and as seconds."""

import re

LONGEST = 24 * 60 * 60
_WRITTEN = re.compile(r"(?:(?:(\d{1,2}):)?(\d{1,3}):)?(\d{1,5})")


def seconds_of(written: str) -> int | None:
    """The seconds of “3:25”, “1:02:03” or “205”; None where it says no length."""
    found = _WRITTEN.fullmatch(written.strip())
    if not found:
        return None
    hours, minutes, seconds = (int(part or 0) for part in found.groups())
    if (found[2] and seconds > 59) or (found[1] and minutes > 59):
        return None
    whole = hours * 3600 + minutes * 60 + seconds
    return whole if 0 < whole <= LONGEST else None


def playing_time(seconds: int) -> str:
    """“3:25”, or “1:02:03” from an hour on."""
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes}:{seconds:02}"
