"""The desk's screens, one a file."""

from articles.admin import history, housewords, pictures, publication, sections, sources, story

__all__ = ["history", "housewords", "pictures", "publication", "sections", "sources", "story"]
