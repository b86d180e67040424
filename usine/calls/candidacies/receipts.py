"""The receipt of what was sent: when, to the second, what, and the digest that proves it."""

from dataclasses import dataclass

from usine.pages.papers import (
    Paper,
    PaperCell,
    PaperColumn,
    PaperSection,
    PaperTable,
    Prose,
)
from usine.values.formats import format_cents
from usine.values.siren import grouped

from ..format import canonical
from ..hours import told
from ..models import Candidacy, Origin, Submission


@dataclass(frozen=True)
class Receipt:
    candidacy: Candidacy
    sent: Submission

    @property
    def moment(self) -> str:
        """In Paris, and as clocks show it where the candidacy is."""
        return told(self.sent.at, self.candidacy.region)

    @property
    def title(self) -> str:
        """That of the project, as it was sent."""
        answers = canonical.read(self.sent.content.encode())["answers"]
        return answers.get(self.sent.version.file.reads.title) or self.candidacy.title

    @property
    def facts(self) -> list[tuple[str, str]]:
        candidacy, sent = self.candidacy, self.sent
        body = candidacy.body
        number = grouped(candidacy.siret or body.siren)
        facts = [
            ("Candidature", candidacy.reference),
            ("Appel", candidacy.call.title),
            ("Version de l’appel", f"{sent.version.number} ({sent.version.label})"),
            ("Projet", self.title),
            ("Qui demande", f"{body.name}, {number}"),
            ("Enregistrée le", self.moment),
        ]
        if candidacy.origin == Origin.MAIL and candidacy.received_at:
            received = told(candidacy.received_at, candidacy.region)
            facts.insert(-1, ("Reçue par courriel le", received))
        if sent.rank > 1:
            facts.append(("Dépôt", f"{sent.rank}e, après correction"))
        if sent.asked is not None:
            facts.append(("Montant demandé", format_cents(sent.asked)))
        return facts


def paper_of(receipt: Receipt) -> Paper:
    """The receipt as it is printed."""
    rows = [[PaperCell(label), PaperCell(text)] for label, text in receipt.facts]
    table = PaperTable(
        "Ce qui a été reçu", [PaperColumn("Élément"), PaperColumn("Valeur", 2)], rows, ""
    )
    proof = Prose(
        f"{receipt.sent.digest}\nC’est le SHA-256 du fichier des réponses et de la liste des "
        "pièces, tel qu’il a été reçu. Le fichier se télécharge sur la page du reçu."
    )
    return Paper(
        title=f"Reçu de la candidature {receipt.candidacy.reference}",
        author=str(receipt.candidacy.call.scheme),
        lines=[receipt.candidacy.call.title],
        foot=f"Candidature {receipt.candidacy.reference}, {receipt.moment}",
        sections=[PaperSection("Dépôt", [table]), PaperSection("Empreinte", [proof])],
    )
