"""Requests as the site reads them: in UTF-8, whatever they say of themselves."""

from django.core.handlers.asgi import ASGIRequest
from django.core.handlers.wsgi import WSGIRequest
from django.utils.http import parse_header_parameters


class InOneEncoding:
    """Keeps what a request says of its content; `RefuseBadRequests` answers what is odd in it.

    Django believes it at once: it reads the address in that encoding too, while the request
    is being made. `charset=base64`, or a parameter in an encoding that nobody knows, then ends
    in an error that no middleware and no error page sees, on every address of the site.
    """

    def _set_content_type_params(self, meta):
        """The content type and its parameters; None for parameters that cannot be read."""
        try:
            self.content_type, self.content_params = parse_header_parameters(
                meta.get("CONTENT_TYPE", "")
            )
        except ValueError:
            self.content_type, self.content_params = "", None


class Request(InOneEncoding, WSGIRequest):
    pass


class AsyncRequest(InOneEncoding, ASGIRequest):
    pass
