"""What the log keeps: an address that opens something is written without its secret."""

import logging
import re

#: The addresses whose last part is all that is asked of whoever has it.
SECRET = re.compile(r"(/draft/|/admin/invitation/|/admin/account/password/[^/\s]+/)[^/\s]{16,}")


class WithoutSecrets(logging.Filter):
    """Put “…” where a line names the secret of a draft, an invitation or a new password."""

    def filter(self, record):
        if isinstance(record.args, tuple):
            record.args = tuple(map(_without, record.args))
        return True


def _without(said):
    return SECRET.sub(r"\1…", said) if isinstance(said, str) else said
