"""One file of settings, driven by the environment; every variable has a safe default.

The list of variables, for those who operate the platform: docs/operations.md.
"""

import os
import secrets
from pathlib import Path

import dj_database_url
from csp.constants import NONE, SELF

import usine

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = Path(os.environ.get("VAR_DIR", BASE_DIR / "var"))
VAR_DIR.mkdir(parents=True, exist_ok=True)


def flag(name: str, default: bool = False) -> bool:
    return os.environ.get(name, str(int(default))).lower() in {"1", "true", "yes", "oui"}


def kept_secret() -> str:
    """A secret key that survives restarts without being written in the project."""
    path = VAR_DIR / "secret_key"
    if not path.exists():
        # Written apart, then put in place: whoever starts meanwhile never reads half of it.
        made = path.with_name(f"{path.name}.{os.getpid()}")
        made.touch(mode=0o600)
        made.write_text(secrets.token_urlsafe(50))
        made.replace(path)
    return path.read_text()


VERSION = usine.__version__
DEBUG = flag("DEBUG")
SECRET_KEY = os.environ.get("SECRET_KEY") or kept_secret()
ALLOWED_HOSTS = os.environ.get("ALLOWED_HOSTS", "localhost,127.0.0.1,[::1]").split(",")
CSRF_TRUSTED_ORIGINS = [o for o in os.environ.get("CSRF_TRUSTED_ORIGINS", "").split(",") if o]

# The State's brand block belongs to the State's own sites: off unless asked for.
STATE_BRAND = flag("STATE_BRAND")
SITE_NAME = os.environ.get("SITE_NAME", "Usine à projets")
# Where the site is: what is written in mail, by jobs that no request brings.
SITE_URL = os.environ.get("SITE_URL", f"http://localhost:{os.environ.get('PORT', '8000')}")

# What the legal notice says; what is not given is shown as still to be filled in.
PUBLISHER_NAME = os.environ.get("PUBLISHER_NAME", "")
PUBLISHER_ADDRESS = os.environ.get("PUBLISHER_ADDRESS", "")
PUBLICATION_DIRECTOR = os.environ.get("PUBLICATION_DIRECTOR", "")
HOSTING_NAME = os.environ.get("HOSTING_NAME", "")
HOSTING_ADDRESS = os.environ.get("HOSTING_ADDRESS", "")
CONTACT_EMAIL = os.environ.get("CONTACT_EMAIL", "")

# Where the official list of territories is published: a CSV, or the description of the dataset
# that holds it. Empty: not looked for.
TERRITORIES_URL = os.environ.get(
    "TERRITORIES_URL",
    "https://www.data.gouv.fr/api/1/datasets/programme-territoires-dindustrie/",
)

INSTALLED_APPS = [
    "usine.demo",
    "usine.portal",
    "usine.figures",
    "usine.imports",
    "usine.calls",
    "usine.plans",
    "usine.asks",
    "usine.exchanges",
    "usine.files",
    "usine.notices",
    "usine.people",
    "usine.territories",
    "usine.geography",
    "usine.ledger",
    "usine.subjects",
    "usine.jobs",
    "usine.pages",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "axes",
    "csp",
    "django_htmx",
    "django_tasks",
    "django_tasks_db",
    "widget_tweaks",
    "dsfr",
    "django.forms",
]

MIDDLEWARE = [
    "usine.pages.logs.RequestLogMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "usine.pages.bodies.BodylessMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "usine.people.middleware.SignInFirst",
    "django.contrib.messages.middleware.MessageMiddleware",
    "usine.pages.posting.OneActMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "axes.middleware.AxesMiddleware",
    "usine.portal.errors.NotFoundMiddleware",
    "usine.portal.errors.PostOnlyMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "usine.portal.context.site",
            ],
        },
    },
]
FORM_RENDERER = "usine.pages.forms.Renderer"
CSRF_FAILURE_VIEW = "usine.portal.errors.csrf_failure"

DATABASES = {
    "default": dj_database_url.config(
        default=f"sqlite:///{VAR_DIR / 'usine.sqlite3'}", conn_max_age=60, conn_health_checks=True
    )
}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATABASES["default"]["OPTIONS"] = {
        # A write takes its lock at BEGIN: two writers wait for each other instead of failing.
        "transaction_mode": "IMMEDIATE",
        "timeout": 30,
        "init_command": (
            "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON;"
            "PRAGMA cache_size=-64000; PRAGMA mmap_size=268435456; PRAGMA temp_store=MEMORY;"
        ),
    }
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "TIMEOUT": 3600},
}

AUTH_USER_MODEL = "people.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "usine.people.backends.Backend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "people:sign_in"
LOGIN_REDIRECT_URL = "portal:landing"
LOGOUT_REDIRECT_URL = "portal:home"

LANGUAGE_CODE = "fr"
TIME_ZONE = "Europe/Paris"
USE_I18N = True
USE_TZ = True
# "1 234,5" with a narrow no-break space, as French typography asks.
USE_THOUSAND_SEPARATOR = True

STATIC_URL = "static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_FINDERS = ["usine.pages.assets.ComposedFinder", "usine.pages.assets.RoomsFinder"]
MEDIA_ROOT = VAR_DIR / "files"
WHITENOISE_USE_FINDERS = DEBUG
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": (
            "django.contrib.staticfiles.storage.StaticFilesStorage"
            if DEBUG
            else "usine.pages.storage.HashedFiles"
        )
    },
}
WHITENOISE_KEEP_ONLY_HASHED_FILES = True
WHITENOISE_SKIP_COMPRESS_EXTENSIONS = ["svg", "woff", "woff2", "png", "jpg", "gz", "br"]

TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

DSFR_USE_INTEGRITY_CHECKSUMS = False

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
# From the last day on which the session served.
SESSION_COOKIE_AGE = 60 * 60 * 24 * 7
BEHIND_TLS = flag("BEHIND_TLS")
if BEHIND_TLS:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_SSL_REDIRECT = True
    SECURE_HSTS_SECONDS = 31_536_000
    SESSION_COOKIE_SECURE = True
    CSRF_COOKIE_SECURE = True

# A file of action plan: larger ones are refused before they are read.
PLAN_FILE_MAX_BYTES = 5 * 1024 * 1024
# A document, and all those of one subject.
DOCUMENT_MAX_BYTES = 10 * 1024 * 1024
SUBJECT_DOCUMENTS_MAX_BYTES = 100 * 1024 * 1024
# HOST:PORT of ClamAV, which then sees every document. Empty: no antivirus.
CLAMAV_ADDRESS = os.environ.get("CLAMAV_ADDRESS", "")
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"json": {"()": "usine.pages.logs.JsonFormatter"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "json"}},
    "root": {"handlers": ["console"], "level": os.environ.get("LOG_LEVEL", "WARNING")},
    "loggers": {
        "usine": {"level": os.environ.get("LOG_LEVEL", "INFO")},
        # Its lines say again what our own line a request says.
        "django.request": {"level": "ERROR"},
        "axes": {"level": "WARNING"},
        # Each job that begins and ends.
        "django_tasks": {"level": os.environ.get("LOG_LEVEL", "INFO")},
    },
}

# Without a server, mail is printed; a demonstration keeps it where one opens it.
EMAIL_BACKEND = os.environ.get(
    "EMAIL_BACKEND",
    f"django.core.mail.backends.{'filebased' if DEBUG else 'console'}.EmailBackend",
)
EMAIL_FILE_PATH = VAR_DIR / "mails"
EMAIL_HOST = os.environ.get("EMAIL_HOST", "localhost")
EMAIL_PORT = int(os.environ.get("EMAIL_PORT", "25"))
EMAIL_HOST_USER = os.environ.get("EMAIL_HOST_USER", "")
EMAIL_HOST_PASSWORD = os.environ.get("EMAIL_HOST_PASSWORD", "")
EMAIL_USE_TLS = flag("EMAIL_USE_TLS")
EMAIL_TIMEOUT = 10  # seconds
DEFAULT_FROM_EMAIL = os.environ.get("DEFAULT_FROM_EMAIL", "ne-pas-repondre@localhost")

# The name of the field of the sign-in form; axes expects that of the model otherwise.
AXES_USERNAME_FORM_FIELD = "username"
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 0.25  # hours
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_LOCKOUT_CALLABLE = "usine.people.views.session.locked_out"
AXES_HANDLER = "axes.handlers.database.AxesDatabaseHandler"
AXES_VERBOSE = False
AXES_CLIENT_IP_CALLABLE = "usine.people.requests.client_address"
