"""An open vault served to the clinic: certificates, lines and safekeeping, until it is closed."""

import threading
from typing import TYPE_CHECKING

from counselor_desk.core.errors import Refused, VaultTrouble
from counselor_desk.core.logs import log, report_of
from counselor_desk.network import certificates, waiting_line
from counselor_desk.network.admission import Admission
from counselor_desk.network.conversation import ClinicSide
from counselor_desk.network.safekeeping import ServedKeeper
from counselor_desk.network.server import ClinicServer, Listening, SeatRow
from counselor_desk.services.vault import opening_parts
from counselor_desk.services.vault.permissions import begin

if TYPE_CHECKING:
    from counselor_desk.desk.desk import Changes, Desk
    from counselor_desk.door.port import Keeper
    from counselor_desk.vault.keys.unlock import VaultKeys

SERVED = "vault.served"  # the act of serving it by itself, as was chosen
SAFEKEEPING_EVERY = 900.0  # seconds


class VaultService:
    """Serves the desk of an open vault. Who opened it has put on the trail that it is served."""

    def __init__(  # noqa: PLR0913  what is served, and where
        self,
        desk: "Desk",
        keys: "VaultKeys",
        keeper: "Keeper | None",
        host: str,
        port: int,
        chosen: str = "",
    ) -> None:
        """`chosen`: that an administrator has chosen before that it is served by itself, and how.

        Raises Forbidden for who may not keep the vault, VaultTrouble when the port is taken.
        """
        if not chosen:
            desk.do(begin, "served to the clinic")
        elif desk.signed_in is not None:
            desk.log_event(SERVED, chosen)
        else:
            desk.note_of_nobody(SERVED, chosen)
        self._keeper = keeper
        self.admission = Admission(desk)
        server = self.admission.server
        tls = certificates.serving_context(server, self.admission.authority)
        listening = Listening(tls, certificates.to_der(server.certificate), host, port)
        clinic = ClinicSide(desk, keys, ServedKeeper(desk, keys).calls())
        self.server = ClinicServer(clinic, listening, self._admits, self.admission.answer_joining)
        if desk.signed_in is not None:
            opening_parts.hand_over(desk, keys)
        self._vault = keys.vault
        self._remember_computers()
        self._stop_listening = desk.listen(self._heard)
        self._closing = threading.Event()
        self._keeping = threading.Thread(target=self._run_due, name="safekeeping")
        self._keeping.start()

    @property
    def port(self) -> int:
        return self.server.port

    def seats(self) -> list[SeatRow]:
        return self.server.seats()

    def close(self) -> None:
        """Nobody is let in any more; what was asked before is finished. The vault stays open."""
        self._closing.set()
        self._stop_listening()
        self.server.close()
        self._keeping.join()

    def _admits(self, serial: str) -> bool:
        known = self.admission.admits(serial)
        if known:
            self.admission.note_contact(serial)
        return known

    def _heard(self, changes: "Changes") -> None:
        """On the vault's thread: a computer whose certificate was revoked is cut off by another."""
        if "ClinicComputer" in changes.kinds:
            threading.Thread(target=self._drop_revoked, name="revoking").start()

    def wait_for_people(self, chosen: bool) -> None:
        """Whether this computer serves a locked vault after it has started, for the first person to open it.

        Raises VaultTrouble for a full disk.
        """
        if chosen:
            waiting_line.choose(self._vault, self.admission.waiting_line())
        else:
            waiting_line.withdraw(self._vault)

    def _remember_computers(self) -> None:
        """While the vault is locked nothing else tells who may come."""
        if waiting_line.is_chosen(self._vault):
            try:
                waiting_line.bring_up_to_date(self._vault, self.admission.waiting_line())
            except VaultTrouble as error:  # rather nobody than a computer that was revoked
                log.error("bug on a thread: %s", report_of(type(error), error.__traceback__))
                waiting_line.withdraw(self._vault)

    def _drop_revoked(self) -> None:
        self._remember_computers()
        revoked = self.admission.revoked()
        for serial in {row.serial for row in self.seats()} & revoked:
            self.server.drop(serial)

    def _run_due(self) -> None:
        """Backups and rehearsals go on here as beside a window."""
        while not self._closing.wait(SAFEKEEPING_EVERY):
            if self._keeper is not None:
                try:
                    self._keeper.run_due()
                except (Refused, VaultTrouble) as error:
                    log.error("bug on a thread: %s", report_of(type(error), error.__traceback__))
