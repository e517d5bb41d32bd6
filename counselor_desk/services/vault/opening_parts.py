"""Whoever signs in at a seat can open the clinic's vault from there after its computer has started."""

import contextlib
from typing import Protocol

from counselor_desk.core.errors import Refused, VaultTrouble
from counselor_desk.desk.desk import Context, Desk, command, query
from counselor_desk.domain.roles import Can


class OpeningKeys(Protocol):
    """A person's own keys where they sit, after their passphrase was typed."""

    @property
    def opening(self) -> bytes: ...

    def sign_opening(self) -> bytes: ...


@query(Can.USE_PROGRAM, "slots.lacks_opening")
def is_wanted(ctx: Context, public: bytes) -> bool:
    """Whether the vault key is not sealed yet to this half of one's slot, and could be."""
    return ctx.lacks_opening(public)


@command(Can.USE_PROGRAM, "slots.put_opening")
def put(ctx: Context, public: bytes, signature: bytes) -> None:
    """One's own slot gets the part that opens the vault and nothing of one's own. Refused for a half that
    one's own key has not signed."""
    ctx.put_opening(public, signature)


def hand_over(desk: Desk, keys: OpeningKeys) -> None:
    """At each sign-in to a served vault: a slot of before, or with another passphrase, gets its part. Slow.

    Nobody is kept out by it: it is tried again the next time.
    """
    with contextlib.suppress(Refused, VaultTrouble):
        if keys.opening and desk.do(is_wanted, keys.opening):
            desk.do(put, keys.opening, keys.sign_opening())
