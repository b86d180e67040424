"""Who may sign in."""

from django.conf import settings
from django.contrib.auth.backends import ModelBackend

# A domain that RFC 2606 reserves: no mail reaches it, and only demonstrations use it.
DEMONSTRATION_DOMAIN = ".example"


class Backend(ModelBackend):
    """Django's own backend, closed to the public logins of demonstrations where DEBUG is off.

    Django asks it at each request, so that it also ends their open sessions.
    """

    def user_can_authenticate(self, user) -> bool:
        is_demonstration = user is not None and user.email.endswith(DEMONSTRATION_DOMAIN)
        return super().user_can_authenticate(user) and (settings.DEBUG or not is_demonstration)
