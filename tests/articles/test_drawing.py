"""The demo's own illustrations: the same every time, different from each other, fit for intake."""

import io

import pytest
from django.core.files.base import ContentFile
from PIL import Image, ImageStat

from articles.demo.drawing import MOTIFS, draw
from articles.pictures import take_in


@pytest.mark.parametrize("motif", MOTIFS)
def test_motif_is_a_landscape_jpeg_with_something_on_it(motif):
    picture = Image.open(io.BytesIO(draw("first edition", motif)))

    assert (picture.format, picture.mode, picture.size) == ("JPEG", "RGB", (1280, 853))
    assert max(ImageStat.Stat(picture.convert("L")).stddev) > 15


def test_same_seed_gives_the_same_bytes():
    assert draw("17", "harbour") == draw("17", "harbour")


def test_each_seed_gives_a_picture_of_its_own():
    assert len({draw(str(seed), "mountains") for seed in range(4)}) == 4


def test_unknown_motif_is_an_error():
    with pytest.raises(KeyError):
        draw("1", "unicorn")


def test_drawing_passes_intake():
    taken = take_in(ContentFile(draw("1", "train"), name="train.jpg"))

    assert (taken.extension, taken.width, taken.height) == ("jpg", 1280, 853)
