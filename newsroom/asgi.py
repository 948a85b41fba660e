"""The ASGI application, for sites that run an ASGI server."""

import os

from django.core.asgi import get_asgi_application

from newsroom.request import AsyncRequest

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsroom.settings")
application = get_asgi_application()
application.request_class = AsyncRequest
