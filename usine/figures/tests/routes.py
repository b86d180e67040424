"""Who opens the bilans: everyone."""

from tests.routes import Route, everyone, file_of, here

ROUTES = [
    Route("figures:bilan", get=everyone()),
    Route("figures:bilan_export", get=everyone(), at=lambda world: ["csv"]),
    Route("figures:region", get=everyone(), at=here("region")),
    Route("figures:region_page", get=everyone(301), at=here("region")),
    Route("figures:region_export", get=everyone(), at=file_of("region")),
    Route("figures:territory", get=everyone(), at=here("territory")),
    Route("figures:territory_export", get=everyone(), at=file_of("territory")),
    Route("figures:ledger", get=everyone()),
    Route("figures:evidence", get=everyone(), query="?mesure=actions"),
    Route("figures:evidence_export", get=everyone(), query="?mesure=actions"),
]
