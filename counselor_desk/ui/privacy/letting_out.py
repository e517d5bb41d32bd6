"""A disclosure on its way out: prepared, drawn, kept with its line in one act, and only then gone."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from counselor_desk.core.errors import Refused, VaultTrouble
from counselor_desk.desk.desk import UseCase
from counselor_desk.records.privacy import Disclosed
from counselor_desk.services.privacy import disclosures
from counselor_desk.services.privacy.disclosures import DisclosureRequest, PagesToSend, Weighed
from counselor_desk.ui.kit.screen import Screen
from counselor_desk.ui.privacy import disclosure_paper

if TYPE_CHECKING:  # what draws paper comes in when something is drawn
    from counselor_desk.reports.privacy.disclosure import Prepared


class LettingOut(QObject):
    """One disclosure. Until `gone` nothing of it is in the vault or outside of it."""

    gone = Signal(object, bytes)  # its line (Disclosed) and the pages; none when it was spoken
    ended = Signal()  # whatever came of it

    def __init__(self, screen: Screen, asked: DisclosureRequest) -> None:
        super().__init__(screen)
        self._screen, self._asked = screen, asked
        self._weighed: Weighed | None = None
        self._printed: PagesToSend | None = None
        self._pdf = b""

    def begin(self) -> None:
        if self._asked.way == disclosures.SPOKEN:
            self._let_out()
        else:
            self._screen.work(disclosure_paper.prepare).then(self._prepare).otherwise(self._refused)

    def _prepare(self, prepare: "UseCase[[DisclosureRequest], Prepared]") -> None:
        self._screen.ask(prepare, self._asked).then(self._draw).otherwise(self._refused)

    def _draw(self, prepared: "Prepared") -> None:
        self._weighed = prepared.weighed
        own_words, client_id = self._screen.bridge.own_words, self._asked.client_id
        work = self._screen.work(disclosure_paper.to_send, prepared, client_id, own_words)
        work.then(self._hold).otherwise(self._refused)

    def _hold(self, made: tuple[PagesToSend, bytes]) -> None:
        self._printed, self._pdf = made
        self._let_out()

    def _let_out(self) -> None:
        """The line and the pages together; refused when anything has changed since they were drawn."""
        act = self._screen.ask(disclosures.disclose, self._asked, self._weighed, self._printed)
        act.then(self._kept).otherwise(self._refused)

    def _kept(self, disclosure: Disclosed) -> None:
        self.ended.emit()
        self.gone.emit(disclosure, self._pdf)
        self.deleteLater()

    def _refused(self, trouble: Refused | VaultTrouble) -> None:
        self.ended.emit()
        self._screen.complain(trouble)
        self.deleteLater()
