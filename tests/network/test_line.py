"""People at other computers ask the clinic's desk, and nobody else does."""

import contextlib
import secrets
import socket
import threading
from concurrent.futures import Future
from datetime import timedelta

import pytest
from sqlalchemy import select

from counselor_desk.core.errors import AccessEnded, Forbidden, Refused, VaultTrouble
from counselor_desk.desk.upkeep import upkeep_session
from counselor_desk.domain.roles import Role
from counselor_desk.network import certificates, messages
from counselor_desk.network.codec import encode
from counselor_desk.network.kinds import NotOnTheLine
from counselor_desk.network.limits import ComputerTries, QuestionPace, RefusalPace, TooOften
from counselor_desk.network.messages import Ask, TakeSeat
from counselor_desk.network.remote_desk import LineCut, LineRefused, LineState, RemoteDesk, _Question
from counselor_desk.network.seat_proof import LineEnds, SeatKeys
from counselor_desk.records.audit import AuditEntry
from counselor_desk.records.people import Staff
from counselor_desk.services.clients import clients
from counselor_desk.services.documents import documents
from counselor_desk.services.exchange import exporting
from counselor_desk.vault.keys.throttle import MustWait
from counselor_desk.vault.keys.unlock import WrongPassphrase
from tests.network.clinic import HOME, Certificates
from tests.proofs import words_of

ODA = 3
BODY = {"data": "I slept well."}


def trail(desk):
    def read(engine):
        with upkeep_session(engine) as session:
            lines = session.scalars(select(AuditEntry).order_by(AuditEntry.id))
            return [(line.staff_id, line.action, line.reason) for line in lines]

    return desk.on_vault(read)


def change_staff(desk, staff_id, **fields):
    def done(engine):
        with upkeep_session(engine) as session:
            for name, value in fields.items():
                setattr(session.get(Staff, staff_id), name, value)

    desk.on_vault(done)


def ask_raw(line, message):
    """A message that no window sends, and the error that comes back."""
    return line._ask(_Question(message, Future())).exception(60)


def question(line, use_case, values, token=b""):
    number = next(line._numbers)
    return Ask(number, token or secrets.token_bytes(16), use_case, messages.msgspec.Raw(values))


def test_a_person_signs_in_and_asks(clinic):
    cal = clinic.seat("cal")
    assert (cal.actor.name, cal.actor.role) == ("Cal Reyes", Role.COUNSELOR)
    assert cal.people() == ["ada", "sue", "cal", "oda", "flo"]
    note = cal.do(documents.start, 10, "dap")
    detail = cal.do(documents.read, note.id)
    assert (detail.client.given_name, detail.author.name) == ("Rosa", "Cal Reyes")
    assert detail.document.id == note.id


def test_two_at_once_see_their_own_caseloads(clinic):
    cal, oda = clinic.seat("cal"), clinic.seat("oda")
    note = cal.do(documents.start, 10, "dap")
    with pytest.raises(Refused, match="caseload"):
        oda.do(documents.read, note.id)


def test_errors_travel_as_what_they_are(clinic):
    flo = clinic.seat("flo")
    with pytest.raises(Forbidden, match="Your role does not let you"):
        flo.do(documents.start, 10, "dap")
    with pytest.raises(Refused) as refused:
        flo.do(clients.register, {"given_name": "", "family_name": "", "born": None})
    assert refused.value.field == "family_name"
    assert (4, "documents.start (refused)", "") in trail(clinic.desk)


def test_a_stranger_at_the_port_gets_nothing_and_fills_no_log(clinic, caplog):
    """Noise, HTTP without TLS, and TLS without a certificate; the clinic's own go on."""
    for said in (b"", b"\x00" * 500, b"GET /desk HTTP/1.1\r\nHost: x\r\n\r\n"):
        with socket.create_connection((HOME, clinic.port), timeout=60) as stranger:
            stranger.sendall(said)
            stranger.shutdown(socket.SHUT_WR)
            with contextlib.suppress(ConnectionError):
                assert b"200" not in stranger.recv(1000)
    for path in ("/desk", "/join", "/"):
        with (
            socket.create_connection((HOME, clinic.port), timeout=60) as plain,
            certificates.joining_context().wrap_socket(plain) as stranger,
        ):
            upgrade = "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
            key = "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
            stranger.sendall(f"GET {path} HTTP/1.1\r\nHost: x\r\n{upgrade}{key}\r\n".encode())
            assert stranger.recv(1000).startswith(b"HTTP/1.1 403 ")
    assert clinic.seat("cal").actor.name == "Cal Reyes"
    assert [record.getMessage() for record in caplog.records] == []


# Signing in


def test_a_wrong_passphrase_lets_nobody_in(clinic):
    line = clinic.connect()
    with pytest.raises(WrongPassphrase):
        line.sign_in("cal", "not the one that it is")
    with pytest.raises(Forbidden, match="Nobody is signed in"):
        line.do(documents.start, 10, "dap")


def test_no_passphrase_and_no_key_of_the_vault_goes_over_the_line(clinic, keyring_of_all):
    heard = []
    line = clinic.connect()
    send, take = line._send, line._take
    line._send = lambda asked: (heard.append(messages.written(asked.message)), send(asked))
    line._take = lambda told: (heard.append(messages.written(told)), take(told))
    line.sign_in("cal", words_of(2))
    vault_key = bytes(keyring_of_all[5].key)
    wrapped = keyring_of_all[5].file().slot_of(2).key
    said = b"".join(heard)
    assert len(said) > 300
    for secret in (words_of(2).encode(), vault_key, bytes(keyring_of_all[5].audit), wrapped):
        assert secret not in said
    assert line.keys.sealed.slot.key == b""


def test_who_guesses_waits_longer_each_time(clinic):
    line = clinic.connect()
    for _try in range(4):
        with pytest.raises(WrongPassphrase):
            line.sign_in("cal", "not the one that it is")
    with pytest.raises(MustWait, match="Too many tries"):
        line.sign_in("cal", words_of(2))
    other = clinic.connect()
    with pytest.raises(MustWait):
        other.sign_in("cal", words_of(2))
    other.sign_in("oda", words_of(3))


def test_a_computer_that_guesses_everybody_waits_too():
    now = [0.0]
    tries = ComputerTries(lambda: now[0])
    for _try in range(4):
        tries.check("a")
    with pytest.raises(MustWait):
        tries.check("a")
    tries.check("b")
    now[0] += 300
    tries.check("a")
    tries.forgive("a")
    tries.check("a")


def test_a_signature_is_good_for_its_line_its_challenge_and_once(clinic, keyring_of_all):
    mine, other = clinic.connect(), clinic.connect()
    private = bytearray(keyring_of_all[2].private)
    sealed, challenge = mine._offer("cal")
    keys = SeatKeys(sealed, private)
    stolen = keys.sign(mine._words(keys, challenge))
    other._offer("cal")
    for line in (other, other):  # another line's; and its own challenge is spent by it
        assert isinstance(
            ask_raw(line, TakeSeat(next(line._numbers), stolen)), WrongPassphrase | NotOnTheLine
        )
    assert mine._sit(keys, challenge).name == "Cal Reyes"
    again = ask_raw(mine, TakeSeat(next(mine._numbers), stolen))
    assert isinstance(again, NotOnTheLine), "replayed"
    assert any(action == "line.refused" for _who, action, _why in trail(clinic.desk))


def test_what_is_signed_names_both_certificates():
    ends = [LineEnds(b"clinic", b"seat"), LineEnds(b"clinic", b"other"), LineEnds(b"other", b"seat")]
    assert len({end.sign_in_words("v", 2, b"c") for end in ends}) == 3
    assert len({ends[0].sign_in_words(v, n, c) for v in "vw" for n in (2, 3) for c in (b"c", b"d")}) == 8


def test_another_clinic_s_computer_is_not_let_in(clinic):
    other = Certificates(clinic.papers.now)
    with pytest.raises((LineRefused, LineCut)):
        clinic.connect(computer=other.computer())
    assert clinic.server.seats() == []


def test_a_seat_speaks_to_its_own_clinic_alone(clinic):
    clinic.papers, own = Certificates(clinic.papers.now), clinic.papers
    try:
        with pytest.raises(LineRefused, match="is not the clinic's that was joined"):
            clinic.connect()
    finally:
        clinic.papers = own


def test_a_revoked_computer_is_cut_off_and_comes_in_no_more(clinic):
    computer = clinic.papers.computer()
    cal, told = clinic.seat("cal", computer=computer), threading.Event()
    cal.watch(lambda state, _why: told.set() if state is LineState.REFUSED else None)
    [row] = clinic.server.seats()
    clinic.revoked.add(row.serial)
    clinic.server.drop(row.serial)
    assert told.wait(60)
    with pytest.raises(LineRefused, match="revoked"):
        cal.do(documents.start, 10, "dap")
    with pytest.raises(LineRefused, match="revoked"):
        clinic.connect(computer=computer)
    assert clinic.seat("cal").actor.name == "Cal Reyes", "at another computer"


def test_who_left_the_clinic_or_has_another_role_has_it_at_the_next_call(clinic):
    oda = clinic.seat("oda")
    change_staff(clinic.desk, ODA, role=Role.CLINIC_STAFF)
    with pytest.raises(Forbidden):
        oda.do(documents.start, 11, "dap")
    assert oda.actor.role is Role.CLINIC_STAFF
    change_staff(clinic.desk, ODA, active=False)
    with pytest.raises(AccessEnded):
        oda.do(clients.find, "Tull")


# Questions


def test_changes_are_told_to_all_and_the_window_to_its_own(clinic):
    cal, sue = clinic.seat("cal"), clinic.seat("sue")
    heard = {"cal": [], "sue": []}
    told = threading.Event()
    cal.listen(heard["cal"].append)
    sue.listen(lambda changes: (heard["sue"].append(changes), told.set()))
    window = object()
    cal.submit(window, documents.start, 10, "dap").result()
    assert told.wait(60)
    [mine], [hers] = heard["cal"], heard["sue"]
    assert (mine.kinds, mine.client_ids, mine.initiator) == ({"Document"}, {10}, window)
    assert (hers.kinds, hers.client_ids, hers.initiator) == ({"Document"}, {10}, None)


def test_progress_comes_back_and_stopping_goes_there(clinic):
    class Window:
        steps = []

        def progress(self, done, of):
            self.steps.append((done, of))
            raise Refused("Nobody waits.")

    sue, window = clinic.seat("sue"), Window()
    made = sue.submit(window, exporting.export, "CSV").exception(60)
    assert window.steps
    assert made is None or isinstance(made, Refused)


def test_the_clinic_s_time_is_told(clinic, clock):
    cal = clinic.seat("cal")
    assert cal.now() == clock()
    clock.forward(hours=1)
    assert cal.now() == clock()


def test_a_clock_an_hour_off_shows_the_clinic_s_time(clinic, clock):
    cal = clinic.connect(clock=lambda: clock() - timedelta(hours=1))
    cal.sign_in("cal", words_of(2))
    assert cal.now() == clock()


@pytest.mark.parametrize(
    ("use_case", "values"),
    [
        ("os.system", encode({"command": "true"})),
        ("documents.start", encode({"client_id": 10})),
        ("documents.start", encode({"client_id": "10", "template": "dap"})),
        ("documents.start", encode({"client_id": 10, "template": "dap", "ctx": None})),
        ("documents.start", encode([10, "dap"])),
    ],
)
def test_what_no_window_sends_is_refused_and_written_down(clinic, use_case, values):
    cal = clinic.seat("cal")
    assert isinstance(ask_raw(cal, question(cal, use_case, values)), NotOnTheLine)
    assert cal.do(documents.start, 10, "dap").id, "the line goes on"
    [reason] = [why for who, action, why in trail(clinic.desk) if (who, action) == (2, "line.refused")]
    assert reason.startswith("computer 7: ")
    assert "dap" not in reason


def test_a_message_that_is_none_is_refused_and_the_line_goes_on(clinic):
    cal = clinic.seat("cal")
    told = threading.Event()
    take = cal._take
    cal._take = lambda said: told.set() if getattr(said, "number", None) == 0 else take(said)
    cal._loop.call_soon_threadsafe(lambda: cal._loop.create_task(cal._put(cal._connection, b"\xc1\xc1")))
    assert told.wait(60)
    assert cal.do(documents.start, 10, "dap").id


def test_a_message_too_large_is_refused_here_and_written_down_there(clinic):
    cal, cut = clinic.seat("cal"), threading.Event()
    with pytest.raises(Refused, match="too large"):
        cal.do(documents.save_draft, 1, {"data": "x" * messages.LARGEST_QUESTION}, 0)
    cal.watch(lambda state, _why: cut.set() if state is LineState.CUT else None)
    large = bytes(messages.LARGEST_QUESTION + 1)
    cal._loop.call_soon_threadsafe(lambda: cal._loop.create_task(cal._put(cal._connection, large)))
    assert cut.wait(60)
    assert cal.do(documents.start, 10, "dap").id, "the connection is back"
    assert (2, "line.refused", "computer 7: a message too large") in trail(clinic.desk)


def test_nobody_asks_before_signing_in(clinic):
    line = clinic.connect()
    for use_case in ("documents.start", "clients.find", "os.system"):
        assert isinstance(ask_raw(line, question(line, use_case, encode({}))), Forbidden)
    assert line.people()
    assert (0, "line.refused", "computer 7: nobody signed in") in trail(clinic.desk)


def test_who_floods_the_line_is_slowed_and_the_trail_is_not_flooded():
    now = [0.0]
    pace = QuestionPace(lambda: now[0])
    for _question in range(1500):
        pace.count(0)
    with pytest.raises(TooOften):
        pace.count(0)
    now[0] += 1
    pace.count(0)
    with pytest.raises(TooOften):
        pace.count(256)
    refusals = RefusalPace(lambda: now[0])
    assert [refusals.since("a") for _time in range(3)] == [0, None, None]
    assert refusals.since("b") == 0
    now[0] += 10
    assert refusals.since("a") == 2


# A line that is cut


def test_a_command_asked_again_after_a_cut_is_answered_and_not_done_again(clinic):
    cal = clinic.seat("cal")
    note = cal.do(documents.start, 10, "dap")
    values = encode({"document_id": note.id, "body": BODY, "revision": note.revision})
    token = secrets.token_bytes(16)
    for _time in range(3):
        asked = question(cal, "documents.save_draft", values, token)
        assert cal._ask(_Question(asked, Future())).result(60).revision == note.revision + 1
    other = encode({"document_id": note.id, "body": {"data": "Twice."}, "revision": note.revision})
    again = question(cal, "documents.save_draft", other)
    assert cal._ask(_Question(again, Future())).result(60).is_copy, "another token is another act"


def test_a_line_that_was_cut_comes_back_by_itself_with_its_person(clinic):
    cal, states = clinic.seat("cal"), []
    back = threading.Event()
    cal.watch(lambda state, _why: (states.append(state), state is LineState.THERE and back.set()))
    for connection in list(clinic.server._lines):
        clinic.server._loop.call_soon_threadsafe(connection.transport.abort)
    assert back.wait(60)
    assert states[:2] == [LineState.CUT, LineState.THERE]
    assert cal.do(documents.start, 10, "dap").author_id == 2


def test_what_is_asked_while_the_line_is_cut_is_asked_when_it_is_back(clinic):
    cal, cut = clinic.seat("cal"), threading.Event()
    cal.watch(lambda state, _why: cut.set() if state is LineState.CUT else None)
    for connection in list(clinic.server._lines):
        clinic.server._loop.call_soon_threadsafe(connection.transport.abort)
    assert cut.wait(60)
    assert cal.do(documents.start, 10, "dap").author_id == 2


def test_the_clinic_s_computer_goes_off_and_on(clinic):
    cal = clinic.seat("cal")
    note = cal.do(documents.start, 10, "dap")
    back = threading.Event()
    cal.watch(lambda state, _why: back.set() if state is LineState.THERE else None)
    clinic.restart()
    assert back.wait(60)
    assert cal.do(documents.read, note.id).document.id == note.id


def test_where_nobody_listens_a_sentence_says_so(clinic):
    clinic.server.close()
    with pytest.raises(LineCut, match="does not answer"):
        clinic.connect()


def test_a_program_too_new_or_too_old_for_the_other_says_which_to_update(clinic):
    def welcome(protocol, oldest):
        return messages.Welcome(protocol, oldest, "9.9", "v", b"", clinic.clock())

    mine = messages.PROTOCOL
    assert RemoteDesk._checked(welcome(mine + 1, mine)).program == "9.9", "the next one still speaks with it"
    with pytest.raises(LineRefused, match="newer Counselor Desk"):
        RemoteDesk._checked(welcome(mine + 2, mine + 1))
    with pytest.raises(LineRefused, match="older Counselor Desk"):
        RemoteDesk._checked(welcome(messages.OLDEST - 1, messages.OLDEST - 1))
    with pytest.raises(LineRefused):
        RemoteDesk._checked(messages.Trouble(0, (), "", ""))


def test_a_port_that_is_taken_is_told(clinic):
    with pytest.raises(VaultTrouble, match=f"Port {clinic.port} is taken"):
        type(clinic.server)(clinic.side, clinic.papers.listening(clinic.port), lambda serial: True)
