"""Many pictures taken in at once, each by itself: one that cannot be used stops no other."""

from dataclasses import dataclass, field
from pathlib import Path

from django.core.exceptions import PermissionDenied, ValidationError
from django.http import JsonResponse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from articles.admin.asking import ScreenForm, words_field
from articles.admin.pictures_form import PictureForm
from articles.admin.times import MomentField
from articles.models import Picture
from articles.pictures import ACCEPTED, fitted
from articles.sanitising import clean_text

NO_FILE = _("Choose at least one picture.")
#: Files in one request; the script sends them one by one.
AT_ONCE = 20
TOO_MANY = _("%(count)s pictures at once, please: these were left out.")


class ForAllForm(ScreenForm):
    """What is said of every picture that says nothing of it itself."""

    credit = words_field(
        _("Credit"), _("For pictures whose file names nobody."), rows=1, longest=200
    )
    copyright_notice = words_field(_("Copyright notice"), rows=1, longest=200)
    use_until = MomentField(label=_("Rights end"), required=False)


class OneOfManyForm(PictureForm):
    """One of the pictures: what its file says comes first, then what was said of them all."""

    def __init__(self, *args, for_all, **kwargs):
        self.for_all = for_all
        middle = {"focal_x": 0.5, "focal_y": 0.5}
        super().__init__(*args, data=middle, **kwargs)

    def _keep(self, taken):
        there = Picture.objects.filter(checksum=taken.checksum, killed_at=None).first()
        if there is not None:
            raise ValidationError(
                {
                    "upload": ValidationError(
                        gettext("It is in the library already: “%(there)s”.") % {"there": there},
                        "there",
                    )
                }
            )
        super()._keep(taken)
        for name, said in self.for_all.items():
            self.cleaned_data[name] = self.cleaned_data.get(name) or said


@dataclass
class Taken:
    """What came of one file: a picture in the library, or why not."""

    name: str
    picture: Picture | None = None
    errors: list[str] = field(default_factory=list)


def upload(desk, request):
    """The page with its box for files; posted, what came of each."""
    if not desk.has_add_permission(request):
        raise PermissionDenied
    form = ForAllForm(request.POST if request.method == "POST" else None)
    taken = []
    if request.method == "POST":
        files = request.FILES.getlist("upload")
        if form.is_valid():
            taken = [take(desk, request, each, form.cleaned_data) for each in files[:AT_ONCE]]
            taken += [
                Taken(each.name, errors=[TOO_MANY % {"count": AT_ONCE}]) for each in files[AT_ONCE:]
            ]
            if not files:
                form.add_error(None, NO_FILE)
        if "application/json" in request.headers.get("Accept", ""):
            return _as_json(desk, form, taken)
    return desk.page(
        request,
        "articles/desk/picture_upload.html",
        None,
        title=gettext("Upload pictures"),
        form=form,
        accepted=ACCEPTED,
        taken=[(each, _drawn(desk, each), _address(desk, each)) for each in taken],
    )


def take(desk, request, file, said):
    """Take one file in, or say why it cannot be used."""
    name = clean_text(file.name)
    title = fitted("title", Path(name).stem.replace("_", " ")) or gettext("Picture")
    form = OneOfManyForm(files={"upload": file}, for_all=said | {"title": title})
    if not form.is_valid():
        return Taken(name, errors=[words for each in form.errors.values() for words in each])
    form.instance.uploaded_by = request.user
    form.instance.created_at = timezone.now()
    picture = form.save()
    desk.log_addition(request, picture, gettext("Uploaded with others."))
    return Taken(name, picture)


def _as_json(desk, form, taken):
    """For the script, which sends one file at a time."""
    refused = [words for each in form.errors.values() for words in each]
    one = taken[0] if taken else Taken("", errors=refused)
    return JsonResponse(
        {
            "ok": one.picture is not None,
            "errors": one.errors,
            "title": one.picture.title if one.picture else "",
            "credit": one.picture.credit if one.picture else "",
            "address": _address(desk, one),
            "thumbnail": desk.smallest(one.picture) if one.picture else "",
        }
    )


def _address(desk, taken):
    return desk.address_of("change", taken.picture.pk) if taken.picture else ""


def _drawn(desk, taken):
    return desk.thumbnail(taken.picture) if taken.picture else ""
