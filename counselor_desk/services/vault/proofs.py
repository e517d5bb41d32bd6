"""Asks for a passphrase's proof and makes it where the person sits: only its signature travels."""

from typing import Any

from counselor_desk.core.errors import Refused
from counselor_desk.core.i18n import _
from counselor_desk.desk.desk import Context, Desk, UseCase, command, query
from counselor_desk.desk.proofs import PassphraseProof, ProofRequest
from counselor_desk.domain.roles import Can
from counselor_desk.vault.keys.proving import sign_with_passphrase
from counselor_desk.vault.keys.throttle import MustWait
from counselor_desk.vault.keys.unlock import WrongPassphrase


@query(Can.USE_PROGRAM, "proofs.ask_own")
def ask_own(ctx: Context, act: str) -> ProofRequest:
    """One's own slot and a challenge for one act. Raises MustWait after too many wrong tries."""
    return ctx.ask_proof(act, ctx.actor)


@command(Can.USE_PROGRAM, "proofs.ask_beside")
def ask_beside(ctx: Context, act: str, staff_id: int) -> ProofRequest:
    """The same of a colleague who is here as the second of two; that it was asked is on the trail."""
    other = ctx.second_person(staff_id)
    ctx.reason = f"staff {staff_id} for {act}"
    try:
        return ctx.ask_proof(act, other)
    except MustWait as wait:
        raise MustWait(str(wait), "witness_passphrase") from wait


def prove_own(desk: Desk, use_case: UseCase[..., Any], passphrase: str) -> PassphraseProof:
    """That who sits here has typed their passphrase, for this act alone. Slow; refused when wrong."""
    return prove_act(desk, use_case.name, passphrase)


def prove_act(desk: Desk, act: str, passphrase: str) -> PassphraseProof:
    """The same for an act by its name: what is done with the whole vault is no use case."""
    asked = desk.do(ask_own, act)
    try:
        return _prove(asked, passphrase)
    except WrongPassphrase as error:
        raise Refused(_("That is not your passphrase. Type it again."), "passphrase") from error


def prove_beside(desk: Desk, use_case: UseCase[..., Any], staff_id: int, passphrase: str) -> PassphraseProof:
    """The same of a colleague beside them, with that colleague's passphrase and slot.

    Of nobody it is no proof at all: the act itself says what is missing, and that first.
    """
    if not staff_id:
        return PassphraseProof(0, b"", b"")
    asked = desk.do(ask_beside, use_case.name, staff_id)
    try:
        return _prove(asked, passphrase)
    except WrongPassphrase as error:
        raise Refused(
            _("That is not the passphrase of {name}. Ask them to type it again.").format(name=asked.name),
            "witness_passphrase",
        ) from error


def _prove(asked: ProofRequest, passphrase: str) -> PassphraseProof:
    signature = sign_with_passphrase(asked.sealed, passphrase, asked.words())
    return PassphraseProof(asked.staff_id, asked.challenge, signature)
