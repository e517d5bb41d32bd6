"""Shades the answers that stand in a note word for word as in the last one."""

from collections.abc import Collection

from PySide6.QtGui import QPalette

from counselor_desk.core.i18n import _
from counselor_desk.ui.kit import look
from counselor_desk.ui.kit.fields import FieldBox
from counselor_desk.ui.kit.form import FormWidget


def mark_unchanged(form: FormWidget, keys: Collection[str]) -> None:
    """Say so beside the label and on the ground of the field; take it away where it was changed."""
    for key, box in form.boxes.items():
        is_marked = bool(box.property("unchanged"))
        if is_marked == (key in keys):
            continue
        box.setProperty("unchanged", key in keys)
        name = box.field.label + (" *" if box.field.required else "")
        box.label.setText(_("{name}   as last time").format(name=name) if key in keys else name)
        _shade(box, key in keys)


def _shade(box: FieldBox, on: bool) -> None:
    palette = QPalette()
    if on:
        ground = look.blend(look.color("caution"), look.color("raised"), 0.10)
        palette.setColor(QPalette.ColorRole.Base, ground)
    box.editor.main.setPalette(palette)
