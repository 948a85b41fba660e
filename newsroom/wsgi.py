"""The WSGI application that granian serves."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsroom.settings")
django_application = get_wsgi_application()

from django.conf import settings  # noqa: E402 -- after setup

from newsroom.pagecache.door import front_door  # noqa: E402
from newsroom.request import Request  # noqa: E402

django_application.request_class = Request
application = front_door(django_application) if settings.NEWSROOM_PAGE_CACHE else django_application
