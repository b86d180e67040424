from django.apps import AppConfig


class CallsConfig(AppConfig):
    name = "usine.calls"

    def ready(self) -> None:
        from usine.asks import kinds as ask_kinds
        from usine.files import kinds as filed_kinds
        from usine.ledger import erasers, history
        from usine.ledger.measures import declare
        from usine.ledger.sources import register
        from usine.plans import panels
        from usine.subjects import sources

        from . import proof, subjects
        from .candidacies import history as candidacy_history
        from .candidacies import measures
        from .candidacies import proof as candidacy_proof
        from .candidacies import subjects as candidacy_subjects
        from .candidacies.corrections import check_filed, hold_to_file
        from .decisions import gates as decision_gates
        from .decisions import proof as decision_proof
        from .history import PRESENTERS
        from .instruction import gates
        from .instruction.asking import OPINION_KINDS
        from .instruction.returning import CORRECTION
        from .panel import PANEL

        for measure in measures.MEASURES:
            declare(measure)
        # Their payloads hold no words: facts stay.
        erasers.register("candidacy", erasers.without())
        erasers.register("submission", erasers.without())
        erasers.register("candidacy_decision", erasers.without())
        filed_kinds.register("candidacy", filed_kinds.FiledKind(hold_to_file, check_filed))
        history.register(PRESENTERS)
        history.register(candidacy_history.PRESENTERS)
        register("candidacy", measures.timelines)
        candidacy_proof.register_columns()
        decision_proof.register_columns()
        decision_gates.register_gates()
        proof.register_columns()
        panels.register(PANEL)
        for kind in (CORRECTION, *OPINION_KINDS.values()):
            ask_kinds.register(kind)
        sources.register("call", subjects.listings)
        sources.register("candidacy", candidacy_subjects.listings)
        sources.register("summary", candidacy_subjects.summaries)
        gates.register_gates()
