"""The sources of territories: a folder, else the official address, else a demonstration."""

import http.client
import threading
import time
import urllib.error
import urllib.request
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings

from usine.geography.operations import load_outlines
from usine.territories import demonstration
from usine.territories.dataset import newest_csv
from usine.territories.models import Territory
from usine.territories.operations import ListLoad, Progress, load_territories
from usine.territories.reading import ListedTerritory, read, read_csv
from usine.values.errors import Refused

# The files of the reference folder, by period.
REFERENCE_FILES = {
    "T2": "territoires-industrie-temps2.geojson",
    "T1": "territoires-industrie-temps1.geojson",
}
# The period of the list at the official address, and of the demonstration.
LISTED_PERIOD = "T2"
ANSWER_WITHIN = 5.0  # seconds
TRANSFER_WITHIN = 15.0
MAX_BYTES = 20 * 1024 * 1024


@dataclass
class Choice:
    """The source that was used, why earlier ones were passed over, and what the load changed."""

    source: str = ""
    passed_over: list[str] = field(default_factory=list)
    loads: list[ListLoad] = field(default_factory=list)


def load_available(*, reference: Path | None, by, progress: Progress = lambda step: None) -> Choice:
    """Load the territories from the first available source.

    In order: the folder `reference` (with the outlines of départements and régions, and the
    first period, if it has them), the address `settings.TERRITORIES_URL`, the demonstration. A
    demonstration never replaces real territories. Raises Refused when the folder has a list that
    cannot be loaded.
    """
    choice = Choice()
    if reference is not None:
        if (reference / REFERENCE_FILES[LISTED_PERIOD]).is_file():
            choice.source = f"dossier {reference}"
            choice.loads = _load_reference(reference, by, progress)
            return choice
        choice.passed_over.append(
            f"le dossier {reference} ne contient pas {REFERENCE_FILES[LISTED_PERIOD]}"
        )
    if url := settings.TERRITORIES_URL:
        progress(f"Interrogation de {url}")
        try:
            choice.loads = [_load(read_csv(download_list(url), url), url, by, progress)]
        except (OSError, Refused) as error:
            choice.passed_over.append(f"l’adresse {url} n’a rien donné : {error}")
        else:
            choice.source = f"adresse officielle {url}"
            return choice
    if Territory.objects.filter(period=LISTED_PERIOD, is_demonstration=False).exists():
        choice.source = "territoires déjà chargés"
        return choice
    choice.source = demonstration.SOURCE
    choice.loads = [load_demonstration(by=by, progress=progress)]
    return choice


def load_demonstration(*, by, progress: Progress = lambda step: None) -> ListLoad:
    """Load the 183 demonstration territories; Refused when real ones are loaded."""
    progress("Composition de territoires de démonstration")
    return _load(demonstration.compose(), demonstration.SOURCE, by, progress, demo=True)


def _load_reference(folder: Path, by, progress: Progress) -> list[ListLoad]:
    if any((folder / f"{layer}.geojson").is_file() for layer in ("departements", "regions")):
        load_outlines(folder=folder, progress=progress)
    loads = []
    for period, name in REFERENCE_FILES.items():
        if (folder / name).is_file():
            progress(f"Lecture de {name}")
            loads.append(_load(read(folder / name), name, by, progress, period=period))
    return loads


def _load(
    listed: list[ListedTerritory],
    source: str,
    by,
    progress: Progress,
    *,
    period: str = LISTED_PERIOD,
    demo: bool = False,
) -> ListLoad:
    return load_territories(
        period=period,
        territories=listed,
        source=source,
        by=by,
        is_demonstration=demo,
        progress=progress,
    )


def download_list(url: str) -> bytes:
    """The list at an address, or the newest list of the dataset that the address describes."""
    content = download(url)
    file = newest_csv(content)
    return content if file is None else download(file)


def download(url: str) -> bytes:
    """The answer of an address, in bounded time and size; OSError without an answer."""
    if urlsplit(url).scheme not in ("http", "https"):
        raise OSError("l’adresse doit commencer par https://")
    transfer = _Transfer(url)
    transfer.start()
    if not transfer.answered.wait(ANSWER_WITHIN):
        raise OSError(f"pas de réponse en {ANSWER_WITHIN:.0f} s")
    transfer.join(TRANSFER_WITHIN)
    if transfer.is_alive():
        raise OSError(f"transfert inachevé en {TRANSFER_WITHIN:.0f} s")
    if transfer.failure:
        raise OSError(transfer.failure)
    return transfer.content


class _Transfer(threading.Thread):
    """A download in a thread, since no timeout of a socket bounds the resolution of a name."""

    def __init__(self, url: str) -> None:
        super().__init__(daemon=True)
        self.url = url
        self.answered = threading.Event()
        self.content = b""
        self.failure = ""

    def run(self) -> None:
        try:
            # The scheme was checked: no file:// here.
            with urllib.request.urlopen(self.url, timeout=ANSWER_WITHIN) as answer:  # noqa: S310
                self.answered.set()
                self.content = self._read(answer)
        except urllib.error.HTTPError as error:
            self.failure = f"réponse {error.code}"
            error.close()
        except urllib.error.URLError as error:
            self.failure = f"adresse injoignable ({error.reason})"
        except TimeoutError:
            self.failure = f"pas de réponse en {ANSWER_WITHIN:.0f} s"
        except (OSError, http.client.HTTPException) as error:
            self.failure = str(error)
        finally:
            self.answered.set()

    def _read(self, answer) -> bytes:
        limit = time.monotonic() + TRANSFER_WITHIN
        parts, size = [], 0
        while part := answer.read(65_536):
            parts.append(part)
            size += len(part)
            if size > MAX_BYTES:
                raise OSError(f"le fichier dépasse {MAX_BYTES // 1024**2} Mo")
            if time.monotonic() > limit:
                raise OSError("transfert trop lent")
        return b"".join(parts)
