"""A hostile computer of the clinic: `python -m tests.clinic reach [--spoiled N]`.

It has a certificate and a person's sign-in, and sends what it likes: every use case in every role with
numbers beyond reach, forged names, messages of others and of before, truncated and spoiled ones. Counted:
words beyond reach that came back, faults of the server, whether it still answers, whether the trail holds.
"""

import argparse
import asyncio
import collections.abc
import dataclasses
import datetime as dt
import enum
import random
import secrets
import types
from concurrent.futures import Future
from itertools import pairwise
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

import msgspec
from sqlalchemy import select, update

from counselor_desk.core.errors import AccessEnded, Refused, VaultTrouble
from counselor_desk.desk.integrity import verify_records
from counselor_desk.desk.upkeep import upkeep_session
from counselor_desk.network import kinds
from counselor_desk.network.arguments import _signature
from counselor_desk.network.codec import _fields, encode
from counselor_desk.network.kinds import NotOnTheLine
from counselor_desk.network.messages import Ask, TakeSeat, written
from counselor_desk.network.remote_desk import RemoteDesk, _Question
from counselor_desk.records.audit import AuditEntry
from counselor_desk.records.people import Client, Staff
from counselor_desk.services.documents import documents
from tests.clinic.places import STAFF, clinic, words_of
from tests.clinic.trouble import Faults, say
from tests.services.rows import fill

CANARY = "palimpsest-{place}"
WORD = b"palimpsest"
UMA, RESTRICTED = 4242, 9099  # a counselor of no team, and her client, whom nobody else may see
IDS = (RESTRICTED, 1, 2)
NOW = dt.datetime.now(dt.UTC)
# An emergency is the one way beyond a caseload, with a reason, for an hour and on the trail.
EMERGENCY = {"access.break_glass"}
FORGED = ("", "x" * 100_000, "os.system", "documents", "documents.start\x00", "__class__", "../start",
          "counselor_desk.services.documents.documents:start", "documents.start (refused)")  # fmt: skip


class HostileSeat(RemoteDesk):
    """A seat that sends what it likes, and looks at every byte that comes back."""

    def __init__(self, address):
        self.heard, self.wrong, self.sent = 0, [], []
        super().__init__(address)

    def _take(self, said):
        self.heard += 1
        raw = written(said)
        if WORD in raw:
            self.wrong.append(type(said).__name__)
        super()._take(said)

    def _send(self, question):
        self.sent.append(written(question.message))
        super()._send(question)

    def ask_as(self, name, values):
        """What came of a question that no window asks: a value, or the error."""
        raw = msgspec.Raw(encode(values) if not isinstance(values, bytes) else values)
        message = Ask(next(self._numbers), secrets.token_bytes(16), name, raw)
        return self._ask(_Question(message, Future(), again=True)).exception(120)

    def throw(self, messages):
        """Bytes as they are; then a proper question, so that all of them were read."""

        async def go():
            for said in messages:
                await self._connection.send(said)

        asyncio.run_coroutine_threadsafe(go(), self._loop).result(600)
        while True:
            try:
                return self.people()
            except Refused:  # too often: the same is asked again
                continue


class Forger:
    """Values of the types that a signature names, and of others."""

    def __init__(self, number, chance):
        self.number, self.chance = number, chance

    def values(self, use_case):
        hints = get_type_hints(use_case.run)
        return {name: self.of(hints[name]) for name in _signature(use_case).parameters if name != "whose"}

    def of(self, hint, depth=0):
        origin, args = get_origin(hint), get_args(hint)
        if hint in (Any, object):
            return self.chance.choice(["x", 7, None, [1], {"client_id": self.number}, True, 1.5, NOW.date()])
        if origin in (Union, types.UnionType):
            return self.of(self.chance.choice(args), depth)
        if origin is Literal:
            return args[0]
        if origin is collections.abc.Callable:
            return kinds.function_named("chart papers")
        if origin in (dict, collections.abc.Mapping):
            keys = ["who", "client_id", "reason", "name", "given_name", "data"] if args[0] is str else [1, 2]
            return {key: self.of(args[1], depth + 1) for key in keys}
        if origin is tuple and not (len(args) == 2 and args[1] is Ellipsis):
            return tuple(self.of(one, depth) for one in args)
        if origin is not None:
            made = [self.of(args[0], depth + 1) for _one in range(self.chance.randint(0, 2))]
            return {tuple: tuple, frozenset: frozenset, set: set}.get(origin, list)(made)
        return self._plain(hint, depth)

    def _plain(self, hint, depth):
        known = {
            int: self.number, str: self.chance.choice(["", "x", "dap", "10", "CSV", "es"]), bool: True,
            bytes: b"x", float: 1.5, dt.date: NOW.date(), dt.datetime: NOW, dt.timedelta: dt.timedelta(1),
            types.NoneType: None,
        }  # fmt: skip
        if hint in known:
            return known[hint]
        if issubclass(hint, enum.Enum):
            return self.chance.choice(list(hint))
        hints = get_type_hints(hint)
        values = {name: self.of(hints[name], depth + 1) for name in _fields(hint) if name in hints}
        if not dataclasses.is_dataclass(hint):
            return hint(**values)
        made = object.__new__(hint)
        for name, value in values.items():
            object.__setattr__(made, name, value)
        return made


def hide_a_chart(desk):
    """A row in every table there is, of a client whom nobody of the five may see."""

    def write(engine):
        with upkeep_session(engine) as session:
            session.add(Staff(id=UMA, name="Uma Voss", sign_in="uma"))
            session.flush()
            client = Client(
                id=RESTRICTED, counselor_id=UMA, number="9099", given_name="palimpsest",
                family_name="palimpsest", born=dt.date(1980, 5, 5), registered_at=NOW, restricted=True,
            )  # fmt: skip
            client.index()
            session.add(client)
            session.flush()
            return fill(session, RESTRICTED, CANARY)

    return desk.on_vault(write)


def everybody_works_here(desk):
    """Whoever an administrator's seat has just retired is back for the next try."""

    def write(engine):
        with upkeep_session(engine) as session:
            for staff_id, _name, _sign_in, role, over in STAFF:
                kept = {"active": True, "role": role, "supervisor_id": over}
                session.execute(update(Staff).where(Staff.id == staff_id).values(**kept))
            session.execute(
                update(Client).where(Client.id == RESTRICTED).values(counselor_id=UMA, restricted=True)
            )

    desk.on_vault(write)


def try_every_use_case(seat, desk, chance):
    """Says how many came through and how many were refused."""
    done, refused = 0, 0
    for floor in kinds.ASKED:
        for name, use_case in sorted(kinds.use_cases(floor).items()):
            if name in EMERGENCY:
                continue
            for number in IDS:
                error = seat.ask_as(name, Forger(number, chance).values(use_case))
                if isinstance(error, AccessEnded):
                    everybody_works_here(desk)
                done, refused = done + (error is None), refused + (error is not None)
    everybody_works_here(desk)
    return done, refused


def spoiled(messages, count, chance):
    """Bytes of real messages, some of them others, cut off or doubled."""
    for _message in range(count):
        said = bytearray(chance.choice(messages))
        way = chance.randrange(4)
        if way == 0:
            said = said[: chance.randrange(len(said) + 1)]
        elif way == 1:
            said += chance.choice(messages)
        else:
            for _byte in range(chance.randint(1, 6)):
                said[chance.randrange(len(said))] = chance.randrange(256)
        yield bytes(said)


def run(words):
    asked = argparse.ArgumentParser(prog="python -m tests.clinic reach")
    asked.add_argument("--spoiled", type=int, default=2000)
    asked.add_argument("--seed", type=int, default=1)
    options = asked.parse_args(words)
    chance = random.Random(options.seed)
    with clinic() as made, Faults() as faults, made.served() as (desk, server):
        tables = hide_a_chart(desk)
        say(f"a chart beyond everybody's reach: a row in each of {len(tables)} tables")
        seats = []
        try:
            for staff_id, _name, sign_in, role, _over in STAFF:
                seat = HostileSeat(made.papers.address(server.port, made.papers.computer(sign_in)))
                seats.append(seat)
                seat.sign_in(sign_in, words_of(staff_id))
                done, refused = try_every_use_case(seat, desk, chance)
                say(f"{role.value}: {done} answered, {refused} refused, {len(seat.wrong)} words beyond reach")
            unheard = rob(seats, chance)
            say(f"forged names, others' messages and replayed ones: {unheard} refused")
            share = options.spoiled // len(seats)
            for seat in seats:
                sample = chance.sample(seat.sent, min(200, len(seat.sent)))
                seat.throw(spoiled(sample, share, chance))
            say(f"spoiled messages: {share * len(seats)}")
            leaked = [kind for seat in seats for kind in seat.wrong]
            everybody_works_here(desk)
            alive = seats[1].do(documents.start, made.clients[2][0], "dap").id > 0
        finally:
            for seat in seats:
                seat.close()
        held = desk.chain.verify(trail(desk)).broken_at is None
        desk.on_vault(lambda engine: verify_records(engine, desk.chain, 0, ""))
        ours = [[line for line in found.splitlines() if "counselor_desk/" in line] for found in faults.found]
        places = sorted(
            {
                " < ".join((found.splitlines()[0], *reversed(lines[-3:])))
                for found, lines in zip(faults.found, ours, strict=True)
            }
        )
    say(f"words beyond reach {len(leaked)}, faults {len(faults.found)}")
    say(f"answers still: {alive}; trail holds: {held}")
    for place in places:
        say(f"   {place}")
    return 0 if (not leaked and not faults.found and alive and held) else 1


def trail(desk):
    def read(engine):
        with upkeep_session(engine) as session:
            return session.scalars(select(AuditEntry).order_by(AuditEntry.id)).all()

    return desk.on_vault(read)


def rob(seats, chance):
    """Names that are none, another line's signatures and questions, and one's own of before."""
    refused = 0
    for seat in seats:
        for name in FORGED:
            refused += isinstance(seat.ask_as(name, {}), Refused | VaultTrouble)
    for one, other in pairwise(seats):
        stolen = [said for said in other.sent if said[1:4] == b"\xa3sit"]
        one.throw(stolen * 3)
        taken = TakeSeat(next(one._numbers), secrets.token_bytes(64))
        refused += isinstance(one._ask(_Question(taken, Future())).exception(60), NotOnTheLine)
    return refused
