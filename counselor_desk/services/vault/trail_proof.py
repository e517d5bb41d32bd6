"""The proof of the trail: its chain, every record, the signatures, and the anchors outside."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from counselor_desk.core.errors import Refused
from counselor_desk.core.i18n import _
from counselor_desk.desk.desk import Context, command, query
from counselor_desk.desk.integrity import IntegrityFindings
from counselor_desk.desk.signatures import HeadSignature
from counselor_desk.desk.trail import STEPPED
from counselor_desk.domain.roles import Can
from counselor_desk.records.audit import AuditEntry, TrailSignature
from counselor_desk.vault.copies import backup

SHOWN = 8  # signs of a MAC that a paper bears
ANCHOR_PRINTED = "trail_anchor.gather"


@dataclass(frozen=True)
class TrailAnchor:
    """The head of the trail as something outside the vault knows it."""

    place: str  # "key file", or a backup's moment
    line: int
    holds: bool
    at: datetime | None = None
    before_restore: bool = False  # of a vault that was put away by a restore since


@dataclass(frozen=True)
class TrailProof:
    """What a look through the whole vault has found, against what is known inside and outside."""

    findings: IntegrityFindings
    last_line: int
    anchors: tuple[TrailAnchor, ...]
    clock_steps: tuple[int, ...]

    @property
    def signatures(self) -> tuple[HeadSignature, ...]:
        return self.findings.signatures

    @property
    def forged(self) -> tuple[HeadSignature, ...]:
        return self.findings.forged

    @property
    def torn(self) -> tuple[TrailAnchor, ...]:
        """Anchors that the trail no longer fits: it was cut, or rewritten."""
        return tuple(a for a in self.anchors if not a.holds and not a.before_restore)

    @property
    def is_whole(self) -> bool:
        return self.findings.is_whole and not self.torn


@dataclass(frozen=True)
class TrailHead:
    """The last line of the trail and the beginning of its MAC: what a paper bears."""

    line: int
    mac: str

    @property
    def words(self) -> str:
        return f"{self.line} {self.mac[:SHOWN]}" if self.line else ""


@command(Can.SEE_TRAIL, "proof.prove")
def prove(ctx: Context) -> TrailProof:
    """Walk the chain, compare every record, check each signature and each anchor."""
    kept = ctx.keys.file().anchor if ctx.keys else None
    findings = ctx.verify_records(kept.line if kept else 0, kept.mac if kept else "")
    steps = select(AuditEntry.id).where(AuditEntry.action == STEPPED).order_by(AuditEntry.id)
    return TrailProof(
        findings,
        int(ctx.value(select(func.max(AuditEntry.id))) or 0),
        tuple(_anchors(ctx)),
        tuple(ctx.rows(int, steps)),
    )


def head(ctx: Context) -> TrailHead:
    newest = select(AuditEntry.id, AuditEntry.mac).order_by(AuditEntry.id.desc()).limit(1)
    return next(iter(ctx.rows(TrailHead, newest)), TrailHead(0, ""))


@query(Can.SEE_TRAIL, "proof.check_paper")
def check_paper(ctx: Context, written: str) -> bool:
    """Whether the trail still has the line that a paper bears at its foot: "1234 ab12cd34"."""
    number, _space, begun = written.strip().lower().partition(" ")
    if not number.isdecimal() or len(begun.strip()) < SHOWN:
        raise Refused(_("Type both parts as printed at the bottom: the number, a space, the code."), "paper")
    mac = ctx.value(select(AuditEntry.mac).where(AuditEntry.id == int(number)))
    return mac is not None and mac.startswith(begun.strip())


@dataclass(frozen=True)
class PaperAnchor:
    """What a page to be signed by hand bears: the head of the trail, whole."""

    line: int
    mac: str
    at: datetime
    signed: int  # lines that a person's own key has signed
    backups: int
    last: datetime | None  # when the page before was printed


def paper_anchor(ctx: Context) -> PaperAnchor:
    """The head as it is now; printing it is a line of its own, after the one it bears."""
    newest = select(AuditEntry.id, AuditEntry.mac, AuditEntry.at)
    line, mac, at = ctx.tuples(newest.order_by(AuditEntry.id.desc()).limit(1))[0]
    signed = int(ctx.value(select(func.count()).select_from(TrailSignature)) or 0)
    backups = sum(anchor.at is not None for anchor in _anchors(ctx))
    return PaperAnchor(line=line, mac=mac, at=at, signed=signed, backups=backups, last=last_on_paper(ctx))


@query(Can.SEE_TRAIL, "proof.last_on_paper")
def last_on_paper(ctx: Context) -> datetime | None:
    """When a page with the trail's head was printed last; one a month is the advice."""
    printed = select(AuditEntry.at).where(AuditEntry.action == ANCHOR_PRINTED)
    sentences = ctx.tuples(printed.order_by(AuditEntry.id.desc()).limit(1))
    return sentences[0][0] if sentences else None


def _anchors(ctx: Context) -> Iterator[TrailAnchor]:
    if ctx.keys is None:
        return
    file, vault = ctx.keys.file(), ctx.keys.vault
    if file.anchor is not None:
        held = _has(ctx, file.anchor.line, file.anchor.mac)
        yield TrailAnchor("key file", file.anchor.line, held)
    restored = _restored(ctx)
    for copy in backup.all_in(backup.folder_of(vault), file.vault):
        known = copy.manifest.head
        if known is None or copy.manifest.signed(ctx.keys.backup_key()) != copy.manifest:
            continue
        put_away = restored is not None and copy.manifest.taken_at < restored
        held = _has(ctx, known.line, known.mac)
        yield TrailAnchor("backup", known.line, held, copy.manifest.taken_at, put_away)


def _has(ctx: Context, line: int, mac: str) -> bool:
    return bool(ctx.value(select(AuditEntry.mac).where(AuditEntry.id == line)) == mac)


def _restored(ctx: Context) -> datetime | None:
    told = select(func.max(AuditEntry.at)).where(AuditEntry.action == "vault.restored")
    moment: datetime | None = ctx.value(told)
    return moment
