"""Static files: hashed and compressed, without the parts of CKEditor that must not be served."""

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


class FencedStaticFiles(CompressedManifestStaticFilesStorage):
    """Drops what is never served and keeps hashed names for the rest."""

    manifest_strict = False

    def post_process(self, paths, dry_run=False, **options):
        for name in [name for name in paths if name.startswith(UNSERVED)]:
            del paths[name]
            if not dry_run:
                self.delete(name)
        yield from super().post_process(paths, dry_run, **options)
