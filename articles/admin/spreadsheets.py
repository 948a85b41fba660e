"""Lists as files for a spreadsheet, in which nothing that was typed can be a formula."""

import csv
from itertools import chain

from django.http import HttpResponse, StreamingHttpResponse

#: What a spreadsheet takes for the beginning of a formula.
BEGINS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r")
#: By this mark a spreadsheet reads letters with accents as they are.
MARK = "\ufeff"


def as_csv(name, heading, rows):
    """A file of comma-separated values to be downloaded."""
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    response["Cache-Control"] = "no-store"
    response.write(MARK)
    writer = csv.writer(response)
    writer.writerow(heading)
    writer.writerows([harmless(cell) for cell in row] for row in rows)
    return response


def harmless(cell):
    """The cell with an apostrophe before what would be a formula."""
    text = str(cell)
    return f"'{text}" if text.startswith(BEGINS_A_FORMULA) else text


class _Line:
    """What `csv` writes to: gives the line back instead of keeping it."""

    def write(self, line):
        return line


def as_csv_stream(name, heading, rows):
    """The same for a list of any length: it is sent as it is read."""
    writer = csv.writer(_Line())
    lines = (writer.writerow([harmless(cell) for cell in row]) for row in chain([heading], rows))
    response = StreamingHttpResponse(chain([MARK], lines), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    response["Cache-Control"] = "no-store"
    return response
