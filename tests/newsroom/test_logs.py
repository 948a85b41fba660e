"""What the log keeps of an address that opens something."""

import logging

import pytest

from newsroom.logs import WithoutSecrets

KEY = "k" * 43


@pytest.mark.parametrize(
    ("path", "kept"),
    [
        (f"/draft/{KEY}/", "/draft/…/"),
        (f"/admin/invitation/{KEY}/", "/admin/invitation/…/"),
        (f"/admin/account/password/MQ/{KEY}/", "/admin/account/password/MQ/…/"),
        ("/draft/beer/", "/draft/beer/"),
        (
            "/world/2026/05/13/a-story-with-a-long-name/",
            "/world/2026/05/13/a-story-with-a-long-name/",
        ),
    ],
)
def test_secret_of_an_address_is_not_written(path, kept):
    record = logging.LogRecord("x", logging.WARNING, "", 0, "Gone: %s, %s", (path, 7), None)

    assert WithoutSecrets().filter(record)
    assert record.getMessage() == f"Gone: {kept}, 7"
