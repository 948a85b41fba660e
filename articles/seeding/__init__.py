"""An invented paper of any size, put straight into the tables, to learn what a full one is like.

`paper.fill` makes it, for `manage.py seed`; docs/scale.md says what it is for. It is the one
place besides `articles/workflow/` that makes editions: going through the verbs, a million
stories would take days. tests/articles/test_seed.py holds what it makes against the verbs.
"""
