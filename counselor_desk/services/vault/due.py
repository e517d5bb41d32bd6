"""Due from the vault: a look through it that found something, or none for too long."""

from collections.abc import Iterable
from datetime import date, timedelta

from sqlalchemy import select

from counselor_desk.core.i18n import _
from counselor_desk.desk.desk import Context
from counselor_desk.desk.integrity import LOOKED, WHOLE
from counselor_desk.desk.slot_list import KEYS_DIFFER
from counselor_desk.domain.privacy.retention import date_in_words
from counselor_desk.domain.roles import Can
from counselor_desk.records.audit import AuditEntry
from counselor_desk.services.today.today import DueItem, TodayPart

TOLD_FOR = timedelta(days=14)
EVERY = timedelta(days=45)  # it is done every thirty days by itself, where somebody is at work


def due(ctx: Context, today: date) -> Iterable[DueItem]:
    if not ctx.actor.may(Can.KEEP_VAULT):
        return
    yield from _keys(ctx, today)
    newest = select(AuditEntry.at, AuditEntry.reason).where(AuditEntry.action == LOOKED)
    for at, findings in ctx.tuples(newest.order_by(AuditEntry.id.desc()).limit(1)):
        day = at.astimezone().date()
        if not findings.startswith(WHOLE):
            words = _("The check found differences from the audit trail. Leave the backups as they are.")
            yield DueItem(TodayPart.WATCH, None, _("Vault"), words, _("Open"), screen="trail", on=day)
        elif today - day > EVERY:
            words = _("It was last compared with its trail on {day}.").format(day=date_in_words(day))
            yield DueItem(TodayPart.FINISH, None, _("Vault"), words, _("Open"), screen="safekeeping", on=day)


def _keys(ctx: Context, today: date) -> Iterable[DueItem]:
    """For two weeks: keys that were changed, or put back, outside of this program."""
    told = select(AuditEntry.at).where(AuditEntry.action == KEYS_DIFFER)
    for (at,) in ctx.tuples(told.order_by(AuditEntry.id.desc()).limit(1)):
        day = at.astimezone().date()
        if today - day <= TOLD_FOR:
            words = _("The key file was changed or put back outside of this program. Look at the trail.")
            yield DueItem(TodayPart.WATCH, None, _("Vault"), words, _("Open"), screen="trail", on=day)
