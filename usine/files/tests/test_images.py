"""An image keeps its pixels, and tells nothing of whoever took it."""

from io import BytesIO

import pytest
from PIL import Image, PngImagePlugin

from usine.files import images
from usine.files.formats import FORMATS
from usine.values.errors import Refused

from .factories import GPS, MAKER, ORIENTATION, image, opened


@pytest.mark.parametrize("code", ["jpg", "png", "webp"])
def test_what_a_picture_tells_is_stripped(code):
    before = image(code)
    assert opened(before).getexif()[MAKER] == "canariAppareil"
    assert opened(before).getexif().get_ifd(GPS)
    after = images.stripped(before, FORMATS[code])
    assert dict(opened(after).getexif()) == {}
    assert b"canariAppareil" not in after
    assert opened(after).size == (4, 2)


def test_a_picture_taken_on_its_side_stays_upright():
    after = opened(images.stripped(image("jpg", orientation=6), FORMATS["jpg"]))
    assert (after.size, after.getexif().get(ORIENTATION)) == ((2, 4), None)


def test_the_words_of_an_image_and_what_follows_it_go():
    words = PngImagePlugin.PngInfo()
    words.add_text("Author", "canariAuteur")
    written = BytesIO()
    Image.new("RGB", (2, 2)).save(written, "PNG", pnginfo=words, icc_profile=b"profil")
    after = images.stripped(written.getvalue() + b"PK\x03\x04canariSuite", FORMATS["png"])
    assert (b"canari" in after, opened(after).info["icc_profile"]) == (False, b"profil")


def test_a_phone_s_picture_that_holds_others_keeps_the_first():
    written = BytesIO()
    others = [Image.new("RGB", (4, 4), "blue")]
    Image.new("RGB", (4, 4), "red").save(written, "MPO", save_all=True, append_images=others)
    after = opened(images.stripped(written.getvalue(), FORMATS["jpg"]))
    assert (after.format, after.getpixel((0, 0))[0] > 200) == ("JPEG", True)


def test_an_animation_keeps_its_frames_and_a_drawing_its_transparency():
    frames = [Image.new("P", (2, 2), color) for color in (0, 1, 2)]
    for rank, frame in enumerate(frames):
        frame.putpalette([rank * 40, 0, 0, 255, 0, 0, 0, 255, 0])
    written = BytesIO()
    frames[0].save(
        written,
        "GIF",
        save_all=True,
        append_images=frames[1:],
        duration=[40, 80, 120],
        loop=2,
        comment=b"canariMot",
    )
    after = images.stripped(written.getvalue(), FORMATS["gif"])
    again = opened(after)
    assert (again.n_frames, again.info["loop"], b"canariMot" in after) == (3, 2, False)
    again.seek(1)
    assert again.info["duration"] == 80
    drawing = BytesIO()
    Image.new("P", (2, 2)).save(drawing, "PNG", transparency=0)
    kept = opened(images.stripped(drawing.getvalue(), FORMATS["png"]))
    assert kept.info.get("transparency") == 0


def test_an_image_that_would_fill_the_memory_is_not_opened(monkeypatch):
    monkeypatch.setattr(images, "MOST_PIXELS", 8)
    assert images.stripped(image("png", size=(4, 2)), FORMATS["png"])
    with pytest.raises(Refused, match="trop grande"):
        images.stripped(image("png", size=(3, 3)), FORMATS["png"])


def test_a_bomb_that_pillow_knows_is_refused(monkeypatch):
    monkeypatch.setattr(Image, "MAX_IMAGE_PIXELS", 2)
    with pytest.raises(Refused, match="abîmée"):
        images.stripped(image("png", size=(4, 2)), FORMATS["png"])
