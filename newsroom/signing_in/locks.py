"""No more tries: ten a name and address in a quarter of an hour, or a hundred an address."""

from ipaddress import ip_network

from axes.handlers.proxy import AxesProxyHandler
from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from authors.models import SignIn
from newsroom.request import network_address

WORDS = _(
    "Too many tries. Wait 15 minutes, then try again; "
    "if you do not know your password, ask an administrator for a new one."
)
#: Whole newsrooms share an address, so it is not locked for one person's forgetfulness.
MOST_FROM_AN_ADDRESS = 100


def name_typed(request, credentials=None):
    """The name that tries are counted for, however it is written."""
    typed = (credentials or {}).get("username") or request.POST.get("username") or ""
    return " ".join(typed.split()).casefold()[:150]


def counted_at(request):
    """Where tries are counted: one machine may have every IPv6 address of its network (/64)."""
    address = network_address(request)
    if address and ":" in address:
        return str(ip_network(f"{address}/64", strict=False).network_address)
    return address


def is_locked(request, username):
    """Whether this name may not be tried from here now; the answer is then the lock's page."""
    if AxesProxyHandler.is_allowed(request, {"username": username}) and not _tried_too_often(
        request
    ):
        return False
    # By this mark the middleware of axes answers with `locked_out`.
    request.axes_locked_out = True
    return True


def _tried_too_often(request):
    since = timezone.now() - settings.AXES_COOLOFF_TIME
    refused = SignIn.objects.filter(
        at__gt=since, what=SignIn.What.FAILED, network_address=network_address(request)
    )
    return refused.count() >= MOST_FROM_AN_ADDRESS


def locked_out(request, response=None, credentials=None):
    """The page to sign in on, with why it does not answer; the same for a name that is none."""
    from newsroom.signing_in.views import refused

    answer = refused(request, WORDS, status=429)
    answer["Retry-After"] = str(int(settings.AXES_COOLOFF_TIME.total_seconds()))
    return answer
