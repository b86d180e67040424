"""What a number format shows beside the number: a unit of money, a percentage, a precision."""

import re

BUILT_IN = {"9": "percent", "10": "percent", "17": "month"}  # 0 %, 0.00 %, mmm-yy

_LITERAL = re.compile(r'"([^"]*)"|\\(.)|\[\$([^\]-]*)[^\]]*\]')
_ASIDE = re.compile(r"\[[^\]]*\]|[_*].")
_SCALED = re.compile(r"[0#?],+(?![0#?,])")
_MONEY = re.compile(r"([km])\s*(?:€|eur)", re.IGNORECASE)


def mark_of(code: str) -> str | None:
    """The mark of a format code as Excel writes it, such as `mmm-yy` or `# ##0 "k€"`.

    A code that itself divides by a thousand (`0.0,, "M€"`) shows the true amount: no mark.
    """
    positive = code.split(";")[0]
    money = _MONEY.search(_LITERAL.sub(r"\1\2\3", positive))
    bare = _ASIDE.sub("", _LITERAL.sub("", positive)).lower()
    if money:
        unit = "k€" if money[1].lower() == "k" else "M€"
        return None if _SCALED.search(bare) else unit
    if "%" in bare:
        return "percent"
    letters = set(re.sub(r"[^a-z]", "", bare))
    if letters == {"m", "y"}:
        return "month"
    return "year" if letters == {"y"} else None
