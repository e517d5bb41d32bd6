"""Where a supervisor writes a remark on one answer of a document, or says what was good."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from counselor_desk.core.i18n import _
from counselor_desk.domain.form import Choice, Field
from counselor_desk.services.supervision.remarks import RemarkRow
from counselor_desk.ui.kit import look
from counselor_desk.ui.kit.choice_fields import ChoiceBox
from counselor_desk.ui.kit.typed_fields import GrowingText
from counselor_desk.ui.kit.widgets import text
from counselor_desk.ui.kit.widgets.discard import discard
from counselor_desk.ui.kit.widgets.facts import Group, side_by_side
from counselor_desk.ui.kit.widgets.link import link
from counselor_desk.ui.kit.widgets.page import action

WHOLE, PRAISE = "", "+"


class RemarkBox(QWidget):
    """The answer it is about, the words, and a button; hidden until it is asked for."""

    written = Signal(str, str, str)  # the field's key or "+" for praise, the words, the quote

    def __init__(self) -> None:
        super().__init__()
        self._key, self._quote = "", ""
        self.setObjectName("remark_box")
        self.about = ChoiceBox(())
        self.about.setObjectName("remark_about")
        self.about.setAccessibleName(_("What the comment is about"))
        self.words = GrowingText(2)
        self.words.setObjectName("remark_words")
        self.words.setAccessibleName(_("Comment"))
        self.quoted = text.small()
        self.quoted.setObjectName("remark_quote")
        button = action(_("Save comment"), self._write, "", "keep_remark")
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(look.PAGE, look.NEAR, look.PAGE, look.NEAR)
        self._column.setSpacing(look.TIGHT)
        for widget in (
            text.label(_("Comment on")),
            self.about,
            self.quoted,
            self.words,
            side_by_side(button, link(_("Not now"), self.hide, "no_remark")),
        ):
            self._column.addWidget(widget)
        self.hide()

    def ask(self, fields: list[Field], about: str = "", quote: str = "") -> None:
        """Offer these answers to remark on; one of them, or words in it, is chosen already."""
        self._key, self._quote = about, quote
        self.quoted.setText(f"\u201c{quote}\u201d")
        self.quoted.setVisible(bool(quote))
        choices = [Choice(f.key, f.label) for f in fields]
        fresh = ChoiceBox((Choice("whole", _("the whole document")), *choices, Choice(PRAISE, _("praise"))))
        fresh.setObjectName("remark_about")
        fresh.setAccessibleName(self.about.accessibleName())
        self._column.replaceWidget(self.about, fresh)
        discard(self.about)
        self.about = fresh
        self.about.write(about or "whole")
        self.words.write("")
        self.show()
        (self.words if quote else self.about).setFocus()

    def _write(self) -> None:
        about = self.about.value() or "whole"
        quote = self._quote if about == self._key else ""
        self.written.emit(WHOLE if about == "whole" else about, self.words.toPlainText(), quote)


def remark_list(
    rows: list[RemarkRow], labels: dict[str, str], take_back: Callable[[int], object] | None
) -> Group:
    """The remarks on a document as its reviewer sees them."""
    group = Group(_("Comments"))
    group.setVisible(bool(rows))
    for row in rows:
        place = _("Praise") if row.is_praise else labels.get(row.field, "")
        if place:
            group.add(text.label(place))
        if row.quote:
            group.add(text.small(f"\u201c{row.quote}\u201d"))
        group.add(text.body(row.words))
        done = _(", done") if row.settled_at else ""
        label = text.small(f"{row.author}{done}")
        if take_back is not None and row.settled_at is None:
            gone = link(_("Recall"), partial(take_back, row.id), f"gone{row.id}")
            group.add(side_by_side(label, gone))
        else:
            group.add(label)
    return group
