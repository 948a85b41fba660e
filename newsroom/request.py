"""Requests as the site reads them: in UTF-8, whatever they say of themselves."""

from ipaddress import ip_address

from django.conf import settings
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


def network_address(request):
    """Where a request comes from; None where that is no address.

    Behind a proxy it is the last that `X-Forwarded-For` names, which the proxy itself wrote:
    whatever stands before it, the client may have made up.
    """
    sent = request.META.get("REMOTE_ADDR", "")
    if settings.NEWSROOM_BEHIND_PROXY:
        sent = request.META.get("HTTP_X_FORWARDED_FOR", "").rpartition(",")[2] or sent
    try:
        # Without the name of a network card, which no database takes for an address.
        address = ip_address(sent.strip().partition("%")[0])
    except ValueError:
        return None
    return str(getattr(address, "ipv4_mapped", None) or address)
