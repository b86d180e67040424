"""Who opens the pages that mix rooms."""

from tests.routes import Route, everyone, here, signed_in

ROUTES = [
    Route("portal:home", get=everyone()),
    Route("portal:landing", get=signed_in(302)),
    Route("portal:search", get=everyone(), query="?lieu=ici"),
    Route("portal:suggestions", get=everyone(), query="?lieu=ici"),
    Route("portal:territories", get=everyone()),
    Route("portal:territories_csv", get=everyone()),
    Route("portal:territory", get=everyone(), at=here("territory")),
    Route("portal:site_map", get=everyone()),
    Route("portal:accessibility", get=everyone()),
    Route("portal:legal", get=everyone()),
    Route("portal:healthz", get=everyone()),
    Route("portal:robots", get=everyone()),
    Route("portal:favicon", get=everyone(301)),
]
