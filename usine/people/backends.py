"""Who may be signed in at all."""

from django.conf import settings
from django.contrib.auth.backends import ModelBackend

# Reserved by RFC 2606: no mail reaches it, only demonstrations use it.
DEMONSTRATION_DOMAIN = ".example"


class Backend(ModelBackend):
    """Django's own, closed to demonstration accounts where DEBUG is off: their password is shown.

    Asked at each request, it also ends the sessions that were open.
    """

    def user_can_authenticate(self, user) -> bool:
        is_demonstration = user is not None and user.email.endswith(DEMONSTRATION_DOMAIN)
        return super().user_can_authenticate(user) and (settings.DEBUG or not is_demonstration)
