"""What holds of decisions, and why it does not; plain values only."""

from collections.abc import Collection

from usine.values.formats import format_counted

from ..states import DecisionOutcome

# The benefits that are money, whose amount is decided; engineering may be given in kind.
_PAID = frozenset({"grant", "repayable_advance"})
MONEY = _PAID | {"engineering"}
MANY = 500
MOTIVE_MAX = 2_000


def proposal_refusal(
    *,
    outcome: str,
    awarded: int,
    advance: int,
    investment: int | None,
    motive: str,
    benefits: Collection[str],
) -> str | None:
    """Why a decision may not be proposed in a call that gives these benefits; amounts in cents."""
    if len(motive) > MOTIVE_MAX:
        return f"Ce motif dépasse {MOTIVE_MAX} caractères."
    if outcome == DecisionOutcome.REFUSED:
        return _refused_refusal(awarded or advance or investment, motive)
    return _awarded_refusal(awarded, advance, frozenset(benefits))


def _refused_refusal(amount: int | None, motive: str) -> str | None:
    if amount:
        return "Un dossier non retenu ne reçoit aucun montant."
    if not motive.strip():
        return "Donnez le motif pour lequel ce dossier n’est pas retenu."
    return None


def _awarded_refusal(awarded: int, advance: int, benefits: frozenset[str]) -> str | None:
    if awarded and not benefits & MONEY:
        return "Cet appel n’attribue pas d’argent."
    if awarded <= 0 and benefits & _PAID:
        return "Donnez le montant attribué."
    if advance and "repayable_advance" not in benefits:
        return "Cet appel n’attribue pas d’avance remboursable."
    if not 0 <= advance <= awarded:
        return "L’avance remboursable est une part du montant attribué."
    return None


def second_person_refusal(proposed_by: int | None, approver: int | None) -> str | None:
    """Who proposes does not approve; None is the system."""
    if approver is not None and proposed_by == approver:
        return "Vous avez proposé cette décision\u00a0: une autre personne l’approuve."
    return None


def approval_refusal(*, is_last: bool) -> str | None:
    return None if is_last else "Cette proposition n’est plus celle du dossier\u00a0: relisez-le."


def words_refusal(words: str) -> str | None:
    if not words.strip():
        return "Dites pourquoi la proposition revient à l’instruction."
    return f"Ce motif dépasse {MOTIVE_MAX} caractères." if len(words) > MOTIVE_MAX else None


def many_refusal(count: int) -> str | None:
    if not count:
        return "Cochez au moins une décision."
    if count > MANY:
        return f"{format_counted(count, 'décision', 'décisions')}\u00a0: {MANY} au plus à la fois."
    return None


def calls_refusal(calls: Collection[str]) -> str | None:
    return "Publiez les décisions d’un seul appel à la fois." if len(set(calls)) > 1 else None
