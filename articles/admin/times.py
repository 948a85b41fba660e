"""Times as the desk types and reads them: on the site's clock, which jumps twice a year."""

from datetime import UTC, datetime, time, timedelta

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

#: How browsers and people write a moment.
FORMATS = ["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M", "%Y-%m-%d %H:%M:%S"]

#: Outside these a moment may lie beyond what a calendar holds in another zone.
YEARS = range(1900, 3000)


class MomentInput(forms.DateTimeInput):
    """The browser's own picker; seconds stand in it only where there are any."""

    input_type = "datetime-local"

    def format_value(self, value):
        if not isinstance(value, datetime):
            return value
        return f"{value:%Y-%m-%dT%H:%M:%S}" if value.second else f"{value:%Y-%m-%dT%H:%M}"

    def get_context(self, name, value, attrs):
        context = super().get_context(name, value, attrs)
        if isinstance(value, datetime) and value.second:
            context["widget"]["attrs"]["step"] = "1"
        return context


class DayInput(forms.DateInput):
    """The browser's own picker of a day."""

    input_type = "date"

    def __init__(self, attrs=None):
        super().__init__(attrs, format="%Y-%m-%d")


class MomentField(forms.DateTimeField):
    """A moment on the site's clock; one that the clock skips or shows twice is explained."""

    widget = MomentInput

    def __init__(self, **kwargs):
        super().__init__(input_formats=FORMATS, **kwargs)
        self._help_text = self.help_text

    def get_bound_field(self, form, field_name):
        zone = _("In the site’s time zone, %(zone)s.") % {"zone": settings.TIME_ZONE}
        self.help_text = f"{self._help_text} {zone}".strip()
        return super().get_bound_field(form, field_name)

    def to_python(self, value):
        try:
            moment = super().to_python(value)
        except ValidationError as refusal:
            if refusal.code != "ambiguous_timezone":
                raise
            raise ValidationError(_jump_words(refusal.params["datetime"])) from None
        if moment and moment.year not in YEARS:
            raise ValidationError(_("Enter a year that somebody at the desk will see."))
        return moment


def _offsets(wall):
    """What the clock is ahead of UTC at a time on the wall, as it comes first and last."""
    zone = timezone.get_current_timezone()
    return [wall.replace(tzinfo=zone, fold=fold).utcoffset() for fold in (0, 1)]


def _jump_words(wall):
    first, last = _offsets(wall)
    if first < last:
        after = wall + (last - first)
        return _(
            "On %(day)s the clock goes forward and %(time)s is skipped. Choose "
            "%(after)s, or another time."
        ) % {
            "day": date_format(wall, "j F Y"),
            "time": f"{wall:%H:%M}",
            "after": f"{after:%H:%M}",
        }
    return _(
        "On %(day)s the clock goes back and %(time)s comes twice. Choose a time "
        "before or after that hour."
    ) % {"day": date_format(wall, "j F Y"), "time": f"{wall:%H:%M}"}


def whole_second(moment):
    """The first whole second that is not before the moment, on the site's clock."""
    up = timedelta(microseconds=-moment.microsecond % 1_000_000)
    return timezone.localtime(moment + up)


def usual_times(now, not_before=None):
    """When each of the paper's usual times comes next, soonest first; none before `not_before`."""
    base = max(now, not_before or now)
    day = timezone.localtime(base).date()
    found = []
    for clock in settings.NEWSROOM_USUAL_TIMES:
        for days in range(3):
            wall = datetime.combine(day + timedelta(days=days), clock)
            moment = _only_moment(wall)
            if moment and (moment > now and moment >= base):
                found.append(moment)
                break
    return sorted(found)


def usual_times_of(day):
    """The paper's usual times on one day, soonest first; one the clock skips is left out."""
    moments = [_only_moment(datetime.combine(day, at)) for at in settings.NEWSROOM_USUAL_TIMES]
    return sorted(filter(None, moments))


def midnight_of(day):
    """The moment at which a day begins on the site's clock."""
    return timezone.make_aware(datetime.combine(day, time.min))


def _only_moment(wall):
    """The moment when the clock shows this, if it shows it exactly once."""
    first, last = _offsets(wall)
    return timezone.make_aware(wall) if first == last else None


def day_words(moment, now):
    """“today 18:00”, “tomorrow 06:00”, “Friday 15 May 06:00”; seconds where there are any."""
    local, today = timezone.localtime(moment), timezone.localtime(now).date()
    clock = _clock(local)
    days = (local.date() - today).days
    if days in (0, 1):
        words = _("tomorrow %(clock)s") if days else _("today %(clock)s")
        return words % {"clock": clock}
    day = date_format(local, "l j F" if local.year == today.year else "l j F Y")
    return f"{day} {clock}"


def time_words(moment, now):
    """The same where today goes without saying: “18:00”, “tomorrow 06:00”."""
    local, today = timezone.localtime(moment), timezone.localtime(now).date()
    return _clock(local) if local.date() == today else day_words(moment, now)


def _clock(local):
    return f"{local:%H:%M:%S}" if local.second else f"{local:%H:%M}"


def sent_moment(text):
    """The moment that a button of the page stands for; None for anything else."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    is_moment = moment.tzinfo is not None and moment.year in YEARS
    return moment.astimezone(UTC) if is_moment else None
