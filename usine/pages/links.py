"""What pages and messages are given: addresses of the site, links of its menus."""

from dataclasses import dataclass

from django.conf import settings


def whole(path: str) -> str:
    """The whole address of a path of the site, for what is read elsewhere: "https://…/comptes/"."""
    return settings.SITE_URL.rstrip("/") + path


@dataclass(frozen=True)
class Link:
    """An entry of a menu; `current` is what `aria-current` says of it: "page", "true" or ""."""

    label: str
    url: str
    icon: str = ""
    current: str = ""

    def seen_from(self, path: str) -> "Link":
        """The same entry, marked when the page at `path` is the one it leads to, or is under it."""
        if path == self.url:
            current = "page"
        elif self.url != "/" and path.startswith(self.url):
            current = "true"
        else:
            current = ""
        return Link(self.label, self.url, self.icon, current)
