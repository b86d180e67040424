"""The settings of the tests: those of the platform, with nothing kept, sent or slowed down."""

import atexit
import os
import tempfile

_var = tempfile.TemporaryDirectory(prefix="usine-tests-")
atexit.register(_var.cleanup)
os.environ["VAR_DIR"] = _var.name
os.environ["SECRET_KEY"] = "of the tests only"
os.environ["SITE_URL"] = "http://testserver"
for name in ("DEBUG", "BEHIND_TLS", "ALLOWED_HOSTS", "STATE_BRAND", "SITE_NAME", "LOG_LEVEL"):
    os.environ.pop(name, None)

from config.settings import *  # noqa: E402, F403
from config.settings import DATABASES, STORAGES, TEMPLATES  # noqa: E402

from .undefined import UNDEFINED  # noqa: E402

if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    # In a file as in production: threads then have connections of their own.
    DATABASES["default"]["NAME"] = f"{_var.name}/usine.sqlite3"
    DATABASES["default"]["TEST"] = {"NAME": f"{_var.name}/test.sqlite3"}

TEMPLATES[0]["OPTIONS"]["string_if_invalid"] = UNDEFINED  # type: ignore[index]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}

# Static files as they are in the rooms: nothing to collect, no hash in their names.
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True

# A guessed password is slowed down where it is tested only.
AXES_ENABLED = False

# Nothing is asked of the outside.
TERRITORIES_URL = ""
CLAMAV_ADDRESS = ""
