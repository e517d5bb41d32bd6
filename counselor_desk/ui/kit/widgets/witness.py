"""The second person at an act that needs two: chosen by name, signing with their own passphrase."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtWidgets import QLineEdit

from counselor_desk.core.errors import Refused
from counselor_desk.core.i18n import _
from counselor_desk.desk.desk import UseCase
from counselor_desk.desk.proofs import PassphraseProof
from counselor_desk.domain.form import Choice, Field, Form, Kind
from counselor_desk.records.people import Staff
from counselor_desk.ui.kit.bridge import PendingAnswer
from counselor_desk.ui.kit.form import FormWidget
from counselor_desk.ui.kit.screen import Panel
from counselor_desk.ui.kit.widgets.facts import Group


class WitnessForm(FormWidget):
    """Asks who, and their passphrase."""

    def __init__(self, colleagues: Sequence[Staff]) -> None:
        names = tuple(Choice(str(colleague.id), colleague.name) for colleague in colleagues)
        super().__init__(
            Form.of(
                "",
                Field("witness_id", _("Colleague"), Kind.CHOICE, choices=names),
                Field("witness_passphrase", _("Their passphrase"), beside=True),
            )
        )
        self.hold_elsewhere()
        line = self.boxes["witness_passphrase"].editor.main
        assert isinstance(line, QLineEdit)
        line.setEchoMode(QLineEdit.EchoMode.Password)

    def typed(self) -> tuple[int, str]:
        """Whose passphrase it is to be; nobody is colleague 0, whom the desk refuses."""
        given = self.values()
        return int(given["witness_id"] or 0), given["witness_passphrase"] or ""

    def forget(self) -> None:
        """Nothing typed here stays."""
        self.set_values({})


class SecondSigner(Group):
    """The second of two people, for what one person alone may not do."""

    def __init__(self, heading: str) -> None:
        super().__init__(heading)
        self.form: WitnessForm | None = None

    def know(self, colleagues: Sequence[Staff]) -> None:
        """Who can be chosen; asked once, so that nothing half typed is lost."""
        if self.form is None:
            self.form = WitnessForm(colleagues)
            self.add(self.form)

    def is_chosen(self) -> bool:
        """Whether somebody was; else there may be no need of a second person."""
        return self.form is not None and self.form.typed()[0] != 0

    def prove(self, asker: Panel, use_case: UseCase[..., Any]) -> PendingAnswer[PassphraseProof]:
        """That the colleague who was chosen has typed their passphrase, for this act alone."""
        staff_id, passphrase = self.form.typed() if self.form is not None else (0, "")
        return asker.bridge.prove_beside(asker, use_case, staff_id, passphrase)

    def forget(self) -> None:
        if self.form is not None:
            self.form.forget()

    def refuse(self, trouble: Refused) -> bool:
        return self.form is not None and self.form.refuse(trouble)
