"""Images, written again without what they tell of whoever took them: place, device, moment."""

from collections.abc import Iterator
from io import BytesIO

from PIL import Image, ImageOps, ImageSequence

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
            _check_size(image)
            return _written(image, name, options)
    except UNREADABLE as error:
        raise Refused(DAMAGED) from error


def _check_size(image: Image.Image) -> None:
    width, height = image.size
    frames = getattr(image, "n_frames", 1)
    if frames > MOST_FRAMES or width * height * frames > MOST_PIXELS:
        raise Refused(TOO_LARGE)


def _written(image: Image.Image, name: str, options: dict) -> bytes:
    """Its frames in a new file. The profile of colours stays: it tells of no one, and without it
    they would change."""
    durations = [frame.info.get("duration", 0) for frame in ImageSequence.Iterator(image)]
    first, *others = _frames(image)
    if others:
        options = options | {"save_all": True, "append_images": others, "duration": durations}
        options |= {"loop": image.info.get("loop", 0)}
    if profile := image.info.get("icc_profile"):
        options = options | {"icc_profile": profile}
    written = BytesIO()
    first.save(written, name, **options)
    return written.getvalue()


def _frames(image: Image.Image) -> Iterator[Image.Image]:
    """Copies of the pixels alone: what an image tells besides (`info`) is not copied."""
    for frame in ImageSequence.Iterator(image):
        upright = ImageOps.exif_transpose(frame)
        bare = upright.copy()
        transparency = upright.info.get("transparency")
        bare.info = {} if transparency is None else {"transparency": transparency}
        bare.getexif().clear()
        yield bare
