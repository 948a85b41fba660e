"""The WSGI application that granian serves."""

import os

from django.core.wsgi import get_wsgi_application

from newsroom.request import Request

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsroom.settings")
application = get_wsgi_application()
application.request_class = Request
