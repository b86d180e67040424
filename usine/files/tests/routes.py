"""Who opens and changes the documents of an action."""

from django.core.files.uploadedfile import SimpleUploadedFile

from tests.routes import Route, here, only, these
from tests.world import EDITORS, READERS, World
from usine.files.models import Document

from .factories import PDF


def a_file(world: World) -> dict:
    return {"documents": SimpleUploadedFile("Convention.pdf", PDF)}


def conventions(world: World):
    return Document.objects.filter(subject=world.here.action.subject, name="Convention.pdf")


FORBIDDEN = only(EDITORS, 302, others=404) | these(READERS - EDITORS, 403)
ROUTES = [
    Route("files:document", get=only(READERS, others=404), at=here("document")),
    Route(
        "files:document",
        note="restricted",
        get=only(READERS, others=404),
        at=here("restricted_document"),
    ),
    Route(
        "files:document",
        note="withdrawn",
        get=only(frozenset(), others=404),
        at=here("withdrawn_document"),
    ),
    Route(
        "files:attach",
        get=only(EDITORS),
        post=only(EDITORS, 302),
        at=lambda world: [world.here.action.subject],
        data=a_file,
        once=conventions,
    ),
    Route(
        "files:attach",
        note="restricted",
        get=only(EDITORS, others=404) | these(READERS - EDITORS, 403),
        post=FORBIDDEN,
        at=lambda world: [world.here.restricted.subject],
        data=a_file,
    ),
    Route("files:withdraw", post=FORBIDDEN, at=here("document")),
    Route("files:put_back", post=FORBIDDEN, at=here("withdrawn_document")),
]
