"""Who opens the bilans: everyone."""

from tests.routes import Route, everyone, file_of, here

ACTIONS = "?mesure=actions"
ROUTES = [
    Route("figures:nation", get=everyone()),
    Route("figures:nation_export", get=everyone(), at=lambda world: ["csv"]),
    Route("figures:nation_evidence", get=everyone(), query=ACTIONS),
    Route("figures:nation_evidence_export", get=everyone(), query=ACTIONS),
    *(
        route
        for kind in ("region", "territory")
        for route in (
            Route(f"figures:{kind}", get=everyone(), at=here(kind)),
            Route(f"figures:{kind}_export", get=everyone(), at=file_of(kind)),
            Route(f"figures:{kind}_evidence", get=everyone(), at=here(kind), query=ACTIONS),
            Route(f"figures:{kind}_evidence_export", get=everyone(), at=here(kind), query=ACTIONS),
            Route(f"figures:old_{kind}", get=everyone(301), at=here(kind)),
            Route(f"figures:old_{kind}_export", get=everyone(301), at=file_of(kind)),
        )
    ),
    Route("figures:region_page", get=everyone(301), at=here("region")),
    Route("figures:ledger", get=everyone()),
]
