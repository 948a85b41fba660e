"""Which answers go out compressed."""

import gzip

import pytest

from tests.factories import chief, published

pytestmark = pytest.mark.django_db
GZIP = {"accept-encoding": "gzip"}


def test_a_page_of_the_paper_goes_out_compressed_and_says_the_same(client):
    published(headline="Barrier holds")

    plain, packed = client.get("/"), client.get("/", headers=GZIP)

    assert packed.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.content) == plain.content
    assert len(packed.content) < len(plain.content) / 2
    assert packed.headers["Vary"] == plain.headers["Vary"] == "Accept-Encoding"


@pytest.mark.parametrize("path", ["/admin/", "/feeds/rss.xml"])
def test_the_desk_and_the_feeds_stay_as_they_are(client, path):
    client.force_login(chief())

    response = client.get(path, headers=GZIP)

    assert response.status_code == 200
    assert "Content-Encoding" not in response.headers
