"""The desk page: what waits for whom, what the desk has in hand, and what readers got today."""

from articles.admin.desk.page import desk_page
from articles.admin.desk.shift import addresses

__all__ = ["addresses", "desk_page"]
