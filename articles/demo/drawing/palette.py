"""Limited palettes, as a printer with few inks would choose them."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Palette:
    """From the sky down and from far to near; two accents are used sparingly."""

    sky: tuple[str, str, str]
    light: str
    far: str
    mid: str
    near: str
    dark: str
    accent: str
    gold: str


DUSK = Palette(
    ("#2b2d5b", "#8a4f7d", "#f2a36b"),
    "#ffe0a3", "#8d6189", "#57437a", "#332c5c", "#1a193b", "#f25f4c", "#ffc857",
)  # fmt: skip
MORNING = Palette(
    ("#8fc1d4", "#cfe3dc", "#fbe3c0"),
    "#fff6dc", "#a6c3c3", "#6d9aa6", "#3c6878", "#1d3b4b", "#e2725b", "#f3b562",
)  # fmt: skip
TEAL = Palette(
    ("#11424f", "#2f868a", "#b3dbbd"),
    "#f9f4d2", "#62a69d", "#2d737a", "#15505b", "#0a2b35", "#ff8552", "#ffd166",
)  # fmt: skip
AUTUMN = Palette(
    ("#f0cf9a", "#f4c98f", "#f8e2b8"),
    "#fff6dd", "#dca478", "#b06a4c", "#74403a", "#3c2226", "#23747a", "#f2b134",
)  # fmt: skip
NORDIC = Palette(
    ("#6a8db2", "#a7c0d7", "#eaeef0"),
    "#ffffff", "#a3b7ca", "#6b87a5", "#3c5772", "#1c2f45", "#d1495b", "#edae49",
)  # fmt: skip
ROSE = Palette(
    ("#5c4b8a", "#c9799b", "#fbc9b0"),
    "#fff0e0", "#b884a8", "#80588c", "#513b6d", "#2a2145", "#21a99c", "#ffd97d",
)  # fmt: skip
MOSS = Palette(
    ("#bfd3b4", "#dfe3bd", "#f8eed2"),
    "#fffbe6", "#a5bb90", "#6e906c", "#3d6551", "#1b3832", "#d9593d", "#f0b541",
)  # fmt: skip
NIGHT = Palette(
    ("#0d1b3e", "#21407a", "#6f92c4"),
    "#fdf3c8", "#4a6ba1", "#2a4a80", "#172f5b", "#091430", "#ff8f4a", "#f6d365",
)  # fmt: skip

PALETTES = (DUSK, MORNING, TEAL, AUTUMN, NORDIC, ROSE, MOSS, NIGHT)
DARK_PALETTES = (DUSK, TEAL, ROSE, NIGHT)
