"""A pytest plugin: the desk of the tests stands at another computer, and each question goes through TLS.

`python -m tests.clinic services|reports|ui` runs the suites with it.
"""

from dataclasses import replace
from datetime import UTC, datetime
from functools import cache

import pytest

from counselor_desk.door.vault_door import VaultDoor
from counselor_desk.network import arguments, codec, conversation, kinds, remote_desk
from counselor_desk.network.conversation import ClinicSide, Conversation
from counselor_desk.network.messages import TakeSeat, Trouble
from counselor_desk.network.remote_desk import RemoteDesk
from counselor_desk.network.seat_proof import SeatKeys
from counselor_desk.network.server import ClinicServer
from tests.clinic.of_the_file import OF_THE_FILE
from tests.network.clinic import Certificates

OURS: dict[str, object] = {}  # kinds and errors that tests define for themselves
HERE = "tests here: "  # a sign-in without a slot: of people whom a test has added to the vault alone


@cache
def papers():
    made = Certificates(datetime.now(UTC))
    return made, made.computer()


class LineDesk(RemoteDesk):
    """The desk of a test by way of the line; what tests do behind its back is done at the clinic's."""

    def __init__(self, real, keys):
        made, computer = papers()
        self.real = real
        self.server = ClinicServer(ClinicSide(real, keys), made.listening(), lambda serial: True)
        super().__init__(made.address(self.server.port, computer), lambda: real.now())

    def sign_in(self, staff_id, keys=None):
        slot = keys.file().slot_of(staff_id) if keys is not None else None
        if slot is None:
            return self.sit_without_slot(f"{HERE}{staff_id}", keys)
        sealed, challenge = self._offer(slot.sign_in)
        actor = self._sit(SeatKeys(sealed, bytearray(keys.private)), challenge)
        (line,) = self.server._lines.values()
        line._seat.signed_in.keys = self.signed_in.keys = keys
        return actor

    def log_event(self, action, reason=""):
        """What the program notes of who sits here: their seat at the clinic's."""
        (line,) = self.server._lines.values()
        self.real.note(line._seat.signed_in, action, reason)

    def sit_without_slot(self, words, keys=None):
        sit = TakeSeat(next(self._numbers), words.encode())
        actor, session, _must = self._ask(remote_desk._Question(sit, remote_desk.Future())).result()
        self.signed_in = remote_desk.SignIn(actor, session, keys)
        return actor

    def submit(self, initiator, use_case, *args, **kwargs):
        if all(kinds.use_cases(floor).get(use_case.name) is not use_case for floor in kinds.ASKED):
            kinds.use_cases("services")[use_case.name] = use_case  # a test's own
        return super().submit(initiator, use_case, *args, **kwargs)

    def close(self):
        super().close()
        self.server.close()
        self.real.close()

    def __getattr__(self, name):
        return getattr(self.__dict__["real"], name)

    def __setattr__(self, name, value):
        """A test that sets the desk's clock sets the clinic's."""
        if name == "now":
            self.real.now = value
        else:
            super().__setattr__(name, value)


class WindowDesk(LineDesk):
    """The desk that a window gets: its person is at the seat of the clinic's computer itself."""

    def __init__(self, real):
        super().__init__(real, real.signed_in.keys)
        self.sit_without_slot(f"{HERE}seated", real.signed_in.keys)

    def sign_in(self, staff_id, keys=None):
        self.real.sign_in(staff_id, keys)
        return self.sit_without_slot(f"{HERE}seated", keys)


def of_desk(real, keyring):
    return LineDesk(real, keyring[5])


def of_window(opened):
    return replace(opened, desk=WindowDesk(opened.desk))


def pytest_configure(config):
    config.line = of_desk
    seat = VaultDoor._seat
    VaultDoor._seat = lambda door, *given: of_window(seat(door, *given))
    _let_tests_sit()
    _let_test_kinds_through()
    _let_test_errors_through()


def pytest_collection_modifyitems(items):
    for item in items:
        name = item.nodeid.partition("[")[0]
        reason = OF_THE_FILE.get(name) or OF_THE_FILE.get(name.partition("::")[0])
        if reason:
            item.add_marker(pytest.mark.skip(reason=reason))


def _let_tests_sit():
    sit = Conversation._sit

    def taken(line, signature):
        if not signature.startswith(HERE.encode()):
            return sit(line, signature)
        desk, who = line._clinic.desk, signature.decode().removeprefix(HERE)
        if who == "seated":
            seat = desk.seat
        else:
            line._leave("")
            seat = desk.add_seat()
            seat.sign_in(int(who))
        if line._seat is not seat:
            seat.listen(line._heard)
        line._seat, line._told = seat, conversation._rights_of(seat.actor)
        return seat.actor, seat.signed_in.session, False

    Conversation._sit = taken


def _let_test_kinds_through():
    name_of, kind_named, checks = codec.name_of, codec.kind_named, arguments._checks

    def name(kind):
        if not kind.__module__.startswith("tests."):
            return name_of(kind)
        OURS[f"tests.{id(kind)}"] = kind
        return f"tests.{id(kind)}"

    codec.name_of = name
    codec.kind_named = lambda said: OURS[said] if said in OURS else kind_named(said)

    function_named, name_of_function = kinds.function_named, kinds.name_of_function

    def function(value):
        if not value.__module__.startswith("tests."):
            return name_of_function(value)
        OURS[f"tests.{id(value)}"] = value
        return f"tests.{id(value)}"

    codec.name_of_function = function
    codec.READERS["g"] = lambda said: OURS[said] if said in OURS else function_named(said)

    def checked(use_case):
        if not use_case.run.__module__.startswith("tests."):
            return checks(use_case)
        return dict.fromkeys(arguments._signature(use_case).parameters, lambda value: value)

    arguments._checks = checked


def _let_test_errors_through():
    trouble_of = remote_desk._trouble_of
    kinds.NotOnTheLine.__str__ = lambda error: f"{error.args[0]} ({getattr(error, 'why', 'there')})"

    def fault(line, number, error):
        OURS[f"error {id(error)}"] = error
        line._send(Trouble(number, (f"error {id(error)}",), "", ""))

    Conversation._fault = fault
    remote_desk._trouble_of = lambda said: OURS.pop(said.kinds[0], None) or trouble_of(said)
