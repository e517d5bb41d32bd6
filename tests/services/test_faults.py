"""The n-th statement fails, n rising until the use case passes: nothing is ever half done."""

import contextlib
import hashlib
from datetime import date, timedelta

import pytest
from sqlalchemy import event, select
from sqlcipher3 import dbapi2 as sqlcipher

from counselor_desk.core.errors import VaultTrouble
from counselor_desk.desk.upkeep import upkeep_session
from counselor_desk.domain.plans.plan import Plan
from counselor_desk.domain.rewards.schedule import Outcome
from counselor_desk.domain.roles import Role
from counselor_desk.records.audit import AuditEntry
from counselor_desk.records.schedule import Attendance
from counselor_desk.services.assessments import assessments
from counselor_desk.services.care import diagnoses, episodes
from counselor_desk.services.clients import access, clients
from counselor_desk.services.clinic import staff
from counselor_desk.services.clinic.staff import Position
from counselor_desk.services.documents import addenda, documents, search
from counselor_desk.services.exchange import importing as transfer
from counselor_desk.services.family import relatives
from counselor_desk.services.medication import medications, specimens
from counselor_desk.services.plans import drafts, plans
from counselor_desk.services.privacy import consents, disclosures
from counselor_desk.services.rewards import enrolling as rewards
from counselor_desk.services.rewards import handing_over, occasions
from counselor_desk.services.rewards.occasions import Observation
from counselor_desk.services.schedule import appointments, groups
from counselor_desk.services.supervision import review_queue
from counselor_desk.services.vault import trail_lines
from tests.domain.exchange_samples import TODAY, read_set, synthea
from tests.proofs import own
from tests.services.documents.test_documents import full
from tests.services.plans.test_plans import PERSON, problem
from tests.services.privacy.disclosing import prepared
from tests.services.privacy.test_consents import STROKES, consent_to_sister, to_sister
from tests.services.rewards.test_rewards import joining, prize

SUE, CAL, ODA, FLO, ADA = 1, 2, 3, 4, 5
ROSA, DANA = 10, 12
DAY = date(2026, 12, 1)
FAULTS = ("disk I/O error", "database or disk is full")
MOST = 400


class Disk:
    """Fails at one statement or commit, as SQLite's own test loop makes it fail."""

    def __init__(self, desk):
        self.left, self.says = None, FAULTS[0]
        desk.on_vault(self._stand_between)

    def _stand_between(self, engine):
        for name in ("do_execute", "do_executemany", "do_execute_no_params"):
            event.listen(engine, name, lambda *_: self._step())
        commit = engine.dialect.do_commit

        def do_commit(connection):
            self._step()
            commit(connection)

        engine.dialect.do_commit = do_commit

    def _step(self):
        if self.left is None:
            return
        self.left -= 1
        if self.left == 0:
            self.left = None
            raise sqlcipher.OperationalError(self.says)

    @contextlib.contextmanager
    def failing(self, n, says):
        self.left, self.says = n, says
        try:
            yield
        finally:
            self.left = None


def everything(desk):
    """A digest of every row of every table, the search index and the trail with them."""

    def read(engine):
        with engine.connect() as db:
            names = "SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name"
            tables = [row[0] for row in db.exec_driver_sql(names)]
            said = hashlib.sha256()
            for table in tables:
                for row in db.exec_driver_sql(f'SELECT * FROM "{table}"'):
                    said.update(repr((table, tuple(row))).encode())
            return said.hexdigest()

    return desk.on_vault(read)


def chain_holds(desk):
    def read(engine):
        with upkeep_session(engine) as session:
            return desk.chain.verify(session.scalars(select(AuditEntry).order_by(AuditEntry.id)))

    return desk.on_vault(read).broken_at is None


def draft(desk):
    made = desk.do(documents.start, ROSA, "dap")
    desk.do(documents.save_draft, made.id, full(), made.revision)
    return made.id


def signed(desk):
    note = draft(desk)
    desk.do(documents.sign, note, own(desk, documents.sign))
    return note


# Each gives the act to try, after what has to be there before.


def registering(desk):
    values = {"given_name": "Mara", "family_name": "Voss", "born": date(1990, 1, 1)}
    return clients.register, values


def changing_a_client(desk):
    return clients.change, ROSA, {"phone": "555 0177"}


def assigning(desk):
    desk.as_(SUE)
    return clients.assign, ROSA, ODA


def starting_a_note(desk):
    return documents.start, ROSA, "dap"


def saving_a_draft(desk):
    made = desk.do(documents.start, ROSA, "dap")
    return documents.save_draft, made.id, full(), made.revision


def signing(desk):
    return documents.sign, draft(desk), own(desk, documents.sign)


def returning(desk):
    note = signed(desk)
    desk.as_(SUE)
    return review_queue.send_back, note, "Add the date of the next visit."


def cosigning(desk):
    note = signed(desk)
    desk.as_(SUE)
    return review_queue.cosign, note, own(desk, review_queue.cosign)


def adding(desk):
    note = signed(desk)
    desk.as_(SUE)
    desk.do(review_queue.cosign, note, own(desk, review_queue.cosign))
    desk.as_(CAL)
    return addenda.add_addendum, note, "She called back at five.", own(desk, addenda.add_addendum)


def importing(desk):
    desk.as_(ADA)
    return transfer.bring_in, read_set(synthea(), TODAY), "CSV", 7, CAL


def undoing_an_import(desk):
    desk.as_(ADA)
    batch = desk.do(transfer.bring_in, read_set(synthea(), TODAY), "CSV", 7, CAL)
    return transfer.undo, batch.id


def enrolling(desk):
    return rewards.enroll, ROSA, joining()


def rewarding(desk):
    enrollment = desk.do(rewards.enroll, ROSA, joining("va_prize_bowl"))
    return occasions.record, enrollment.id, Observation(Outcome.MET, DAY, "cup read", "")


def giving_a_prize(desk):
    enrollment = desk.do(rewards.enroll, ROSA, joining())
    desk.do(occasions.record, enrollment.id, Observation(Outcome.MET, DAY, "cup read", ""))
    return handing_over.give, ROSA, prize(desk, 100).id


def signing_a_consent(desk):
    made = consent_to_sister(desk, sign=False)
    return consents.sign, made, {"signer": "Dana Reed"}, STROKES


def revoking(desk):
    return consents.revoke, consent_to_sister(desk), DAY, "letter"


def disclosing(desk):
    return disclosures.disclose, *prepared(desk, to_sister(consent_to_sister(desk)))


def saving_a_plan(desk):
    made = desk.do(plans.begin, ROSA)
    return drafts.save, made.id, {**made.body, **PERSON, **Plan((problem(),)).to_body()}, 1


def signing_a_plan(desk):
    made = desk.do(plans.begin, ROSA)
    body = {**made.body, **PERSON, **Plan((problem(),)).to_body()}
    desk.do(drafts.save, made.id, body, made.revision)
    return documents.sign, made.id, own(desk, documents.sign)


def finishing_an_assessment(desk):
    begun = desk.do(assessments.start, ROSA, "phq9")
    return assessments.finish, begun.id, {**{f"q{n}": 2 for n in range(1, 9)}, "q9": 1}


def marking(desk):
    booked = desk.do(appointments.book, ROSA, desk.test_clock.now + timedelta(hours=1), {})
    desk.test_clock.forward(hours=2)
    return appointments.mark, booked.id, Attendance.ATTENDED


def repeating(desk):
    return appointments.book_weekly, ROSA, desk.test_clock.now + timedelta(hours=1), {}, 3


def admitting(desk):
    return episodes.begin, ROSA, {"admitted_on": DAY}


def diagnosing(desk):
    return diagnoses.diagnose, ROSA, "F11.20", {"diagnosed_on": DAY, "diagnosed_by": "Dr. Ode"}


def medicating(desk):
    return medications.add, ROSA, {"name": "buprenorphine", "dose": "16 mg"}


def recording_a_specimen(desk):
    desk.do(rewards.enroll, ROSA, joining())
    return specimens.record, ROSA, {"cocaine": "negative", "methamphetamine": "negative"}, {}


def adding_a_relative(desk):
    return relatives.add, ROSA, {"name": "Elena Medina", "relation": "mother"}


def forming_a_group(desk):
    return groups.create, {"name": "Thursday"}


def hiring(desk):
    desk.as_(ADA)
    return staff.add, "Nia Falk", "nia", Position(Role.COUNSELOR, "", SUE)


def retiring(desk):
    desk.as_(ADA)
    return staff.retire, ODA


def covering(desk):
    until = desk.test_clock.now + timedelta(days=3)
    return access.cover_caseload, CAL, ODA, until, "on leave"


def breaking_the_glass(desk):
    born = date(1977, 8, 2)
    return (
        access.break_glass,
        "james tull",
        born,
        "overdose on the ward, allergies",
        own(desk, access.break_glass),
    )


def reading(desk):
    return documents.read, signed(desk)


def searching(desk):
    draft(desk)
    return search.search_documents, "words"


def verifying(desk):
    desk.as_(ADA)
    return (trail_lines.verify,)


def queueing(desk):
    signed(desk)
    desk.as_(SUE)
    return (review_queue.review_queue,)


EVERYDAY = (registering, saving_a_draft, cosigning, rewarding, importing)
NIGHTLY = (
    changing_a_client, assigning, starting_a_note, signing, reading, returning, adding,
    undoing_an_import, enrolling, giving_a_prize, signing_a_consent, revoking, disclosing,
    saving_a_plan, signing_a_plan, finishing_an_assessment, marking, repeating, admitting,
    diagnosing, medicating, recording_a_specimen, adding_a_relative, forming_a_group, hiring,
    retiring, covering, breaking_the_glass, searching, verifying, queueing,
)  # fmt: skip


def answers(desk, act, given):
    """Whether it passed; anything but VaultTrouble ends the test."""
    try:
        desk.do(act, *given)
    except VaultTrouble:
        return False
    return True


def fail_at_every_statement(desk, case, says):
    """How often it failed before it passed."""
    disk = Disk(desk)
    act, *given = case(desk)
    before = everything(desk)
    for n in range(1, MOST):
        with disk.failing(n, says):
            passed = answers(desk, act, given)
        if passed:
            assert chain_holds(desk)
            return n - 1
        assert everything(desk) == before
    raise AssertionError("it never passed")


@pytest.fixture
def desk(desk, clock):
    desk.test_clock = clock
    return desk


@pytest.mark.parametrize("case", EVERYDAY, ids=lambda case: case.__name__)
def test_a_failing_disk_leaves_nothing_half_done(desk, case):
    assert fail_at_every_statement(desk, case, FAULTS[0]) > 2


@pytest.mark.slow
@pytest.mark.parametrize("says", FAULTS)
@pytest.mark.parametrize("case", [*EVERYDAY, *NIGHTLY], ids=lambda case: case.__name__)
def test_every_command_through_every_fault(desk, case, says):
    failed = fail_at_every_statement(desk, case, says)
    assert failed > 2
    print(f"{case.__name__}: {failed} faults")  # noqa: T201


def test_signing_in_and_out_survive_a_failing_disk(desk):
    disk = Disk(desk)
    for says in FAULTS:
        before = everything(desk)
        for n in range(1, 5):
            with disk.failing(n, says), pytest.raises(VaultTrouble):
                desk.as_(SUE)
            assert everything(desk) == before
            assert desk.actor.id == CAL, "who sat there still sits there"
    desk.as_(SUE)
    assert chain_holds(desk)


def test_the_vaults_own_upkeep_tells_of_trouble_in_words(desk):
    disk = Disk(desk)
    with disk.failing(1, FAULTS[0]), pytest.raises(VaultTrouble, match="disk did not answer"):
        everything(desk)
