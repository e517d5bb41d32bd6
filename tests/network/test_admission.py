"""A computer joins once, within its hour, and is out when it is revoked."""

from datetime import timedelta

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from counselor_desk.core.errors import Refused
from counselor_desk.desk.integrity import verify_records
from counselor_desk.desk.upkeep import upkeep_session
from counselor_desk.network import certificates
from counselor_desk.network.admission import Admission, JoinAnswer, JoinRefusal, JoinRequest
from counselor_desk.network.invitation import (
    Address,
    new_invitation,
    proof_of_clinic,
    proof_of_seat,
)
from counselor_desk.records.audit import AuditEntry
from counselor_desk.records.clinic_line import ClinicLine
from counselor_desk.services.clinic import computers


@pytest.fixture
def admission(desk):
    desk.as_(5)
    return Admission(desk)


der = certificates.to_der


def invited(desk, admission):
    made = new_invitation((Address("10.0.0.7"),), admission.server_print)
    desk.do(computers.invite, made.verifier())
    return made


def asking(admission, invitation, name="Cal's laptop", server=None):
    request = certificates.make_request().request
    shown = der(server or admission.server.certificate)
    return JoinRequest(request, name, proof_of_seat(invitation.verifier(), shown, request, name))


def join(admission, asked):
    """As the server does it: bytes in, bytes out."""
    said = admission.answer_joining(msgspec.msgpack.encode(asked))
    answer = msgspec.msgpack.decode(said, type=JoinAnswer | JoinRefusal)
    if isinstance(answer, JoinRefusal):
        raise Refused(answer.words, answer.field)
    return answer


def test_a_computer_joins_and_the_clinic_proves_itself_to_it(desk, admission):
    invitation = invited(desk, admission)
    given = join(admission, asking(admission, invitation))
    wanted = proof_of_clinic(
        invitation.verifier(), der(admission.server.certificate), given.certificate, given.authority
    )
    assert given.proof == wanted
    assert given.clinic == "Harbor Recovery Center"
    serial = certificates.serial_of(given.certificate)
    assert admission.admits(serial)
    admission.note_contact(serial)
    sharing = desk.do(computers.sharing)
    [computer] = sharing.computers
    assert (computer.name, computer.invited_by) == ("Cal's laptop", "Ada Quist")
    assert computer.last_seen_at == desk.now()
    assert sharing.invitations == ()
    assert sharing.server_certificate == admission.server.certificate


def test_an_invitation_is_used_once(desk, admission):
    invitation = invited(desk, admission)
    join(admission, asking(admission, invitation))
    with pytest.raises(Refused, match="was used"):
        join(admission, asking(admission, invitation))
    assert len(desk.do(computers.sharing).computers) == 1


def test_an_invitation_ends_after_an_hour(desk, admission, clock):
    invitation = invited(desk, admission)
    clock.forward(minutes=61)
    with pytest.raises(Refused, match="has ended"):
        join(admission, asking(admission, invitation))


def test_a_withdrawn_one_opens_nothing(desk, admission):
    invitation = invited(desk, admission)
    [one] = desk.do(computers.sharing).invitations
    desk.do(computers.withdraw, one.id)
    with pytest.raises(Refused, match="has ended"):
        join(admission, asking(admission, invitation))


def test_a_proof_made_to_another_server_is_worth_nothing(desk, admission):
    """Whoever stands between and shows a certificate of their own gets a proof bound to that one."""
    between = certificates.make_authority(desk.now()).certificate
    with pytest.raises(Refused, match="has ended"):
        join(admission, asking(admission, invited(desk, admission), server=between))


def test_a_proof_does_not_carry_another_request(desk, admission):
    asked = asking(admission, invited(desk, admission))
    other = JoinRequest(certificates.make_request().request, asked.name, asked.proof)
    with pytest.raises(Refused, match="has ended"):
        join(admission, other)


def test_guessing_closes_the_door_for_an_hour(desk, admission, clock):
    good = asking(admission, invited(desk, admission))
    wrong = new_invitation((), admission.server_print)
    for _try in range(20):
        with pytest.raises(Refused, match="has ended"):
            join(admission, asking(admission, wrong))
    with pytest.raises(Refused, match="Too many"):
        join(admission, good)
    clock.forward(minutes=61)
    join(admission, asking(admission, invited(desk, admission)))


def test_a_revoked_computer_is_out(desk, admission):
    given = join(admission, asking(admission, invited(desk, admission)))
    [computer] = desk.do(computers.sharing).computers
    assert desk.do(computers.revoke, computer.id) == "Cal's laptop"
    assert admission.revoked() == {certificates.serial_of(given.certificate)}
    assert not admission.admits(certificates.serial_of(given.certificate))
    [computer] = desk.do(computers.sharing).computers
    assert computer.revoked_at == desk.now()


def test_a_certificate_that_the_vault_does_not_know_is_out(admission, desk):
    asked = certificates.make_request()

    def authority_of(engine):
        with upkeep_session(engine) as session:
            line = session.get(ClinicLine, 1)
            return certificates.Credential(line.authority, line.authority_key)

    authority = desk.on_vault(authority_of)
    made = certificates.issue_seat(authority, asked.request, "ghost", desk.now())
    assert not admission.admits(certificates.serial_of(made))


def test_the_trail_tells_of_the_joining_and_the_records_hold(desk, counted, admission):
    join(admission, asking(admission, invited(desk, admission)))
    lines = select(AuditEntry.action, AuditEntry.staff_id, AuditEntry.object)

    def read(engine):
        with upkeep_session(engine) as session:
            return [tuple(row) for row in session.execute(lines) if row.action.startswith("computers.")]

    assert desk.on_vault(read) == [
        ("computers.certificates", 0, "ClinicLine:1"),
        ("computers.invite", 5, "ComputerInvitation:1"),
        ("computers.join", 5, "ComputerInvitation:1"),
        ("computers.join", 5, "ClinicComputer:1"),
    ]
    assert desk.on_vault(lambda engine: verify_records(engine, desk.chain)).is_whole


def test_the_certificates_are_the_clinic_s_for_good(desk, admission, clock):
    again = Admission(desk)
    assert (again.authority, again.server) == (admission.authority, admission.server)
    clock.forward(days=365 * 5 - 30)
    renewed = Admission(desk)
    assert renewed.authority == admission.authority
    assert renewed.server_print != admission.server_print


def test_nobody_is_invited_before_the_vault_is_shared(desk):
    desk.as_(5)
    with pytest.raises(Refused, match="Share this vault"):
        desk.do(computers.invite, "0" * 64)


@pytest.mark.parametrize("verifier", ["", "zz" * 32, "0" * 63, "0" * 65, "Ä" * 64])
def test_a_spoiled_verifier_is_refused(desk, admission, verifier):
    with pytest.raises(Refused, match="cannot be read"):
        desk.do(computers.invite, verifier)


def test_too_many_open_invitations_are_refused(desk, admission, clock):
    for _one in range(20):
        invited(desk, admission)
    with pytest.raises(Refused, match="Too many invitations"):
        invited(desk, admission)
    clock.now += timedelta(hours=1)
    invited(desk, admission)


@pytest.mark.parametrize("name", ["", "   ", "x" * 61])
def test_a_computer_needs_a_name(desk, admission, name):
    with pytest.raises(Refused, match="name"):
        join(admission, asking(admission, invited(desk, admission), name=name))


def test_no_key_is_in_what_a_use_case_gives_back(desk, admission):
    invited(desk, admission)
    assert "PRIVATE KEY" not in repr(desk.do(computers.sharing))


@given(st.binary(max_size=300))
def test_whatever_a_stranger_says_is_answered_in_a_sentence(said):
    """What cannot be read comes to no desk: none is needed to refuse it."""
    answer = msgspec.msgpack.decode(Admission.answer_joining(object(), said), type=JoinAnswer | JoinRefusal)
    assert "cannot be read" in answer.words


def test_a_request_that_is_too_long_is_not_read(desk, admission):
    asked = asking(admission, invited(desk, admission))
    said = msgspec.msgpack.encode(asked) + b"x" * 8_000
    assert b"cannot be read" in admission.answer_joining(said)
