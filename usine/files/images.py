"""Images, written again without what they tell of whoever took them: place, device, moment."""

from collections.abc import Iterator
from io import BytesIO

from PIL import Image, ImageOps

from usine.values.errors import Refused

from .formats import IMAGES, Format

# An image of a few kilobytes may open into gigabytes.
MOST_PIXELS = 50_000_000
MOST_FRAMES = 200
DAMAGED = "est une image abîmée\u00a0: ouvrez-la et enregistrez-la de nouveau."
TOO_LARGE = "est une image trop grande\u00a0: réduisez-la à 50\u00a0millions de points au plus."
# What Pillow raises, which says no more than this of a file that it does not take.
UNREADABLE = (
    *(OSError, SyntaxError, ValueError, EOFError, IndexError, KeyError),
    *(Image.DecompressionBombError, Image.DecompressionBombWarning),
)
# Those that move. A phone joins other pictures to a JPEG: its first one alone is kept.
MOVING = ("png", "webp", "gif")
# How Pillow names each format, and how it writes it.
WRITTEN: dict[str, tuple[str, dict]] = {
    "jpg": ("JPEG", {"quality": 90, "optimize": True}),
    "png": ("PNG", {"optimize": False}),
    "webp": ("WEBP", {"quality": 90}),
    "gif": ("GIF", {}),
}


def is_image(format: Format) -> bool:
    return format in IMAGES


def stripped(content: bytes, format: Format) -> bytes:
    """The same image, upright, with its colours and nothing else; what follows it goes too.

    Raises Refused when it cannot be read, or is too large once open.
    """
    name, options = WRITTEN[format.code]
    try:
        with Image.open(BytesIO(content), formats=[name]) as image:
            frames = getattr(image, "n_frames", 1) if format.code in MOVING else 1
            _check_size(image, frames)
            return _written(image, frames, name, options)
    except UNREADABLE as error:
        raise Refused(DAMAGED) from error


def _check_size(image: Image.Image, frames: int) -> None:
    width, height = image.size
    if frames > MOST_FRAMES or width * height * frames > MOST_PIXELS:
        raise Refused(TOO_LARGE)


def _written(image: Image.Image, frames: int, name: str, options: dict) -> bytes:
    """Its frames in a new file. The profile of colours stays: it tells of no one, and without it
    they would change."""
    bare = list(_frames(image, frames))
    if frames > 1:
        durations = [duration for _, duration in bare]
        options = options | {"save_all": True, "append_images": [each for each, _ in bare[1:]]}
        options |= {"duration": durations, "loop": image.info.get("loop", 0)}
    if profile := image.info.get("icc_profile"):
        options = options | {"icc_profile": profile}
    written = BytesIO()
    bare[0][0].save(written, name, **options)
    return written.getvalue()


def _frames(image: Image.Image, count: int) -> Iterator[tuple[Image.Image, int]]:
    """Copies of the pixels alone, and how long each lasts: what an image tells besides (`info`) is
    not copied."""
    for rank in range(count):
        image.seek(rank)
        duration = image.info.get("duration", 0)
        upright = ImageOps.exif_transpose(image)
        transparency = upright.info.get("transparency")
        upright.info = {} if transparency is None else {"transparency": transparency}
        upright.getexif().clear()
        yield upright, duration
