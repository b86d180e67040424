"""What must hold of a note, and why it does not: plain Python, no database."""

# The most characters of a note: about ten pages.
LONGEST = 20_000


def note_refusal(text: str) -> str | None:
    """Why this may not be a note; None when it may."""
    if not text.strip():
        return "Écrivez quelque chose."
    if len(text) > LONGEST:
        return "Cette note est trop longue\u00a0: joignez plutôt un document."
    return None
