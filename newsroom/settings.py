"""Every setting of a Newsroom site: one file, read from the environment.

DATABASE_URL, EMAIL_URL and PORT are the usual names; all others begin NEWSROOM_.
docs/settings.md lists them with their defaults.
"""

import re
from datetime import datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

import environ
from csp.constants import NONE, SELF, UNSAFE_INLINE
from django.core.exceptions import ImproperlyConfigured

from articles.editor import CKEDITOR_CONFIGS  # noqa: F401 -- a setting that django-ckeditor reads
from articles.embeds import FRAME_HOSTS, IS_MASTODON_HOST

BASE_DIR = Path(__file__).resolve().parent.parent

env = environ.Env()

DEBUG = env.bool("NEWSROOM_DEBUG", default=False)
NEWSROOM_DEMO = env.bool("NEWSROOM_DEMO", default=False)
NEWSROOM_NAME = env("NEWSROOM_NAME", default="The Harbour Ledger")
NEWSROOM_TAGLINE = env("NEWSROOM_TAGLINE", default="News of the coast, checked")
NEWSROOM_SITE_URL = env(
    "NEWSROOM_SITE_URL", default=f"http://127.0.0.1:{env.int('PORT', default=8000)}"
).rstrip("/")


def _secret_key():
    """The key from the environment, else from the untracked file that `make run` makes once."""
    key = env("NEWSROOM_SECRET_KEY", default="")
    file = BASE_DIR / ".secret-key"
    if not key and file.exists():
        key = file.read_text().strip()
    if not key:
        raise ImproperlyConfigured(
            "Newsroom needs a secret key: set NEWSROOM_SECRET_KEY, or run `make setup`, "
            "which writes one to the untracked file .secret-key."
        )
    return key


SECRET_KEY = _secret_key()
_site = urlsplit(NEWSROOM_SITE_URL)
ALLOWED_HOSTS = env.list(
    "NEWSROOM_ALLOWED_HOSTS", default=list({_site.hostname, "127.0.0.1", "localhost"})
)
CSRF_TRUSTED_ORIGINS = [f"{_site.scheme}://{_site.netloc}"]

INSTALLED_APPS = [
    "newsroom.apps.DeskConfig",
    # Before authors, which takes their own screens off the desk.
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "authors",
    "articles",
    # After authors, which logs a refused sign-in before axes locks for it.
    "axes",
    "ckeditor",
    "csp",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "newsroom.site.asked_once",
    "django.middleware.security.SecurityMiddleware",
    # Outside the policy, which is longer than most of these files' other headers together.
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "newsroom.compressing.CompressPages",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "newsroom.security.ContentSecurityPolicy",
    "newsroom.security.RefuseBadRequests",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "newsroom.signing_in.ages.SessionAges",
    "newsroom.signing_in.second_step.AskForSecondStep",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "newsroom.urls"
WSGI_APPLICATION = "newsroom.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "newsroom.site.paper",
            ]
        },
    }
]

# Databases -----------------------------------------------------------------

DATABASES = {"default": env.db("DATABASE_URL", default=f"sqlite:///{BASE_DIR / 'db.sqlite3'}")}
_database = DATABASES["default"]
if _database["ENGINE"].endswith("sqlite3"):
    # A writer takes its lock when the transaction begins, so two saves queue up
    # instead of failing with "database is locked".
    _database["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL",
    }
else:
    _database["CONN_MAX_AGE"] = env.int("NEWSROOM_CONN_MAX_AGE", default=60)
    _database["CONN_HEALTH_CHECKS"] = True
    _database["OPTIONS"] = {
        # No query of ours runs long enough to be worth compiling (jit).
        "options": "-c statement_timeout=5s -c lock_timeout=2s -c jit=off",
        # A database that vanished without a word is known to be away within ten seconds.
        "keepalives_idle": 5,
        "keepalives_interval": 2,
        "keepalives_count": 3,
        "tcp_user_timeout": 10_000,
        **_database.get("OPTIONS", {}),
    }
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# People --------------------------------------------------------------------

AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
LOGIN_URL = "admin:login"
LOGIN_REDIRECT_URL = "admin:index"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]

# Whoever publishes, or changes accounts, also needs a code from their phone.
NEWSROOM_REQUIRE_SECOND_STEP = env.bool("NEWSROOM_REQUIRE_SECOND_STEP", default=not NEWSROOM_DEMO)
# A session ends after so long without the desk, and in any case after so many days.
NEWSROOM_SESSION_IDLE_HOURS = env.int("NEWSROOM_SESSION_IDLE_HOURS", default=12)
SESSION_COOKIE_AGE = env.int("NEWSROOM_SESSION_DAYS", default=7) * 24 * 60 * 60

ACCOUNT_ADAPTER = "newsroom.signing_in.adapters.Account"
ACCOUNT_LOGIN_METHODS = {"username", "email"}
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = True
# Tries are counted in the database, by axes: a cache belongs to one process only.
ACCOUNT_RATE_LIMITS = False
MFA_ADAPTER = "newsroom.signing_in.adapters.SecondStep"
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_TOTP_ISSUER = NEWSROOM_NAME
# A phone's clock may be half a minute off.
MFA_TOTP_TOLERANCE = 1

AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_FAILURE_LIMIT = 10
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_RESET_ON_SUCCESS = True
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_USERNAME_CALLABLE = "newsroom.signing_in.locks.name_typed"
AXES_CLIENT_IP_CALLABLE = "newsroom.signing_in.locks.counted_at"
AXES_LOCKOUT_CALLABLE = "newsroom.signing_in.locks.locked_out"
# What axes keeps of a try holds no code.
AXES_SENSITIVE_PARAMETERS = ["username", "ip_address", "code", "csrfmiddlewaretoken"]
# The desk keeps its own log (authors.signins).
AXES_DISABLE_ACCESS_LOG = True
AXES_ENABLE_ADMIN = False
AXES_VERBOSE = False


def _second_read():
    """Whether whoever wrote a story may publish it unread: "off", "warn" or "required"."""
    wanted = env("NEWSROOM_SECOND_READ", default="warn")
    if wanted not in ("off", "warn", "required"):
        raise ImproperlyConfigured(
            f"NEWSROOM_SECOND_READ is {wanted!r}. It must be off, warn or required."
        )
    return wanted


NEWSROOM_SECOND_READ = _second_read()

# Words and time ------------------------------------------------------------

LANGUAGE_CODE = env("NEWSROOM_LANGUAGE", default="en")
FORMAT_MODULE_PATH = "newsroom.formats"
TIME_ZONE = env("NEWSROOM_TIME_ZONE", default="UTC")
USE_I18N = True
# What `make messages` writes: the desk's words, and its scripts', in other languages.
LOCALE_PATHS = [BASE_DIR / "newsroom" / "locale"]
USE_TZ = True


def _usual_times():
    """When the paper usually publishes: one button each on the publish sheet."""
    written = env("NEWSROOM_USUAL_TIMES", default="06:00,12:00,18:00")
    try:
        return [
            datetime.strptime(each.strip(), "%H:%M").time()  # noqa: DTZ007 -- a clock, no moment
            for each in written.split(",")
            if each.strip()
        ]
    except ValueError:
        raise ImproperlyConfigured(
            f"NEWSROOM_USUAL_TIMES is {written!r}; write it like 06:00,12:00,18:00."
        ) from None


NEWSROOM_USUAL_TIMES = _usual_times()

# Kept pages ----------------------------------------------------------------

# Finished pages stand before Django, in each process (newsroom/pagecache/).
NEWSROOM_PAGE_CACHE = env.bool("NEWSROOM_PAGE_CACHE", default=not DEBUG)
NEWSROOM_PAGE_CACHE_MB = env.int("NEWSROOM_PAGE_CACHE_MB", default=64)
# Seconds for which a cache before the site may keep a page without asking.
NEWSROOM_SHARED_CACHE_SECONDS = env.int("NEWSROOM_SHARED_CACHE_SECONDS", default=60)
# Whether pages name what they show (Surrogate-Key and xkey), for caches that are told.
NEWSROOM_SURROGATE_KEYS = env.bool("NEWSROOM_SURROGATE_KEYS", default=False)
# By this name granian itself takes the number of its threads.
NEWSROOM_THREADS = env.int("GRANIAN_BLOCKING_THREADS", default=4)

# Embeds --------------------------------------------------------------------


def _mastodon_hosts():
    """The sites of Mastodon whose posts are shown in a frame; each goes into the policy."""
    hosts = env.list("NEWSROOM_MASTODON_HOSTS", default=["mastodon.social"])
    hosts = [host.strip().lower() for host in hosts if host.strip()]
    wrong = [
        host for host in hosts if not IS_MASTODON_HOST.fullmatch(host) or host == _site.hostname
    ]
    if wrong:
        raise ImproperlyConfigured(
            f"NEWSROOM_MASTODON_HOSTS holds {wrong[0]!r}; "
            "write host names of other sites, like mastodon.social,mstdn.example."
        )
    return hosts


NEWSROOM_MASTODON_HOSTS = _mastodon_hosts()

# Whether the tick asks the providers of videos if these still play. The demo paper's
# videos are invented: asked for, each would be said to be gone.
NEWSROOM_ASKS_PROVIDERS = env.bool("NEWSROOM_ASKS_PROVIDERS", default=not NEWSROOM_DEMO)

# Telling others ------------------------------------------------------------


def _setting_like(name, pattern, like, default=""):
    """A setting that is empty or looks as it must."""
    written = env(name, default=default).strip()
    if written and not re.fullmatch(pattern, written):
        raise ImproperlyConfigured(f"{name} is {written!r}; write it like {like}.")
    return written


# The hub that feed readers are told by, and the search engines that take IndexNow: the
# tick tells them what began or left. Off unless named.
NEWSROOM_WEBSUB_HUB = _setting_like(
    "NEWSROOM_WEBSUB_HUB",
    r"https://[a-z0-9.-]+\.[a-z]+/[\w./~-]*",
    "https://hub.example/",
)
NEWSROOM_INDEXNOW_KEY = _setting_like(
    "NEWSROOM_INDEXNOW_KEY", r"[a-zA-Z0-9-]{8,128}", "8 to 128 letters, digits and hyphens"
)
NEWSROOM_INDEXNOW_HOST = _setting_like(
    "NEWSROOM_INDEXNOW_HOST",
    r"[a-z0-9.-]+\.[a-z]+",
    "api.indexnow.org",
    default="api.indexnow.org",
)


def _chat_webhook():
    """A chat that the tick tells of alarms. Its address is the secret: no error repeats it."""
    address = env("NEWSROOM_CHAT_WEBHOOK", default="").strip()
    if not re.fullmatch(r"(https://[a-z0-9.-]+\.[a-z]+/[\x21-\x7e]*)?", address):
        raise ImproperlyConfigured(
            "NEWSROOM_CHAT_WEBHOOK is an https address without a port, like "
            "https://hooks.chat.example/services/x."
        )
    return address


NEWSROOM_CHAT_WEBHOOK = _chat_webhook()

# Caches before the site ----------------------------------------------------


def _purge_addresses():
    """The caches that the tick tells what changed: of our own (varnish://) and of others."""
    addresses = [each.strip() for each in env.list("NEWSROOM_PURGE_ADDRESSES", default=[])]
    addresses = list(filter(None, addresses))
    like = r"varnish://[a-z0-9.-]+(:[0-9]{1,5})?|https://[a-z0-9.-]+\.[a-z]+/[\w./~-]*"
    wrong = [each for each in addresses if not re.fullmatch(like, each)]
    if wrong:
        raise ImproperlyConfigured(
            f"NEWSROOM_PURGE_ADDRESSES holds {wrong[0]!r}; "
            "write varnish://127.0.0.1:6081 or https://cache.example/purge."
        )
    return addresses


NEWSROOM_PURGE_ADDRESSES = _purge_addresses()
# What proves to an https address that it is us.
NEWSROOM_PURGE_TOKEN = env("NEWSROOM_PURGE_TOKEN", default="").strip()
if not re.fullmatch(r"[\x21-\x7e]*", NEWSROOM_PURGE_TOKEN):
    raise ImproperlyConfigured("NEWSROOM_PURGE_TOKEN is one word of letters, digits and signs.")

# Mail ----------------------------------------------------------------------

# None goes out unless EMAIL_URL names a server: smtp+tls://user:password@host:587
NEWSROOM_SENDS_MAIL = bool(env("EMAIL_URL", default=""))
vars().update(env.email_url_config(env("EMAIL_URL", default="") or "dummymail://"))
# Seconds: a server that does not answer holds up nothing else for long.
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = env("NEWSROOM_MAIL_FROM", default=f"newsroom@{_site.hostname}")

# Files ---------------------------------------------------------------------

STATIC_URL = "/static/"
STATIC_ROOT = Path(env("NEWSROOM_STATIC_ROOT", default=str(BASE_DIR / "staticfiles")))
STATICFILES_DIRS = [BASE_DIR / "static"]
MEDIA_URL = "/media/"
MEDIA_ROOT = Path(env("NEWSROOM_MEDIA_ROOT", default=str(BASE_DIR / "media")))
# Originals are never served: the web sees renditions only.
NEWSROOM_ORIGINALS = Path(env("NEWSROOM_ORIGINALS", default=str(BASE_DIR / "originals")))
# In a bucket that every machine of the paper reaches; credentials as boto3 finds them.
NEWSROOM_ORIGINALS_BUCKET = env("NEWSROOM_ORIGINALS_BUCKET", default="")
_originals = {"BACKEND": "articles.originals.Originals"}
if NEWSROOM_ORIGINALS_BUCKET:
    _originals = {
        "BACKEND": "articles.originals_s3.OriginalsInBucket",
        "OPTIONS": {
            "bucket_name": NEWSROOM_ORIGINALS_BUCKET,
            "endpoint_url": env("NEWSROOM_S3_ENDPOINT", default="") or None,
            "region_name": env("NEWSROOM_S3_REGION", default="") or None,
            "default_acl": None,
            "file_overwrite": False,
        },
    }
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "originals": _originals,
    "staticfiles": {"BACKEND": "newsroom.staticfiles.FencedStaticFiles"},
}
# A page whose stylesheet is missing from a half-written manifest is better than a 500.
WHITENOISE_MANIFEST_STRICT = False

# Limits --------------------------------------------------------------------

# A story with 60 blocks and 120 citations sends about 1,500 fields of form.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000
DATA_UPLOAD_MAX_MEMORY_SIZE = 8 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 4 * 1024 * 1024

# Security ------------------------------------------------------------------

_https = _site.scheme == "https"
SECURE_SSL_REDIRECT = _https
# What asks whether the process is well asks it directly, not through the proxy.
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SECURE_HSTS_SECONDS = 31536000 if _https else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = _https
SECURE_HSTS_PRELOAD = _https
SESSION_COOKIE_SECURE = _https
CSRF_COOKIE_SECURE = _https
NEWSROOM_BEHIND_PROXY = env.bool("NEWSROOM_BEHIND_PROXY", default=False)
if NEWSROOM_BEHIND_PROXY:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
X_FRAME_OPTIONS = "DENY"
# YouTube answers error 153 to a player that gets no referrer at all.
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
CSRF_FAILURE_VIEW = "newsroom.errors.csrf_failure"

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "frame-src": [
            SELF,
            *FRAME_HOSTS,
            *(f"https://{host}" for host in NEWSROOM_MASTODON_HOSTS),
        ],
        "media-src": [SELF],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "upgrade-insecure-requests": _https,
    }
}
# CKEditor 4 runs on inline handlers: allowed on its two screens and nowhere else.
EDITOR_CONTENT_SECURITY_POLICY = {
    "default-src": [SELF],
    "script-src": [SELF, UNSAFE_INLINE],
    "style-src": [SELF, UNSAFE_INLINE],
    "img-src": [SELF, "data:"],
    "connect-src": [SELF],
    "frame-src": [SELF],
    "object-src": [NONE],
    "base-uri": [NONE],
    "form-action": [SELF],
    "frame-ancestors": [SELF],
}

# CKEditor 4.22.1 is out of support; docs/security.md says how it is fenced in and
# tests/articles/admin/test_editor_fence.py holds it there.
SILENCED_SYSTEM_CHECKS = ["ckeditor.W001"]

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "filters": {"without secrets": {"()": "newsroom.logs.WithoutSecrets"}},
    "handlers": {
        "console": {
            "class": "logging.StreamHandler",
            "formatter": "line",
            "filters": ["without secrets"],
        }
    },
    "root": {"handlers": ["console"], "level": "WARNING"},
}
