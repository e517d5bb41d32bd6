"""The second person at an act that needs two: chosen by name, signing with their own passphrase."""

from collections.abc import Sequence

from PySide6.QtWidgets import QLineEdit

from counselor_desk.core.errors import Refused
from counselor_desk.core.i18n import _
from counselor_desk.desk.witness import Witness
from counselor_desk.domain.form import Choice, Field, Form, Kind
from counselor_desk.records.people import Staff
from counselor_desk.ui.kit.form import FormWidget
from counselor_desk.ui.kit.widgets.facts import Group


class WitnessForm(FormWidget):
    """Asks who and the passphrase; `witness()` is None while it is not filled in."""

    def __init__(self, colleagues: Sequence[Staff]) -> None:
        names = tuple(Choice(str(colleague.id), colleague.name) for colleague in colleagues)
        super().__init__(
            Form.of(
                "",
                Field("witness_id", _("Colleague"), Kind.CHOICE, choices=names),
                Field("witness_passphrase", _("Their passphrase"), beside=True),
            )
        )
        line = self.boxes["witness_passphrase"].editor.main
        assert isinstance(line, QLineEdit)
        line.setEchoMode(QLineEdit.EchoMode.Password)

    def witness(self) -> Witness | None:
        given = self.values()
        if not given["witness_id"]:
            return None
        return Witness(int(given["witness_id"]), given["witness_passphrase"] or "")

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

    def witness(self) -> Witness:
        """Who was chosen; nobody is colleague 0, whom the desk refuses."""
        witness = self.form.witness() if self.form is not None else None
        return witness or Witness(0, "")

    def forget(self) -> None:
        if self.form is not None:
            self.form.forget()

    def refuse(self, trouble: Refused) -> bool:
        return self.form is not None and self.form.refuse(trouble)
