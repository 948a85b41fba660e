"""A reader at the front door, and a follower that has nothing to say."""

from io import BytesIO


class Follower:
    is_followed = True

    def ensure(self):
        return self.is_followed


class Reader:
    """Asks the door and takes the answer apart."""

    def __init__(self, door):
        self.door = door

    def __call__(self, path="/story/", *, method="GET", query="", **headers):
        environ = {
            "REQUEST_METHOD": method,
            "PATH_INFO": path,
            "QUERY_STRING": query,
            "HTTP_HOST": "127.0.0.1",
            "wsgi.url_scheme": "http",
            "wsgi.input": BytesIO(),
        } | {f"HTTP_{name.upper()}": value for name, value in headers.items()}
        said = []
        body = b"".join(self.door(environ, lambda *start: said.append(start)))
        status, headers = said[0]
        return int(status[:3]), dict(headers), body
