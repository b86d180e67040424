"""The names of the colours that cells are filled with."""

from colorsys import rgb_to_hls

# The hues of the circle, in degrees: each ends where the next begins.
_HUES = (
    (15, "rouge"),
    (45, "orange"),
    (70, "jaune"),
    (165, "vert"),
    (200, "turquoise"),
    (255, "bleu"),
    (290, "violet"),
    (345, "rose"),
    (360, "rouge"),
)
# Below this saturation, out of 1, a colour is a grey.
_GREY = 0.15


def colour_name(code: str) -> str:
    """#92D050 gives "vert"; a code that is no colour gives itself."""
    digits = code.removeprefix("#")
    try:
        red, green, blue = (int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4))
    except ValueError:
        return code
    hue, light, saturation = rgb_to_hls(red, green, blue)
    if light > 0.97 or light < 0.08:
        return "blanc" if light > 0.5 else "noir"
    if saturation < _GREY:
        return "gris"
    return next(name for end, name in _HUES if hue * 360 <= end)
