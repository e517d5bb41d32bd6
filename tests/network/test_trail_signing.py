"""The trail of who works at another computer is signed there, and a signature that is not theirs is seen."""

import pytest
from sqlalchemy import select

from counselor_desk.core.errors import Refused
from counselor_desk.desk import signatures
from counselor_desk.desk.trail import signed_words
from counselor_desk.desk.upkeep import upkeep_session
from counselor_desk.network import seat_desk
from counselor_desk.network.seat_desk import SeatDesk
from counselor_desk.records.audit import TrailSignature
from counselor_desk.services.documents import documents
from counselor_desk.services.vault import trail_signing
from tests.proofs import PASSPHRASE

CAL, ROSA = 2, 10


@pytest.fixture
def seat(clinic, tmp_path):
    address = clinic.papers.address(clinic.port, clinic.papers.computer())
    desk = SeatDesk(address, tmp_path / "spool", clinic.clock)
    desk.sign_in("cal", PASSPHRASE)
    yield desk
    desk.close()


def checked(clinic):
    """Every signature since those of who sat at the vault itself, as its own check sees it."""

    def read(engine):
        with upkeep_session(engine) as session:
            found = [(one.signer_name, one.holds) for one in signatures.check(session)]
            return found[1:]  # Cal's sitting at the vault, before it was served

    return clinic.desk.on_vault(read)


def test_a_sitting_at_another_computer_ends_with_its_person_s_signature(clinic, seat):
    seat.do(documents.start, ROSA, "dap")
    assert checked(clinic) == []
    seat.sign_out()
    assert checked(clinic) == [("Cal Reyes", True)]


def test_a_long_sitting_is_signed_on_its_way(clinic, seat, monkeypatch):
    monkeypatch.setattr(seat_desk, "SIGNED_EVERY", 2)
    for _each in range(2):
        seat.do(documents.start, ROSA, "dap")
    seat._sending.submit(int).result()  # behind the signature
    assert checked(clinic) == [("Cal Reyes", True)]


def test_who_has_done_nothing_signs_nothing(clinic, seat):
    seat.sign_out()
    assert checked(clinic) == []


def test_only_one_s_own_key_signs_and_a_line_is_signed_once(clinic, seat):
    head = seat.do(trail_signing.head)
    other = clinic.seat("sue")
    for line, signature in (
        (head.line, other.keys.sign(signed_words(head.line, head.mac))),
        (head.line, seat.keys.sign(signed_words(head.line, "another"))),
        (head.line, b""),
        (10**9, b"x" * 64),
    ):
        with pytest.raises(Refused):
            seat.do(trail_signing.sign, line, signature)
    mine = seat.keys.sign(signed_words(head.line, head.mac))
    assert seat.do(trail_signing.sign, head.line, mine)
    assert not seat.do(trail_signing.sign, head.line, mine)
    assert checked(clinic) == [("Cal Reyes", True)]


def test_a_signature_that_was_taken_out_is_missed(clinic, seat):
    head = seat.do(trail_signing.head)
    seat.do(trail_signing.sign, head.line, seat.keys.sign(signed_words(head.line, head.mac)))

    def taken_out(engine):
        with engine.begin() as db:
            for name in (
                db.exec_driver_sql(
                    "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'trail_signature'"
                )
                .scalars()
                .all()
            ):
                db.exec_driver_sql(f'DROP TRIGGER "{name}"')
        with upkeep_session(engine) as session:
            newest = select(TrailSignature).order_by(TrailSignature.id.desc())
            session.delete(session.scalars(newest).first())

    clinic.desk.on_vault(taken_out)
    assert checked(clinic) == [("Cal Reyes", False)]
