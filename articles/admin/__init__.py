"""The desk's screens, one a file."""

from articles.admin import history, pictures, sections, sources, story

__all__ = ["history", "pictures", "sections", "sources", "story"]
