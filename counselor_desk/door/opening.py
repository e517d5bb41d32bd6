"""Opens a vault: its files, its keys, its desk; and scratch vaults for checks and measurements."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from counselor_desk.core.errors import VaultTrouble
from counselor_desk.core.i18n import _

if TYPE_CHECKING:  # all of it is loaded while a person types the passphrase
    from collections.abc import Callable
    from datetime import datetime
    from pathlib import Path

    from sqlalchemy import Engine

    from counselor_desk.desk.desk import Desk
    from counselor_desk.door.port import NewVault
    from counselor_desk.server.server_store import ServerStore
    from counselor_desk.vault.keys.unlock import Argon, VaultKeys

ENDING, ARCHIVE, SERVER = ".db", ".cvault", ".server"


def create_vault(new: NewVault, argon: Argon | None, at: datetime | None = None) -> tuple[VaultKeys, str]:
    """The files of a new vault with its clinic and first person; and the recovery key."""
    from counselor_desk.desk.desk import utc_now
    from counselor_desk.services.clinic.founding import Founding, found_clinic
    from counselor_desk.vault.file import ownership
    from counselor_desk.vault.file.engine import make_vault
    from counselor_desk.vault.keys import slot_file, unlock

    ownership.make_folder(new.path.parent)
    unlocked, printed = unlock.create(new.path, 1, new.sign_in, new.passphrase, argon or unlock.STRONG)
    try:
        make_vault(new.path, unlocked.database_key())
    except VaultTrouble:
        slot_file.remove(unlock.key_path(new.path))
        raise
    now = at or utc_now()
    desk = desk_of(new.path, unlocked, clock=lambda: now)
    founding = Founding(new.clinic, new.administrator, new.sign_in, now)
    staff_id = desk.on_vault(lambda engine: found_clinic(engine, desk.chain, founding))
    assert staff_id == unlocked.staff_id
    desk.close()
    return unlocked, printed


def desk_of(
    path: Path,
    unlocked: VaultKeys,
    clock: Callable[[], datetime] | None = None,
) -> Desk:
    """The desk of an open vault, with its own people's slots and its own reserve behind it.

    A place that names a server has its records there, under the keys that lie beside it.
    """
    if path.suffix == SERVER:
        return _desk_on_server(path, unlocked, clock)
    from counselor_desk import records
    from counselor_desk.desk.desk import Desk, VaultBehind, utc_now
    from counselor_desk.desk.integrity import tell_of_migration
    from counselor_desk.desk.trail import TrailChain
    from counselor_desk.vault.copies.displaced import VaultPlace, displaced_vault
    from counselor_desk.vault.file import reserve
    from counselor_desk.vault.file.engine import open_to_read, open_vault
    from counselor_desk.vault.keys.compartments import CompartmentKeeper
    from counselor_desk.vault.keys.proving import PassphraseTries
    from counselor_desk.vault.schema.migrate import HEAD, migrate

    now = clock or utc_now
    place = VaultPlace(path, unlocked, now)

    def opening():  # type: ignore[no-untyped-def]
        records.every()
        engine = open_vault(path, unlocked.database_key())
        place.remember()
        if migrate(engine, backup=lambda: _copy_before_migration(path, unlocked, now())):
            tell_of_migration(engine, TrailChain(unlocked.audit_key()), now(), HEAD)
        _refuse_moved(engine)
        return engine

    def open_reader():  # type: ignore[no-untyped-def]
        if place.is_displaced():
            raise displaced_vault()
        return open_to_read(path, unlocked.database_key())

    return Desk(
        opening,
        unlocked.audit_key(),
        now,
        VaultBehind(
            check=PassphraseTries(unlocked),
            compartments=CompartmentKeeper(unlocked),
            make_room=partial(reserve.release, path),
            open_reader=open_reader,
            place=place,
        ),
    )


def _desk_on_server(path: Path, unlocked: VaultKeys, clock: Callable[[], datetime] | None) -> Desk:
    from counselor_desk import records
    from counselor_desk.desk.desk import Desk, VaultBehind, utc_now
    from counselor_desk.desk.integrity import tell_of_migration
    from counselor_desk.desk.trail import TrailChain
    from counselor_desk.vault.keys.compartments import CompartmentKeeper
    from counselor_desk.vault.keys.proving import PassphraseTries
    from counselor_desk.vault.schema.migrate import HEAD

    now, store = clock or utc_now, server_store(path, unlocked)

    def opening():  # type: ignore[no-untyped-def]
        records.every()
        has_changed = store.bring_up_to_date()
        engine = store.open_to_write()
        if has_changed:
            tell_of_migration(engine, TrailChain(unlocked.audit_key()), now(), HEAD)
        _refuse_moved(engine)
        return engine

    behind = VaultBehind(
        check=PassphraseTries(unlocked),
        compartments=CompartmentKeeper(unlocked),
        open_reader=store.open_to_read,
    )
    return Desk(opening, unlocked.audit_key(), now, behind)


def _refuse_moved(engine: Engine) -> None:
    """What is written where nobody looks is lost: the old place of records that moved opens no more."""
    from counselor_desk.desk.integrity import moved_to
    from counselor_desk.domain.privacy.retention import date_in_words

    moved = moved_to(engine)
    if moved is not None:
        place, at = moved
        engine.dispose()
        raise VaultTrouble(
            _(
                "The records of this clinic moved to {place} on {day}. Open them there; what is here stays "
                "as it was on that day."
            ).format(place=place, day=date_in_words(at.astimezone().date()))
        )


def server_store(path: Path, unlocked: VaultKeys) -> ServerStore:
    """What the file at `path` names. Raises VaultTrouble where what speaks with it is not installed."""
    try:
        from counselor_desk.server.address import read_address
        from counselor_desk.server.server_store import ServerStore
    except ModuleNotFoundError as missing:
        raise VaultTrouble(
            _("This program was installed without what speaks with a server: install counselor-desk[server].")
        ) from missing
    return ServerStore(read_address(path), unlocked.database_key())


def _copy_before_migration(path: Path, unlocked: VaultKeys, at: datetime) -> None:
    from counselor_desk.vault.copies import backup

    backup.take_backup(path, unlocked, "migration", at)


def weakest_argon() -> Argon:
    """The weakest derivation that is accepted: for vaults that hold nobody."""
    from counselor_desk.vault.keys.unlock import Argon

    return Argon(1, 46, 1)
