"""The synthetic clinic shared on this computer's loopback, with two computers that have joined."""

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from counselor_desk.core.i18n import _
from counselor_desk.demo import cast
from counselor_desk.demo.clinic_on_disk import DemoDoor, Progress, demo_door
from counselor_desk.door.port import OpenVault
from counselor_desk.services.clinic import computers

ADMINISTRATOR, COUNSELOR, SUPERVISOR = "ana", "caleb", "marion"


@dataclass(frozen=True)
class SharedDemo:
    """What `--demo --clinic` shows: who sits where."""

    door: DemoDoor
    opened: OpenVault
    port: int
    seats: tuple[tuple[Path, str], ...]  # what stands for the clinic there, and who signs in


@contextlib.contextmanager
def shared_demo(progress: Progress = lambda done, of: None) -> Iterator[SharedDemo]:
    """Real sharing, real invitations, real joining; nothing of it is heard beyond this computer."""
    with demo_door(progress) as door:
        opened = door.unlock(door.recent()[0], ADMINISTRATOR, cast.PASSPHRASE)
        try:
            port = door.share(opened, 0).port
            seats = (
                (invite_and_join(door, opened, _("Counselor's computer")), COUNSELOR),
                (invite_and_join(door, opened, _("Supervisor's computer")), SUPERVISOR),
            )
            yield SharedDemo(door, opened, port, seats)
        finally:
            door.stop_sharing(opened)
            door.lock(opened)


def invite_and_join(door: DemoDoor, opened: OpenVault, computer: str) -> Path:
    """One sheet's way, without the paper."""
    sharing = opened.desk.do(computers.sharing)
    sheet = door.new_sheet(opened, sharing.server_certificate)
    opened.desk.do(computers.invite, sheet.verifier)
    return door.join("-".join(sheet.groups), sheet.addresses[0], computer)
