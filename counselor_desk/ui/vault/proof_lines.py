"""What the proof of the trail has found, in words: first what is wrong, then what holds."""

from collections.abc import Iterator

from counselor_desk.core.i18n import _
from counselor_desk.services.vault.trail_proof import Anchor, Proof
from counselor_desk.ui.kit import words

MOST = 6


def verdict(proof: Proof) -> str:
    """One sentence, or one for each thing that does not hold."""
    if proof.is_whole:
        told = _("All {n} lines verified, and every record matches its last line.")
        return told.format(n=f"{proof.findings.trail.checked:,}")
    return " ".join([*_troubles(proof), _("Leave this vault and the backups as they are.")])


def facts(proof: Proof) -> list[tuple[str, str]]:
    """What was looked at, one pair a kind."""
    newest = proof.signatures[-1] if proof.signatures else None
    signed = words.count(len(proof.signatures), "{n} signature", "{n} signatures")
    if newest is not None:
        last = _("the last at line {n} by {name}").format(n=newest.line, name=newest.who)
        signed = f"{signed}, {last}"
    return [
        (_("Last line"), str(proof.last_line)),
        (_("Signed"), signed if newest else _("Not yet: the head is signed when someone leaves.")),
        (_("Key file"), _anchored([a for a in proof.anchors if a.where == "key file"])),
        (_("Backups"), _anchored([a for a in proof.anchors if a.where == "backup"])),
        (_("Clock"), _clock(proof)),
    ]


def _troubles(proof: Proof) -> Iterator[str]:
    trail = proof.findings.trail
    if trail.broken_at is not None:
        told = _("Line {n} did not verify: {why}; {ok} lines before it did.")
        yield told.format(n=trail.broken_at, why=trail.why, ok=trail.checked)
    if proof.findings.changed:
        named = [name.replace(":", " ") for name in proof.findings.changed]
        told = _("Changed without an audit entry: {names}.")
        yield told.format(names=_listed(named))
    if cut := [a for a in proof.torn if a.line > proof.last_line]:
        known = max(a.line for a in cut)
        told = _("The end is cut off: lines {first} to {last} are gone.")
        yield told.format(first=proof.last_line + 1, last=known)
    if other := [a for a in proof.torn if a.line <= proof.last_line]:
        told = _("The audit trail was rewritten: line {n} differs from the copy in {where}.")
        yield told.format(n=min(a.line for a in other), where=_where(other[0]))
    for one in proof.forged[:1]:
        told = _("The signature of line {n} is not by {name}, or the line was changed.")
        yield told.format(n=one.line, name=one.who or _("anyone known"))


def _listed(names: list[str]) -> str:
    more = len(names) - MOST
    shown = ", ".join(names[:MOST])
    return shown if more <= 0 else _("{names} and {n} more").format(names=shown, n=more)


def _anchored(anchors: list[Anchor]) -> str:
    counted = [a for a in anchors if not a.before_restore]
    if not counted:
        return _("None yet")
    holding = sum(a.holds for a in counted)
    newest = max(a.line for a in counted)
    if holding == len(counted):
        told = _("agrees up to line {line}") if len(counted) == 1 else _("all {n} agree, up to {line}")
        return words.capital(told.format(n=holding, line=newest))
    return _("{n} of {all} agree").format(n=holding, all=len(counted))


def _where(anchor: Anchor) -> str:
    if anchor.at is None:
        return _("the key file")
    return _("the backup of {moment}").format(moment=words.moment(anchor.at))


def _clock(proof: Proof) -> str:
    if not proof.clock_steps:
        return _("Never went back")
    at = ", ".join(str(n) for n in proof.clock_steps[-MOST:])
    return _("Went back at line {lines}").format(lines=at)
