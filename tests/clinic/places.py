"""A clinic on disk for trials: real slots, real certificates, and a server in this process or another."""

import contextlib
import shutil
import tempfile
from datetime import UTC, date, datetime
from pathlib import Path

from counselor_desk.desk.upkeep import upkeep_session
from counselor_desk.domain.roles import Role
from counselor_desk.door.opening import desk_of
from counselor_desk.network.conversation import ClinicSide
from counselor_desk.network.server import ClinicServer
from counselor_desk.records.people import Client, Staff
from counselor_desk.records.practice import Practice
from counselor_desk.vault.file.engine import make_vault, open_vault
from counselor_desk.vault.keys import people, unlock
from counselor_desk.vault.schema.migrate import migrate
from tests.network.clinic import Certificates

WORDS = "copper lantern drifts north {n}"
QUICK = unlock.Argon(1, 46, 1)
STAFF = (
    (1, "Sue Park", "sue", Role.SUPERVISOR, None),
    (2, "Cal Reyes", "cal", Role.COUNSELOR, 1),
    (3, "Oda Lind", "oda", Role.COUNSELOR, 1),
    (4, "Flo Marsh", "flo", Role.CLINIC_STAFF, None),
    (5, "Ada Quist", "ada", Role.ADMINISTRATOR, None),
)


def words_of(staff_id):
    return WORDS.format(n=staff_id)


class Clinic:
    """Its vault and its people; `more` counselors with three clients each beside the five above."""

    def __init__(self, folder, more=0):
        self.path, self.papers = Path(folder) / "clinic.db", Certificates(datetime.now(UTC))
        counselors = [(100 + n, f"Counselor {n}", f"c{n}", Role.COUNSELOR, 1) for n in range(more)]
        self.staff = (*STAFF, *counselors)
        self.clients = {}
        first, _printed = unlock.create(self.path, 5, "ada", words_of(5), QUICK)
        make_vault(self.path, first.database_key())
        engine = open_vault(self.path, first.database_key())
        migrate(engine, backup=lambda: None)
        self._populate(engine)
        engine.dispose()
        for staff_id, _name, sign_in, _role, _over in self.staff:
            if staff_id != 5:
                people.add_person(first, staff_id, sign_in, words_of(staff_id), must_change=False)
        first.forget()

    @classmethod
    def at(cls, path, papers):
        """The same clinic in another process."""
        made = cls.__new__(cls)
        made.path, made.papers = Path(path), Certificates.from_words(papers)
        return made

    def _populate(self, engine):
        now = datetime.now(UTC)
        with upkeep_session(engine) as session:
            session.add(Practice(id=1, name="Harbor Recovery Center"))
            session.add_all(
                Staff(id=staff_id, name=name, sign_in=sign_in, role=role, supervisor_id=over)
                for staff_id, name, sign_in, role, over in self.staff
            )
            session.flush()
            number = 10
            for staff_id, _name, _sign_in, role, _over in self.staff:
                for _client in range(3 if role is Role.COUNSELOR else 0):
                    client = Client(
                        id=number, counselor_id=staff_id, number=f"{number:07}", given_name=f"Given{number}",
                        family_name=f"Family{number}", born=date(1990, 1, 1), registered_at=now,
                    )  # fmt: skip
                    client.index()
                    session.add(client)
                    self.clients.setdefault(staff_id, []).append(number)
                    number += 1

    def open(self):
        """The desk of the vault, and the keys that opened it."""
        keys = unlock.unlock(self.path, "ada", words_of(5))
        return desk_of(self.path, keys), keys

    @contextlib.contextmanager
    def served(self, port=0):
        """In this process: the desk and its server."""
        desk, keys = self.open()
        server = ClinicServer(ClinicSide(desk, keys), self.papers.listening(port), lambda serial: True)
        try:
            yield desk, server
        finally:
            server.close()
            desk.close()


@contextlib.contextmanager
def clinic(more=0):
    folder = tempfile.mkdtemp(prefix="clinic-")
    try:
        yield Clinic(folder, more)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
