"""Readers' pages, finished and kept in each process; they end when what they show changes.

`door` answers requests, `store` holds pages and parts of pages, `follower` reads the log of
changes (`articles.purging`). What a view must say of its page stands in `articles.showing`.
"""
