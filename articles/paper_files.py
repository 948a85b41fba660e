"""Files of the paper at addresses that others agreed on: its colours, manifest and contact."""

from datetime import UTC, datetime

from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import cache_control
from django.views.decorators.http import conditional_page, require_safe

from articles.outside import whole
from articles.polling import polled
from articles.renditions import renditions_of
from articles.showing import changes_at, kept
from newsroom.site import publication

#: What a colour stands on, as tokens.css has it: the page, and its tint.
LIGHT, DARK = ("#ffffff", "#f1f4f4"), ("#10161a", "#182025")
#: What is written on the colour itself.
ON_LIGHT, ON_DARK = "#ffffff", "#0a1113"
#: WCAG 2.2, 1.4.3: of text.
ENOUGH = 4.5

used_a_while = cache_control(public=True, max_age=300)


def contrast(one, other):
    """How far apart two colours are to the eye, from 1 to 21 (WCAG 2.2)."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour):
    parts = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@kept
@used_a_while
@conditional_page
@require_safe
def colours(request):
    """The paper's own colours, read after its sheet; none until the desk sets one."""
    paper = publication()
    rules = [
        _rule(scheme, accent, on_accent)
        for scheme, accent, on_accent in (
            ("light", paper.accent, ON_LIGHT),
            ("dark", paper.accent_dark, ON_DARK),
        )
        if accent
    ]
    if not rules:
        raise Http404
    return HttpResponse("\n".join(rules) + "\n", content_type="text/css; charset=utf-8")


def _rule(scheme, accent, on_accent):
    """In a query of its own: a colour for light pages leaves dark ones as they are."""
    said = f"--accent: {accent}; --on-accent: {on_accent};"
    return f"@media (prefers-color-scheme: {scheme}) {{ :root {{ {said} }} }}"


@kept
@used_a_while
@conditional_page
@require_safe
def manifest(request):
    """What a phone needs to keep the paper on its first screen."""
    paper = publication()
    told = {
        "name": paper.name,
        "short_name": paper.also_known_as or paper.name,
        "description": paper.tagline,
        "lang": paper.language,
        "start_url": "/",
        "scope": "/",
        "display": "minimal-ui",
        "background_color": LIGHT[0],
        "theme_color": LIGHT[0],
        "icons": _icons(paper),
    }
    return JsonResponse(
        told, content_type="application/manifest+json", json_dumps_params={"ensure_ascii": False}
    )


def _icons(paper):
    """The paper's logo where it has one, else what comes with Newsroom."""
    if paper.logo:
        squares = renditions_of(paper.logo, "1:1")
        return [_icon(one.address, one.width, "image/jpeg") for one in squares]
    drawn = [_icon(static(f"img/icon-{size}.png"), size, "image/png") for size in (192, 512)]
    return [*drawn, {"src": static("img/icon.svg"), "sizes": "any", "type": "image/svg+xml"}]


def _icon(address, size, kind):
    return {"src": address, "sizes": f"{size}x{size}", "type": kind}


@require_safe
def favicon(request):
    """Browsers and crawlers ask for it here, whatever the page says."""
    return redirect(static("img/favicon.ico"))


@kept
@polled
def security(request):
    """Where a security hole is reported (RFC 9116); nowhere until the desk names an address."""
    paper = publication()
    contact = paper.security_contact or (paper.contact_email and f"mailto:{paper.contact_email}")
    if not contact:
        raise Http404
    now = timezone.now().astimezone(UTC)
    changes_at(_first_of_month(now, 1))
    lines = [
        f"Contact: {contact}",
        f"Expires: {_first_of_month(now, 6):%Y-%m-%dT%H:%M:%SZ}",
        f"Preferred-Languages: {paper.language}",
        f"Canonical: {whole(reverse('articles:security'))}",
    ]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


def _first_of_month(moment, months_on):
    """By whole months, so that the file stays the same from one day to the next."""
    years, month = divmod(moment.month - 1 + months_on, 12)
    return datetime(moment.year + years, month + 1, 1, tzinfo=UTC)
