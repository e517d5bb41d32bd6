"""Picture files from outside: opened as far as they are whole, and of a size that can be held."""

import io
import warnings
from typing import TYPE_CHECKING

from counselor_desk.core.errors import Refused
from counselor_desk.core.i18n import _

if TYPE_CHECKING:
    from PIL.Image import Image

MOST_DOTS = 80_000_000  # a letter page scanned at 600 dots an inch has half of that
KINDS = ("PNG", "JPEG")


def decode_picture(picture: bytes, most_dots: int = MOST_DOTS) -> "Image":
    """All of a PNG or JPEG, decoded. Raises Refused, whatever is wrong with it."""
    # Imported here: pictures are rare.
    from PIL import Image

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            image = Image.open(io.BytesIO(picture), formats=KINDS)
            if image.width * image.height > most_dots:
                raise _too_large()
            image.load()
    except Image.DecompressionBombError as error:
        raise _too_large() from error
    except Refused:
        raise
    except Exception as error:
        raise Refused(_("This picture can't be read. Choose a PNG or JPEG.")) from error
    return image


def _too_large() -> Refused:
    return Refused(_("This picture is too large. Choose one with fewer pixels."))
