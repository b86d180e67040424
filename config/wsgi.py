"""The entry point of web servers."""

import os

from django.core.wsgi import get_wsgi_application

from usine.pages import charts

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
application = get_wsgi_application()
charts.warm()
