"""Who comes on the clinic's line: certificates out of the vault, computers that join, those revoked."""

import hmac
import threading
from collections import deque
from datetime import datetime, timedelta

import msgspec
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from counselor_desk.core.errors import Refused, VaultTrouble
from counselor_desk.core.i18n import _
from counselor_desk.desk.desk import Desk
from counselor_desk.desk.trail import ActorMark, append, line_of
from counselor_desk.desk.upkeep import upkeep_session
from counselor_desk.network import certificates, waiting_line
from counselor_desk.network.certificates import Credential
from counselor_desk.network.invitation import proof_of_clinic, proof_of_seat
from counselor_desk.network.waiting_line import WaitingLine
from counselor_desk.records.audit import Effect
from counselor_desk.records.clinic_line import (
    ClinicComputer,
    ClinicLine,
    ComputerContact,
    ComputerInvitation,
)
from counselor_desk.records.practice import Practice

WRONG_PROOFS, WITHIN = 20, timedelta(hours=1)
LONGEST_NAME = 60
LONGEST_JOINING = 8_000  # bytes


class JoinRequest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a computer that joins says, once it has seen the print of the server's certificate."""

    request: str  # a certificate signing request in PEM
    name: str  # of the computer, as its person calls it
    proof: bytes


class JoinAnswer(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag="joined"):
    """What it gets."""

    clinic: str  # the clinic's name, for the first window over there
    certificate: str
    authority: str
    proof: bytes


class JoinRefusal(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag="refused"):
    """Why it does not join, in a sentence, and at which field of its page."""

    words: str
    field: str


class Admission:
    """The served vault's list of whom it speaks to; nothing here runs on the vault's own thread."""

    def __init__(self, desk: Desk) -> None:
        """Makes the clinic's certificates the first time, and the server's again before it ends."""
        self._desk = desk
        self._wrong: deque[datetime] = deque(maxlen=WRONG_PROOFS)
        self._one_at_a_time = threading.Lock()
        desk.on_vault(self._make_certificates)

    @property
    def authority(self) -> str:
        """The authority's certificate in PEM: what a seat pins."""
        return self._authority.certificate

    @property
    def server(self) -> Credential:
        return self._server

    @property
    def server_print(self) -> bytes:
        """SHA-256 of the server's certificate, for invitations and for finding it."""
        return certificates.certificate_print(self._server.certificate)

    def waiting_line(self) -> WaitingLine:
        """With which this computer waits, locked, after it has started; its certificate is its own."""
        known = select(ClinicComputer.serial).where(ClinicComputer.revoked_at.is_(None))

        def read(engine: Engine) -> tuple[str, ...]:
            with upkeep_session(engine) as session:
                return tuple(session.scalars(known))

        admitted, now = self._desk.on_vault(read), self._desk.now()
        server = certificates.issue_server(self._authority, now, waiting_line.DAYS)
        return WaitingLine(
            authority=self.authority,
            certificate=server.certificate,
            key=server.key,
            server_print=self.server_print,
            admitted=admitted,
            made_at=now,
        )

    def admits(self, serial: str) -> bool:
        """Whether the computer with this certificate may come in: not one that was revoked, nor one
        that a restored vault does not know."""
        known = select(ClinicComputer.revoked_at).where(ClinicComputer.serial == serial)

        def read(engine: Engine) -> bool:
            with upkeep_session(engine) as session:
                return session.execute(known).all() == [(None,)]

        return self._desk.on_vault(read)

    def answer_joining(self, message: bytes) -> bytes:
        """One message of a computer that joins, and what it is answered; never an error."""
        try:
            if len(message) > LONGEST_JOINING:
                raise ValueError("too long")
            asked = msgspec.msgpack.decode(message, type=JoinRequest)
            answer: JoinAnswer | JoinRefusal = self.join(asked)
        except (ValueError, msgspec.MsgspecError, RecursionError):
            answer = JoinRefusal(_("This computer's request cannot be read. Start joining again."), "")
        except Refused as refusal:
            answer = JoinRefusal(str(refusal), refusal.field)
        except VaultTrouble as trouble:
            answer = JoinRefusal(str(trouble), "")
        return msgspec.msgpack.encode(answer)

    def note_contact(self, serial: str) -> None:
        """For the administrator's list: when this computer was last on the line."""
        self._desk.on_vault(lambda engine: self._note_contact(engine, serial))

    def revoked(self) -> frozenset[str]:
        """The serials that come in no more: asked when a ClinicComputer has changed."""
        gone = select(ClinicComputer.serial).where(ClinicComputer.revoked_at.is_not(None))

        def read(engine: Engine) -> frozenset[str]:
            with upkeep_session(engine) as session:
                return frozenset(session.scalars(gone))

        return self._desk.on_vault(read)

    def join(self, asked: JoinRequest) -> JoinAnswer:
        """A certificate for a computer that proves an open invitation, which is used up by it.

        Refused in a sentence, and to everybody for an hour after 20 wrong proofs.
        """
        name = " ".join(asked.name.split())
        if not 0 < len(name) <= LONGEST_NAME:
            raise Refused(_("Give this computer a name of at most 60 characters."), "name")
        with self._one_at_a_time:
            now = self._desk.now()
            if len(self._wrong) == WRONG_PROOFS and now - self._wrong[0] < WITHIN:
                raise Refused(_("Too many wrong invitations. Wait an hour, then ask for a new one."), "code")
            joined = self._desk.on_vault(lambda engine: self._join_and_tell(engine, asked, name))
            if joined is None:
                self._wrong.append(now)
                raise Refused(
                    _("This invitation has ended or was used. Ask an administrator for a new one."), "code"
                )
            return joined

    def _make_certificates(self, engine: Engine) -> None:
        now = self._desk.now()
        with upkeep_session(engine) as session:
            line = session.get(ClinicLine, 1)
            if line is None:
                made = certificates.make_authority(now)
                line = self._line_of(made, certificates.issue_server(made, now), now)
                session.add(line)
                self._tell_line(session, line, Effect.WROTE)
            self._authority = Credential(line.authority, line.authority_key)
            if certificates.is_worn_out(line.server, now):
                server = certificates.issue_server(self._authority, now)
                line.server, line.server_key = server.certificate, server.key
                self._tell_line(session, line, Effect.CHANGED)
            self._server = Credential(line.server, line.server_key)

    def _tell_line(self, session: Session, line: ClinicLine, effect: Effect) -> None:
        """The program's own act: nobody has asked for it."""
        session.flush()
        told = line_of(line, effect, self._desk.now(), "computers.certificates")
        append(session, self._desk.chain, ActorMark(0, ""), [told])

    @staticmethod
    def _line_of(authority: Credential, server: Credential, now: datetime) -> ClinicLine:
        return ClinicLine(
            id=1,
            authority=authority.certificate,
            authority_key=authority.key,
            server=server.certificate,
            server_key=server.key,
            made_at=now,
        )

    def _note_contact(self, engine: Engine, serial: str) -> None:
        with upkeep_session(engine) as session:
            known = session.scalar(select(ClinicComputer.id).where(ClinicComputer.serial == serial))
            if known is not None:
                session.merge(ComputerContact(id=known, seen_at=self._desk.now()))
        self._desk.tell_of_upkeep(ClinicComputer.__name__)

    def _join_and_tell(self, engine: Engine, asked: JoinRequest, name: str) -> JoinAnswer | None:
        joined = self._join(engine, asked, name)
        if joined is not None:
            self._desk.tell_of_upkeep(ClinicComputer.__name__, ComputerInvitation.__name__)
        return joined

    def _join(self, engine: Engine, asked: JoinRequest, name: str) -> JoinAnswer | None:
        shown = certificates.to_der(self._server.certificate)
        with upkeep_session(engine) as session:
            invitation = self._proved(session, asked, shown)
            if invitation is None:
                return None
            now = self._desk.now()
            certificate = certificates.issue_seat(self._authority, asked.request, name, now)
            computer = ClinicComputer(
                name=name,
                serial=certificates.serial_of(certificate),
                invitation_id=invitation.id,
                joined_at=now,
            )
            session.add(computer)
            invitation.used_at = now
            session.flush()
            self._tell_trail(session, invitation, computer)
            proof = proof_of_clinic(invitation.verifier, shown, certificate, self.authority)
            clinic = session.scalar(select(Practice.name)) or ""
            return JoinAnswer(clinic, certificate, self.authority, proof)

    def _proved(
        self, session: Session, asked: JoinRequest, server_certificate: bytes
    ) -> ComputerInvitation | None:
        still = select(ComputerInvitation).where(
            ComputerInvitation.ends_at > self._desk.now(),
            ComputerInvitation.used_at.is_(None),
            ComputerInvitation.withdrawn_at.is_(None),
        )
        for invitation in session.scalars(still):
            proof = proof_of_seat(invitation.verifier, server_certificate, asked.request, asked.name)
            if hmac.compare_digest(proof, asked.proof):
                return invitation
        return None

    def _tell_trail(self, session: Session, invitation: ComputerInvitation, computer: ClinicComputer) -> None:
        """Under the name of who invited: nobody has signed in at the new computer yet."""
        lines = [
            line_of(record, effect, self._desk.now(), "computers.join")
            for record, effect in ((invitation, Effect.CHANGED), (computer, Effect.WROTE))
        ]
        append(session, self._desk.chain, ActorMark(invitation.made_by_id, ""), lines)
