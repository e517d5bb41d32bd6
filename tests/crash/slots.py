"""Kills the program while it writes who may open a vault: nobody is locked out, none half in."""

import random
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path

from counselor_desk.app import vault_door
from counselor_desk.core.errors import Refused
from counselor_desk.domain.roles import Role
from counselor_desk.door import restoring
from counselor_desk.door.keeper import VaultKeeper
from counselor_desk.door.opening import desk_of
from counselor_desk.door.port import OpenVault
from counselor_desk.services.clinic import staff
from counselor_desk.services.clinic.staff import Position
from counselor_desk.vault.keys import people, unlock
from counselor_desk.vault.keys.slot_file import key_path, read, write_file
from counselor_desk.vault.keys.unlock import VaultKeys
from tests.crash import scene
from tests.crash.child import killed_in, timed
from tests.crash.rekey import SAID
from tests.crash.scene import Losses, Scene, Told
from tests.crash.steps import announced

CAL, SUE, FIRST, SECOND = 2, 3, "seven lanterns on a hill", "nine boats by the shore"
MINE = "eleven bridges over snow"
Ways = dict[str, str]  # a passphrase by the name it goes with


@dataclass(frozen=True)
class Act:
    """Something that writes the key file, and who opens the vault with what after it."""

    does: Callable[[OpenVault, VaultKeys], object]
    new: Ways = field(default_factory=dict)
    leaves: str = ""
    lasts: tuple[float, ...] = ()  # seconds of each step, undisturbed

    def ways(self, before: Ways) -> Ways:
        return {name: said for name, said in {**before, **self.new}.items() if name != self.leaves}


ACTS = {
    "add": Act(lambda desk, ada: people.add_person(ada, 4, "bea", SECOND), {"bea": SECOND}),
    "reset": Act(lambda desk, ada: people.set_passphrase(ada, "cal", SECOND), {"cal": SECOND}),
    "change": Act(lambda desk, ada: people.change_passphrase(ada, SAID, MINE), {"ada": MINE}),
    "sheet": Act(lambda desk, ada: people.new_recovery_key(ada)),
    "lock": Act(lambda desk, ada: unlock.keep_anchor(ada, 1, "a mac")),
    "colleague": Act(
        lambda desk, ada: vault_door().add_person(desk, "Dee", "dee", Position(Role.COUNSELOR, "", SUE))
    ),
    "retire": Act(lambda desk, ada: vault_door().retire_person(desk, CAL), leaves="cal"),
}  # fmt: skip


@dataclass
class Stage:
    """A vault whose people are known, its printed key, and the revision of its key file."""

    here: Scene
    printed: str
    ways: Ways
    revision: int


def run(times: int, seed: int) -> tuple[str, bool]:
    """The line of figures, and whether all is well. Each act is met as often as any other."""
    dice, began, losses = random.Random(seed), time.monotonic(), Losses()
    found: Counter[bool] = Counter()
    with tempfile.TemporaryDirectory() as folder:
        work, set_up = Path(folder) / "work", stage(Path(folder) / "master")
        acts = {name: _timed(act, set_up.here.copied(work)) for name, act in ACTS.items()}
        for number in range(times):
            here, name = set_up.here.copied(work), list(ACTS)[number % len(ACTS)]
            _kill(here, acts[name], number // len(ACTS), dice)
            try:
                found[settled(here, set_up, name, losses)] += 1
            except Exception as error:  # noqa: BLE001  whatever it is, somebody is locked out
                losses.damaged.append(f"{name}: {type(error).__name__}: {error}")
    line = (
        f"slots: {times} kills in {len(acts)} acts of {sum(len(a.lasts) for a in acts.values())} "
        f"steps; {found[False]} key files as before, {found[True]} as after; "
        f"{len(losses.lost)} lost, {len(losses.partial)} partial, {len(losses.damaged)} damaged "
        f"(seed {seed}, {time.monotonic() - began:.0f} s)"
    )
    wrong = [*losses.lost, *losses.partial, *losses.damaged]
    return line + "".join(f"\n  {words}" for words in wrong[:10]), not losses.any()


def stage(folder: Path) -> Stage:
    """Ada keeps the vault, Cal works there, Sue supervises; a sheet is printed."""
    here = scene.make(folder)
    ada = unlock.unlock(here.path, "ada", SAID)
    people.add_person(ada, CAL, "cal", FIRST, must_change=False)
    desk = desk_of(here.path, ada)
    desk.sign_in(ada.staff_id, ada)
    sue = desk.do(staff.add, "Sue", "sue", Position(Role.SUPERVISOR))
    desk.close()
    assert sue.id == SUE
    people.add_person(ada, SUE, "sue", FIRST, must_change=False)
    printed = people.new_recovery_key(ada)
    return Stage(here, printed, {"ada": SAID, "cal": FIRST, "sue": FIRST}, ada.file().revision)


def perform(here: Scene, act: Act, last: int, begins: Callable[[], None]) -> None:
    """Ada does it at her desk."""
    ada = unlock.unlock(here.path, "ada", SAID)
    desk = desk_of(here.path, ada)
    desk.sign_in(ada.staff_id, ada)
    begins()
    announced(here.path.parent, begins, last)
    act.does(OpenVault(desk, here.path), ada)


def _timed(act: Act, here: Scene) -> Act:
    return replace(act, lasts=tuple(timed(partial(perform, here, act, 0))))


def _kill(here: Scene, act: Act, number: int, dice: random.Random) -> None:
    """Just before a step, the one after the other; every third time somewhere within one."""
    steps = len(act.lasts)
    if number % 3 == 2:
        part = dice.randrange(steps)
        killed_in(partial(perform, here, act, 0), part, dice.uniform(0.0, act.lasts[part]))
    else:
        exact = number - (number + 1) // 3
        killed_in(partial(perform, here, act, 1 + exact % (steps - 1)), steps, 0.0)


def settled(here: Scene, set_up: Stage, name: str, losses: Losses) -> bool:
    """Who opens it now; the next sitting brings people and slots together again."""
    act, is_after = ACTS[name], read(key_path(here.path)).revision > set_up.revision
    ways = act.ways(set_up.ways) if is_after else set_up.ways
    losses.lost += [f"{name}: {one} is out" for one in ways if not opens(here.path, one, ways)]
    refused = set_up.ways if is_after else act.new
    for one, said in refused.items():
        if ways.get(one) != said and opens(here.path, one, refused):
            losses.partial.append(f"{name}: {one} opens it in both ways")
    if not (name == "sheet" and is_after):
        unlock.recover(here.path, set_up.printed).forget()
    _check_spare(here, set_up, act, losses)
    ada = unlock.unlock(here.path, "ada", ways["ada"])
    _sit_down(here, ada, losses)
    losses.add(scene.inspect(Scene(here.path, ada, here.staff_id, here.notes), Told()))
    left = [p.name for p in here.path.parent.iterdir() if p.suffix in scene.HALF]
    losses.partial += [f"{name}: {half} was left behind" for half in left]
    return is_after


def opens(vault: Path, name: str, ways: Ways) -> bool:
    try:
        unlock.unlock(vault, name, ways[name]).forget()
    except Refused:
        return False
    return True


def _check_spare(here: Scene, set_up: Stage, act: Act, losses: Losses) -> None:
    """The copy of the key file, which a person is told to put back, is whole as well."""
    folder = here.path.parent / "spare"
    folder.mkdir()
    path = key_path(here.path)
    write_file(folder / path.name, path.with_name(path.name + ".bak").read_bytes())
    is_after = read(folder / path.name).revision > set_up.revision
    ways = act.ways(set_up.ways) if is_after else set_up.ways
    if not opens(folder / here.path.name, "ada", ways):
        losses.lost.append("the copy of the key file lets nobody in")


def _sit_down(here: Scene, ada: VaultKeys, losses: Losses) -> None:
    """Who was retired has no slot left; who was added has a supervisor, and gets a slot."""
    restoring.before_opening(here.path, ada)
    desk = desk_of(here.path, ada)
    desk.sign_in(ada.staff_id, ada)
    try:
        VaultKeeper(here.path, desk, ada).on_sign_in()
        for person in desk.do(staff.all_staff):
            if person.sign_in == "dee" and person.supervisor_id != SUE:
                losses.partial.append("dee signs alone")
            if person.active and ada.file().slot_of(person.id) is None:
                once = vault_door().reset_person(OpenVault(desk, here.path), person.id)
                if not opens(here.path, person.sign_in, {person.sign_in: once}):
                    losses.lost.append(f"{person.sign_in} gets no way in")
            if not person.active and ada.file().slot_of(person.id) is not None:
                losses.partial.append(f"{person.sign_in} has left and keeps a slot")
    finally:
        desk.close()
