from django.apps import AppConfig


class PlansConfig(AppConfig):
    name = "usine.plans"

    def ready(self) -> None:
        from usine.asks import kinds as ask_kinds
        from usine.exchanges import kinds
        from usine.files import kinds as filed_kinds
        from usine.ledger import erasers, history
        from usine.ledger.measures import declare
        from usine.ledger.sources import register
        from usine.notices import kinds as notice_kinds
        from usine.people import forgetting, leaving, naming
        from usine.subjects import sources
        from usine.territories import sectors

        from . import (
            handing,
            kept_views,
            measures,
            notes,
            proof,
            queries,
            standing,
            subjects,
            tasks,
            unblocking,
            words,
        )
        from .campaigns import kinds as campaign_kinds
        from .campaigns import words as campaign_words
        from .committees import decisions
        from .committees import history as committee_history
        from .committees import kinds as committee_kinds
        from .committees import subjects as committee_subjects
        from .committees import telling as committee_telling
        from .committees import words as committee_words
        from .history import PRESENTERS

        for measure in measures.MEASURES:
            declare(measure)
        for kind in ("action", "territory"):
            erasers.register(kind, erasers.without(*words.FREE))
        for kind in ("committee", "decision"):
            erasers.register(kind, erasers.without(*committee_words.FREE))
        forgetting.register(words.forget)
        forgetting.register(committee_words.forget)
        forgetting.register(campaign_words.forget)
        forgetting.register_naming(committee_words.payloads_naming, committee_words.MEMBERS)
        forgetting.register_naming(words.payloads_naming, "referent")
        naming.register(tasks.soon)
        leaving.hands_over(handing.HANDED)
        leaving.hands_over(kept_views.KEPT)
        history.register(PRESENTERS)
        history.register(committee_history.PRESENTERS)
        register("action", measures.timelines)
        proof.register_columns()
        sources.register("action", subjects.listings)
        sources.register("committee", committee_subjects.listings)
        sources.register("decision", decisions.listings)
        kinds.register("action", notes.NOTED)
        kinds.register("committee", committee_kinds.NOTED)
        filed_kinds.register("action", notes.FILED)
        filed_kinds.register("committee", committee_kinds.FILED)
        for notice_kind in (
            notes.NOTED_MINE,
            handing.HANDED_TO_ME,
            *committee_telling.KINDS,
        ):
            notice_kinds.register(notice_kind)
        ask_kinds.register(standing.STANDING)
        ask_kinds.register(unblocking.UNBLOCK)
        ask_kinds.register(unblocking.TOLD_LIFTED)
        ask_kinds.register(campaign_kinds.UPDATE)
        ask_kinds.register(decisions.DECISION)
        sectors.register(queries.bearing_sectors)
