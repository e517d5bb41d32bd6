"""What people type in tests, and the proofs that come of it."""

from counselor_desk.services.vault.proofs import prove_beside, prove_own

PASSPHRASE = "copper lantern drifts north"  # Cal's, who sits at the desk
CAL = 2


def words_of(staff_id):
    """Everybody's own passphrase."""
    return PASSPHRASE if staff_id == CAL else f"{PASSPHRASE} past pier {staff_id}"


def own(desk, use_case, passphrase=""):
    """The proof of who sits at the desk, who types their own passphrase or this one."""
    return prove_own(desk, use_case, passphrase or words_of(desk.actor.id))


def beside(desk, use_case, staff_id, passphrase=""):
    """The proof of a colleague who is the second of two."""
    return prove_beside(desk, use_case, staff_id, passphrase or words_of(staff_id))
