"""The mails of notices, in text and HTML, with the headers by which one unsubscribes."""

from collections.abc import Mapping
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse

from usine.pages.links import whole
from usine.values.formats import format_counted

from .kinds import Excerpt, kind_of
from .models import Letter, Notice
from .queries import excerpts_of, notices_of
from .unsubscribing import address


def send(letter: Letter) -> None:
    """Send what the letter tells and its reader may still see; nothing when that is nothing.

    Raises OSError when it cannot be sent: the job tries again, and the same message leaves.
    """
    notices = list(notices_of(letter.person).unread().filter(letter=letter))
    if notices:
        _message(letter, notices).send()


def _message(letter: Letter, notices: list[Notice]) -> EmailMultiAlternatives:
    excerpts = excerpts_of(notices, letter.person)
    unsubscribe = address(letter.person_id, "" if letter.digest_on else notices[0].kind)
    context = {
        "site_name": settings.SITE_NAME,
        "letter": letter,
        "lines": [
            (
                each,
                excerpts.get(each.pk),
                whole(reverse("notices:open", args=[each.pk])),
                kind_of(each.kind).shortcut(each),
            )
            for each in notices
        ],
        "what": "ces résumés" if letter.digest_on else kind_of(notices[0].kind).label,
        "unsubscribe": unsubscribe,
        "preferences": whole(reverse("notices:preferences")),
    }
    message = EmailMultiAlternatives(
        _title(letter, notices, excerpts),
        render_to_string("notices/emails/letter.txt", context),
        to=[letter.person.email],
        headers=_headers(letter, unsubscribe),
    )
    message.attach_alternative(render_to_string("notices/emails/letter.html", context), "text/html")
    return message


def _title(letter: Letter, notices: list[Notice], excerpts: Mapping[int, Excerpt]) -> str:
    """On one line, whatever a title holds."""
    if letter.digest_on:
        told = format_counted(len(notices), "nouvelle", "nouvelles")
        return f"{settings.SITE_NAME}\u00a0: {told}"
    [notice] = notices
    excerpt = excerpts.get(notice.pk)
    about = (
        f"{excerpt.label}, {notice.subject}" if excerpt and excerpt.label else str(notice.subject)
    )
    return " ".join(f"{notice}\u00a0: {about}".splitlines())


def _headers(letter: Letter, unsubscribe: str) -> dict[str, str]:
    """Sent again, a letter is the same message: mail programs then show it once."""
    host = urlsplit(settings.SITE_URL).hostname
    return {
        "Message-ID": f"<letter-{letter.pk}-{letter.made_at:%Y%m%d%H%M%S}@{host}>",
        "List-Unsubscribe": f"<{unsubscribe}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        "Auto-Submitted": "auto-generated",
    }
