"""The addresses of the site, for pages and messages, and the links of its menus."""

from dataclasses import dataclass, replace

from django.conf import settings


def whole(path: str) -> str:
    """The whole address of a path of the site, for messages: "https://…/comptes/"."""
    return settings.SITE_URL.rstrip("/") + path


@dataclass(frozen=True)
class Link:
    """A link of a menu; `current` is the value of its `aria-current`: "page", "true" or "". A
    `count` stays in sight when the menu is closed."""

    label: str
    url: str
    icon: str = ""
    current: str = ""
    count: int = 0

    def seen_from(self, path: str) -> "Link":
        """The same link, marked when it leads to the page at `path` or to one above it."""
        if path == self.url:
            current = "page"
        elif self.url != "/" and path.startswith(self.url):
            current = "true"
        else:
            current = ""
        return replace(self, current=current)
