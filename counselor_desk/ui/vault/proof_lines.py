"""What the proof of the trail has found, in words: first what is wrong, then what holds."""

from collections.abc import Iterator

from counselor_desk.core.i18n import _
from counselor_desk.desk.integrity import IntegrityFindings
from counselor_desk.services.vault.trail_proof import TrailAnchor, TrailProof
from counselor_desk.ui.kit import words

MOST = 6


def verdict(proof: TrailProof) -> str:
    """One sentence, or one for each thing that does not hold."""
    if proof.is_whole:
        message = _("All {n} lines verified, and every record matches its last line.")
        return message.format(n=f"{proof.findings.trail.checked:,}")
    return " ".join([*_troubles(proof), _("Leave this vault and the backups as they are.")])


def facts(proof: TrailProof) -> list[tuple[str, str]]:
    """What was looked at, one pair a kind."""
    newest = proof.signatures[-1] if proof.signatures else None
    signed = words.count(len(proof.signatures), "{n} signature", "{n} signatures")
    if newest is not None:
        last = _("the last at line {n} by {name}").format(n=newest.line, name=newest.signer_name)
        signed = f"{signed}, {last}"
    return [
        (_("Last line"), str(proof.last_line)),
        (_("Signed"), signed if newest else _("Not yet: the head is signed when someone leaves.")),
        (_("Key file"), _anchored([a for a in proof.anchors if a.place == "key file"])),
        (_("Backups"), _anchored([a for a in proof.anchors if a.place == "backup"])),
        (_("Clock"), _clock(proof)),
    ]


def _troubles(proof: TrailProof) -> Iterator[str]:
    trail = proof.findings.trail
    if trail.broken_at is not None:
        message = _("Line {n} did not verify: {why}; {ok} lines before it did.")
        yield message.format(n=trail.broken_at, why=trail.why, ok=trail.checked)
    yield from differences(proof.findings)
    if cut := [a for a in proof.torn if a.line > proof.last_line]:
        known = max(a.line for a in cut)
        message = _("The end is cut off: lines {first} to {last} are gone.")
        yield message.format(first=proof.last_line + 1, last=known)
    if other := [a for a in proof.torn if a.line <= proof.last_line]:
        message = _("The audit trail was rewritten: line {n} differs from the copy in {where}.")
        yield message.format(n=min(a.line for a in other), where=_where(other[0]))
    for head_signature in proof.forged[:1]:
        message = _("The signature of line {n} is not by {name}, or the line was changed.")
        yield message.format(n=head_signature.line, name=head_signature.signer_name or _("anyone known"))


def differences(findings: IntegrityFindings) -> Iterator[str]:
    """Each way in which records are not as the trail says, in one sentence."""
    for names, message in (
        (findings.changed, _("Changed without an audit entry: {names}.")),
        (findings.missing, _("Gone without an audit entry: {names}.")),
        (findings.appeared, _("Came without an audit entry: {names}.")),
        (findings.structure, _("Not as the program made it: {names}.")),
    ):
        if names:
            yield message.format(names=_listed([name.replace(":", " ") for name in names]))


def _listed(names: list[str]) -> str:
    more = len(names) - MOST
    shown = ", ".join(names[:MOST])
    return shown if more <= 0 else _("{names} and {n} more").format(names=shown, n=more)


def _anchored(anchors: list[TrailAnchor]) -> str:
    counted = [a for a in anchors if not a.before_restore]
    if not counted:
        return _("None yet")
    holding = sum(a.holds for a in counted)
    newest = max(a.line for a in counted)
    if holding == len(counted):
        message = _("agrees up to line {line}") if len(counted) == 1 else _("all {n} agree, up to {line}")
        return words.capital(message.format(n=holding, line=newest))
    return _("{n} of {all} agree").format(n=holding, all=len(counted))


def _where(anchor: TrailAnchor) -> str:
    if anchor.at is None:
        return _("the key file")
    return _("the backup of {moment}").format(moment=words.moment(anchor.at))


def _clock(proof: TrailProof) -> str:
    if not proof.clock_steps:
        return _("Never went back")
    at = ", ".join(str(n) for n in proof.clock_steps[-MOST:])
    return _("Went back at line {lines}").format(lines=at)
