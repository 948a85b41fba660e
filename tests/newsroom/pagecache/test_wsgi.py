"""What granian is given to serve."""

from django.core.handlers.wsgi import WSGIHandler

from newsroom.pagecache.door import FrontDoor
from newsroom.pagecache.store import GRACE
from newsroom.request import Request


def test_the_front_door_stands_before_django_with_the_settings_of_the_site(settings):
    from newsroom import wsgi  # Django is loaded with it, where the test's files are

    door = wsgi.application
    django = door._application

    assert (type(door), type(django), django.request_class) == (FrontDoor, WSGIHandler, Request)
    assert door._store.pages.limit == settings.NEWSROOM_PAGE_CACHE_MB * 1024 * 1024
    assert door._store._margin == settings.NEWSROOM_SHARED_CACHE_SECONDS + GRACE
    assert door._most_waiting == settings.NEWSROOM_THREADS - 1 == 3
