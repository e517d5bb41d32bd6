"""One's own passphrase, changed at one's seat: neither the old nor the new one comes to the desk."""

from counselor_desk.core.errors import Refused
from counselor_desk.core.i18n import _
from counselor_desk.desk.desk import Context, Desk, command
from counselor_desk.desk.proofs import PassphraseProof
from counselor_desk.domain.roles import Can
from counselor_desk.services.clinic import staff
from counselor_desk.services.vault.proofs import ask_own
from counselor_desk.vault.keys import sealing
from counselor_desk.vault.keys.argon import normal
from counselor_desk.vault.keys.passphrase import refuse_weak
from counselor_desk.vault.keys.proving import private_with_passphrase
from counselor_desk.vault.keys.rewrapping import RewrappedSlot, rewrap_at_seat
from counselor_desk.vault.keys.unlock import WrongPassphrase


@command(Can.USE_PROGRAM, "slots.rewrap")
def keep_rewrapped(ctx: Context, proof: PassphraseProof, new: RewrappedSlot) -> None:
    """The slot of who sits here, as their seat has wrapped it anew; needs the proof of the old passphrase."""
    ctx.confirm(proof)
    ctx.put_own_slot(new)


def change_at_seat(desk: Desk, old: str, new: str) -> None:
    """Slow. Refused with its field: a wrong old passphrase, the same one again, or a weak one."""
    asked = desk.do(ask_own, keep_rewrapped.name)
    try:
        private = private_with_passphrase(asked.sealed, old)
    except WrongPassphrase as error:
        raise Refused(_("That is not your current passphrase. Type it again."), "old") from error
    try:
        if normal(old) == normal(new):
            raise Refused(_("The new passphrase is the old one. Choose another."), "new")
        clinic = desk.do(staff.practice).name
        refuse_weak(new, asked.sealed.slot.sign_in, asked.name, clinic, field="new")
        proof = PassphraseProof(asked.staff_id, asked.challenge, sealing.sign(private, asked.words()))
        sealed = asked.sealed
        desk.do(keep_rewrapped, proof, rewrap_at_seat(sealed.vault, sealed.slot, private, new))
    finally:
        sealing.wipe(private)
