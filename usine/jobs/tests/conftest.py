import pytest
from django_tasks_db.management.commands import db_worker

from usine.jobs import worker


@pytest.fixture
def database_queue(settings, monkeypatch):
    """Jobs go to the queue of the database, as in production, and wait there for a worker.

    Who works within the transaction of a test leaves its connection open.
    """
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    for module in (db_worker, worker):
        monkeypatch.setattr(module, "close_old_connections", lambda: None)
