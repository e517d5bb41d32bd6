"""Leave to handle the vault as a whole: backups, restores, archives, its key."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from counselor_desk.core.errors import Refused
from counselor_desk.core.i18n import _
from counselor_desk.desk.desk import Context, command, query
from counselor_desk.domain.roles import Can
from counselor_desk.records.audit import AuditEntry
from counselor_desk.records.people import Client
from counselor_desk.vault.copies import backup


@command(Can.KEEP_VAULT, "safekeeping.begin")
def begin(ctx: Context, what: str) -> None:
    """Put on the trail what is about to be done with the whole vault; who may not, does not."""
    ctx.reason = what


@query(Can.KEEP_VAULT, "safekeeping.see")
def see(ctx: Context) -> None:
    """Leave to see from another computer how safe the vault is."""


RESTORED = "vault.restored"


@dataclass(frozen=True)
class RestoreTold:
    """When a backup was put in the vault's place, and what the trail says of it."""

    at: datetime
    what: str  # the backup's moment, and who put it in place


@query(Can.USE_PROGRAM, "safekeeping.last_restore")
def last_restore(ctx: Context) -> RestoreTold | None:
    """The newest restore on the trail: everybody who works here may know of it."""
    told = select(AuditEntry.at, AuditEntry.reason).where(AuditEntry.action == RESTORED)
    return next(iter(ctx.rows(RestoreTold, told.order_by(AuditEntry.id.desc()).limit(1))), None)


@dataclass(frozen=True)
class Protection:
    """What protected the records on a computer that is gone."""

    vault_id: str
    encryption: str
    derivation: tuple[int, int, int]  # passes, MiB, lanes: the weakest of any slot
    people: tuple[tuple[str, bool], ...]  # sign-in name, and whether bound to this computer
    last_locked: datetime | None
    last_backup: datetime | None
    backups: int  # that lie beside the vault
    clients: int


@query(Can.KEEP_VAULT, "safekeeping.protection")
def protection(ctx: Context) -> Protection:
    """The facts for a report of loss: encryption, who could open it, when it was last locked."""
    if ctx.keys is None:
        raise Refused(_("These facts are in the vault's key file. Unlock with your passphrase."))
    file, vault = ctx.keys.file(), ctx.keys.vault
    slots = file.people()
    weakest = min((s.argon for s in slots), key=lambda a: a.mebibytes * a.passes)
    backups = backup.all_in(backup.folder_of(vault), file.vault)
    locked = select(func.max(AuditEntry.at)).where(AuditEntry.action == "desk.sign_out")
    return Protection(
        vault_id=file.vault,
        encryption=ctx.describe_store().encryption,
        derivation=(weakest.passes, weakest.mebibytes, weakest.lanes),
        people=tuple((slot.sign_in, slot.device) for slot in slots),
        last_locked=ctx.value(locked),
        last_backup=backups[0].manifest.taken_at if backups else None,
        backups=len(backups),
        clients=int(ctx.value(select(func.count()).select_from(Client)) or 0),
    )
