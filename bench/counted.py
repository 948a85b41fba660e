"""newsroom.wsgi with a line in a file for each page that Django makes."""

import os

from newsroom.wsgi import application, django_application


def counted(environ, start_response):
    if environ["PATH_INFO"] != "/healthz":
        with open(os.environ["BENCH_RENDERS"], "a") as file:
            file.write(f"{os.getpid()} {environ['PATH_INFO']}\n")
    return django_application(environ, start_response)


application._application = counted
