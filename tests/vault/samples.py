"""Keeps a vault of each released schema: `python -m tests.vault.samples` adds the present one."""

import shutil
import sys
import tempfile
from datetime import date
from pathlib import Path

from counselor_desk import __version__
from counselor_desk.domain.roles import Role
from counselor_desk.door import opening
from counselor_desk.door.port import NewVault
from counselor_desk.services.clients import clients
from counselor_desk.services.clinic import staff
from counselor_desk.services.clinic.staff import Position
from counselor_desk.services.documents import documents
from counselor_desk.services.rewards import enrolling
from counselor_desk.vault.keys import people
from counselor_desk.vault.keys.slot_file import key_path
from tests.proofs import own
from tests.services.documents.test_documents import full
from tests.services.rewards.test_rewards import joining

SAMPLES = Path(__file__).parent / "samples"
SIGN_IN, WORDS = "cal", "a sample vault of a release"
NAME = "Żółć 咳 🌿"


def every() -> list[Path]:
    return sorted(SAMPLES.glob("*/clinic.db"))


def make(folder: Path) -> Path:
    """A vault with letters, numbers, blobs and a search index; its passphrase is no secret."""
    path = folder / "clinic.db"
    new = NewVault(path, "Sample", "Ada Quist", "ada", WORDS)
    unlocked = opening.create_vault(new, opening.weakest_argon())[0]
    desk = opening.desk_of(path, unlocked)
    desk.sign_in(unlocked.staff_id, unlocked)
    cal = desk.do(staff.add, "Cal Reyes", SIGN_IN, Position(Role.COUNSELOR))
    people.add_person(unlocked, cal.id, SIGN_IN, WORDS, must_change=False)
    desk.sign_in(cal.id, unlocked)
    values = {"given_name": "Rosa", "family_name": "Medina", "born": date(1989, 3, 14)}
    client = desk.do(clients.register, {**values, "preferred_name": NAME})
    note = desk.do(documents.start, client.id, "dap")
    desk.do(documents.save_draft, note.id, full(), note.revision)
    desk.do(documents.sign, note.id, own(desk, documents.sign, WORDS))
    desk.do(enrolling.enroll, client.id, joining())
    desk.close()
    unlocked.forget()
    return path


def keep() -> Path:
    """The present schema's sample, in the place of an earlier one of the same version."""
    kept = SAMPLES / __version__
    with tempfile.TemporaryDirectory() as folder:
        made = make(Path(folder))
        shutil.rmtree(kept, ignore_errors=True)
        kept.mkdir(parents=True)
        for file in (made, key_path(made)):
            shutil.copyfile(file, kept / file.name)
    return kept


if __name__ == "__main__":
    sys.stdout.write(f"{keep().name}\n")
