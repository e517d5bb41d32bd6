"""Draws the program's and its files' icons from their SVG, as Windows and macOS want them."""

import io
import sys
from pathlib import Path

from PIL import Image
from PySide6.QtCore import QBuffer, QIODevice, QRectF
from PySide6.QtGui import QImage, QPainter
from PySide6.QtSvg import QSvgRenderer

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
DRAWINGS = {"app": ROOT / "resources" / "icons" / "app.svg", "document": HERE / "document.svg"}
WINDOWS = (16, 20, 24, 32, 40, 48, 64, 256)
MACOS = (16, 32, 64, 128, 256, 512, 1024)
MARGIN = 84  # of 1024, which macOS keeps free around the shape and Windows does not


def draw(folder: Path) -> None:
    """app.ico, app.icns, document.ico, document.icns in a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, drawing in DRAWINGS.items():
        margin = MARGIN if name == "app" else 0
        small = [_picture(drawing, size, margin) for size in WINDOWS]
        small[-1].save(folder / f"{name}.ico", sizes=[(s, s) for s in WINDOWS], append_images=small)
        large = [_picture(drawing, size, 0) for size in MACOS]
        large[-1].save(folder / f"{name}.icns", append_images=large)


def _picture(drawing: Path, size: int, margin: int) -> Image.Image:
    renderer = QSvgRenderer(str(drawing))
    inside = 1024 - 2 * margin
    renderer.setViewBox(QRectF(margin, margin, inside, inside))
    image = QImage(size, size, QImage.Format.Format_ARGB32)
    image.fill(0)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    renderer.render(painter, QRectF(0, 0, size, size))
    painter.end()
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")  # type: ignore[call-overload]
    return Image.open(io.BytesIO(buffer.data().data()))


if __name__ == "__main__":
    draw(Path(sys.argv[1]))
