"""Pictures for the demo, drawn by the project itself: no photographs, no licences to ask for."""

from articles.demo.drawing import faces, land, research, rooms, shows, square, water
from articles.demo.drawing.palette import DARK_PALETTES, PALETTES
from articles.demo.drawing.scene import Scene

MOTIFS = {
    "harbour": water.harbour,
    "skyline": water.skyline,
    "mountains": land.mountains,
    "train": land.train,
    "forest": land.forest,
    "flood": water.flood,
    "turbines": land.turbines,
    "parliament": square.parliament,
    "market": square.market,
    "stadium": shows.stadium,
    "concert": shows.concert,
    "portraits": faces.portraits,
    "portrait": faces.portrait,
    "classroom": rooms.classroom,
    "hospital": rooms.hospital,
    "laboratory": research.laboratory,
    "charts": research.charts,
}
# Light that comes out of the dark wants a palette that has one.
AFTER_DARK = {"stadium", "concert"}


def draw(seed, motif):
    """Return a JPEG of 1280 by 853: the same seed and motif give the same picture every time.

    An unknown motif raises KeyError; `MOTIFS` names them.
    """
    compose = MOTIFS[motif]
    scene = Scene(f"{motif} {seed}", DARK_PALETTES if motif in AFTER_DARK else PALETTES)
    compose(scene)
    return scene.print_sheet()
