"""Dates in Django's own lists, as the desk writes them everywhere else."""

DATE_FORMAT = "j M Y"
TIME_FORMAT = "H:i"
DATETIME_FORMAT = "j M Y, H:i"
