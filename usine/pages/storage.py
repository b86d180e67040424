"""The static files as they are served: compressed, under names that change with what they hold."""

from whitenoise.storage import CompressedManifestStaticFilesStorage as Compressed

_IMPORT = r"""(?P<matched>from "(?P<url>\./[\w-]+\.js)";)"""


class HashedFiles(Compressed):
    """Names the modules that a module of ours imports as it does those that a page names.

    Django can do that of every module, but one of `django_htmx` names in a comment what it lacks.
    """

    patterns = (*Compressed.patterns, ("plans/*.js", ((_IMPORT, 'from "%(url)s";'),)))
