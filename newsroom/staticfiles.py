"""Static files: hashed and compressed, the paper's sheets as one, only what is to be served."""

import posixpath
import re

from django.core.files.base import ContentFile
from whitenoise.storage import CompressedManifestStaticFilesStorage

#: docs/security.md says why: samples, pages with inline script, plugins that send text away.
UNSERVED = (
    "ckeditor/ckeditor/plugins/exportpdf/",
    "ckeditor/ckeditor/plugins/preview/",
    "ckeditor/ckeditor/plugins/wsc/",
    "ckeditor/ckeditor/plugins/scayt/",
    "ckeditor/ckeditor/plugins/codesnippetgeshi/",
    "ckeditor/ckeditor/plugins/docprops/",
    "ckeditor/ckeditor/plugins/iframe",
    "ckeditor/ckeditor/plugins/embed",
    "ckeditor/ckeditor/plugins/flash/",
    "ckeditor/ckeditor/adapters/",
    "ckeditor/ckeditor/bender-runner",
    "ckeditor/galleriffic/",
    "ckeditor/ckeditor/samples/",
)


#: The sheet that only names others: readers get them all in one request.
PAPER = "css/paper.css"
COMMENT = re.compile(r"/\*.*?\*/\n*", re.DOTALL)
#: Ends of lines after which, or before which, a browser needs nothing to tell two parts apart.
BETWEEN = re.compile(r"(?<=[{};,])\n\s*|\n\s*(?=})")
IMPORT = re.compile(r'^@import url\("([^"]+)"\);$', re.MULTILINE)
ADDRESS = re.compile(r'url\("(?!data:|https?:|/)([^"]+)"\)')


def joined(name, read):
    """A sheet with those that it imports in their places, their addresses as seen from it.

    What it says to those who write it stays behind, and how it is set out for them.
    """
    folder = posixpath.dirname(name)

    def put(match):
        path = posixpath.normpath(posixpath.join(folder, match[1]))
        sheet = joined(path, read)
        inner = posixpath.dirname(path)
        return ADDRESS.sub(lambda m: f'url("{_seen_from(folder, inner, m[1])}")', sheet)

    return BETWEEN.sub("", IMPORT.sub(put, COMMENT.sub("", read(name))))


def _seen_from(folder, inner, address):
    return posixpath.relpath(posixpath.join("/", inner, address), posixpath.join("/", folder))


class FencedStaticFiles(CompressedManifestStaticFilesStorage):
    """Drops what is never served, joins the paper's sheets, keeps hashed names for the rest."""

    manifest_strict = False

    def post_process(self, paths, dry_run=False, **options):
        for name in [name for name in paths if name.startswith(UNSERVED)]:
            del paths[name]
            if not dry_run:
                self.delete(name)
        if PAPER in paths and not dry_run:
            self._join(paths)
        yield from super().post_process(paths, dry_run, **options)

    def _join(self, paths):
        """Put the paper's sheets into one file, which is then hashed and compressed as any."""

        def read(name):
            storage, path = paths[name]
            with storage.open(path) as file:
                return file.read().decode()

        sheet = joined(PAPER, read)
        self.delete(PAPER)
        self._save(PAPER, ContentFile(sheet.encode()))
        paths[PAPER] = (self, PAPER)
