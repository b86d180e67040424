"""The many ways of writing that there is nothing to write."""

from functools import lru_cache

from usine.values.text import fold

_PHRASES = """
nc, n c, nd, n d, nr, n r, na, n a, so, s o, ac, ad, tbd, neant, aucun, aucune, rien, vide,
inconnu, inconnue, indefini, indetermine, pas connu, non connu, non connue, non communique,
non communiquee, non defini, non definie, non determine, non determinee, non renseigne,
non renseignee, non precise, non precisee, non chiffre, non chiffree, non applicable,
non concerne, non disponible, non estime, non estimee, non evalue, non evaluee, a definir,
a determiner, a preciser, a completer, a renseigner, a chiffrer, a estimer, a evaluer,
a confirmer, a fixer, a calculer, a voir, a venir, a consolider, a affiner, reste a definir,
reste a chiffrer, en cours de chiffrage, en cours d estimation, en cours de definition,
en cours d evaluation, chiffrage en cours, estimation en cours, sans objet, sans cout,
sans budget, pas de budget, pas d information, a definir ulterieurement
"""

_NOTHING = {" ".join(phrase.split()) for phrase in _PHRASES.split(",")}


LONGEST = 60


def says_nothing(text: str) -> bool:
    """True for a blank cell, for `-` or `?`, and for NC, à définir, sans objet…"""
    return len(text) <= LONGEST and _says_nothing(text)


@lru_cache(maxsize=20_000)
def _says_nothing(text: str) -> bool:
    folded = fold(text)
    return not folded or folded in _NOTHING
