"""What is asked of the publisher: raised with the move, and here where that did not happen."""

from datetime import timedelta

from articles import alarms
from articles.models import Move

#: A server that ended between a move and what follows from it is back within a day.
LOOKS_BACK = timedelta(days=1)


def look(this):
    """Raise what is asked of the publisher and stands nowhere yet."""
    asked = Move.objects.filter(verb=Move.Verb.ASK, at__gt=this.at - LOOKS_BACK, at__lte=this.at)
    for move in asked.select_related("article", "by").order_by("pk"):
        with this.item(move.pk, article=move.article):
            this.done["alarms raised"] += alarms.ask(move)
