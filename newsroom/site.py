"""What every page of the paper knows about the paper."""

from django.conf import settings
from django.utils.functional import SimpleLazyObject


def paper(request):
    """The paper's name, address and sections; the sections cost a query only where printed."""
    from articles.models import Section

    return {
        "paper": {
            "name": settings.NEWSROOM_NAME,
            "tagline": settings.NEWSROOM_TAGLINE,
            "address": settings.NEWSROOM_SITE_URL,
            "language": settings.LANGUAGE_CODE,
        },
        "sections": SimpleLazyObject(lambda: list(Section.objects.all())),
    }
