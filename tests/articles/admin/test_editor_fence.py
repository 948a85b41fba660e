"""CKEditor 4.22.1 is out of support: these hold it where docs/security.md puts it."""

import json

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.core.management import call_command
from django.test import override_settings
from django.urls import reverse

from articles.editor import CKEDITOR_CONFIGS, PLUGINS
from newsroom.staticfiles import UNSERVED
from tests.articles.admin.conftest import page_of
from tests.factories import published, story

pytestmark = pytest.mark.django_db


def editor_of(response):
    (textarea,) = page_of(response).xpath("//textarea[@data-type='ckeditortype']")
    return textarea


def test_upload_views_of_ckeditor_do_not_exist(client, sign_in):
    sign_in("Editor")

    assert "ckeditor_uploader" not in settings.INSTALLED_APPS
    assert client.get("/ckeditor/upload/").status_code == 404
    assert client.get("/ckeditor/browse/").status_code == 404


@pytest.mark.parametrize("config", settings.CKEDITOR_CONFIGS.values())
def test_every_configuration_is_fenced(config):
    assert config["versionCheck"] is False
    assert not config["fullPage"]
    assert isinstance(config["allowedContent"], str)
    assert not {"script", "style"} & set(config["allowedContent"].replace(";", " ").split())
    assert "extraAllowedContent" not in config
    assert config["linkJavaScriptLinksAllowed"] is False
    assert config["disallowedContent"].startswith("script style iframe object embed form")


#: They call other sites, hide the browser's own menu, or let in what a story may not hold.
KEPT_OUT = """
    pastefromgdocs contextmenu tabletools tableselection maximize exportpdf scayt wsc preview
    iframe embed embedbase embedsemantic docprops flash image image2 uploadimage sourcearea
    forms templates div showblocks a11yhelp about newpage print save smiley stylescombo
"""


@pytest.mark.parametrize("plugin", KEPT_OUT.split())
def test_plugin_is_not_loaded(plugin):
    assert plugin not in PLUGINS.split(",")


def test_what_the_page_loads_equals_the_allowlist(desk, sign_in):
    sign_in("Reporter")

    config = json.loads(editor_of(desk.open()).get("data-config"))

    assert set(settings.CKEDITOR_CONFIGS) == {"story"}
    assert config["plugins"] == CKEDITOR_CONFIGS["story"]["plugins"]
    assert config["extraPlugins"] == "newsblock"
    assert config["versionCheck"] is False


def test_configuration_in_the_page_names_no_other_site(desk, sign_in):
    sign_in("Reporter")

    textarea = editor_of(desk.open())

    config = json.loads(textarea.get("data-config"))
    assert config.pop("linkDefaultProtocol") == "https://"
    for text in (json.dumps(config), textarea.get("data-external-plugin-resources")):
        assert "//" not in text
        assert "http" not in text


def test_own_plugin_is_loaded_from_its_whole_file_name(desk, sign_in):
    sign_in("Reporter")

    resources = json.loads(editor_of(desk.open()).get("data-external-plugin-resources"))

    assert resources == [["newsblock", "/static/js/desk/newsblock/plugin.js", ""]]


def test_scripts_come_after_jquery_and_the_editor(desk, sign_in):
    sign_in("Reporter")

    sources = [s for s in page_of(desk.open()).xpath("//script/@src") if s]

    names = [source.rsplit("/", 1)[-1] for source in sources]
    order = [
        "jquery.min.js", "jquery.init.js", "ckeditor-init.js", "ckeditor.js", "desk.js", "rows.js",
        "panel.js",
    ]  # fmt: skip
    assert sorted(order, key=names.index) == order
    assert all(source.startswith("/") for source in sources)


def test_every_script_and_style_of_the_form_is_there(desk, sign_in):
    sign_in("Reporter")
    page = page_of(desk.open())
    named = page.xpath("//script/@src") + page.xpath("//link[@rel='stylesheet']/@href")
    config = json.loads(editor_of(desk.open()).get("data-config"))

    wanted = [name for name in [*named, *config["contentsCss"]] if name.startswith("/static/")]

    assert [name for name in wanted if not finders.find(name.removeprefix("/static/"))] == []


# The policy ------------------------------------------------------------------------------


def inline_allowed(response):
    return "'unsafe-inline'" in response["Content-Security-Policy"]


def test_editor_policy_on_the_two_screens_with_the_editor(desk, sign_in):
    ferry = story(by=sign_in("Reporter"))

    assert inline_allowed(desk.open())
    assert inline_allowed(desk.open(ferry))
    assert "unsafe-eval" not in desk.open(ferry)["Content-Security-Policy"]


@pytest.mark.parametrize(
    "name",
    [
        "admin:index",
        "admin:articles_article_changelist",
        "admin:articles_picture_changelist",
        "admin:articles_picture_add",
        "admin:articles_source_add",
        "admin:authors_author_changelist",
        "admin:articles_article_recognise",
    ],
)
def test_every_other_screen_allows_nothing_inline(client, sign_in, name):
    sign_in("Editor")

    assert not inline_allowed(client.get(reverse(name)))


@pytest.mark.parametrize("screen", ["preview", "publish", "send_back", "withdraw", "history"])
def test_pages_of_a_story_without_the_editor_allow_nothing_inline(client, sign_in, screen):
    chief = sign_in("Reporter", "Editor", "Publisher")
    ferry = published(by=chief)

    response = client.get(reverse(f"admin:articles_article_{screen}", args=[ferry.pk]))

    assert not inline_allowed(response)


def test_reading_a_story_allows_nothing_inline(client, sign_in):
    ferry = story()
    sign_in("Publisher")

    response = client.get(ferry.get_desk_url())

    assert response.status_code == 200
    assert not inline_allowed(response)


@pytest.mark.parametrize(
    "name",
    ["admin:index", "admin:articles_article_changelist", "admin:articles_picture_add"],
)
def test_screens_hold_no_inline_script_or_style(client, sign_in, name):
    sign_in("Editor")
    story()

    page = page_of(client.get(reverse(name)))

    assert page.xpath("//script[not(@src)][normalize-space()]") == []
    assert page.xpath("//style") == []
    assert page.xpath("//*[@style]") == []
    assert page.xpath("//@*[starts-with(name(), 'on')]") == []


# What is served -----------------------------------------------------------------------------


def test_parts_of_ckeditor_that_must_not_be_served_are_not_collected(tmp_path):
    storages = settings.STORAGES | {
        "staticfiles": {"BACKEND": "newsroom.staticfiles.FencedStaticFiles"}
    }
    with override_settings(
        STATIC_ROOT=tmp_path,
        STORAGES=storages,
        STATICFILES_FINDERS=["tests.articles.admin.test_editor_fence.OnlyCKEditor"],
    ):
        call_command("collectstatic", interactive=False, verbosity=0)

    served = [str(file.relative_to(tmp_path)) for file in tmp_path.rglob("*") if file.is_file()]
    assert [name for name in served if name.startswith(UNSERVED)] == []
    assert "ckeditor/ckeditor/ckeditor.js" in served


class OnlyCKEditor(finders.AppDirectoriesFinder):
    """CKEditor's own files without its languages and skins: the whole takes a minute."""

    def __init__(self, app_names=None, *args, **kwargs):
        super().__init__(["ckeditor"], *args, **kwargs)

    def list(self, ignore_patterns):
        left = ("lang/", "skins/", "file-icons/", "vendor/")
        for path, storage in super().list(ignore_patterns):
            if not any(part in path for part in left):
                yield path, storage
