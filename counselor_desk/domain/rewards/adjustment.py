"""What a correction pays: the schedule's difference, in the client's favor alone."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from counselor_desk.domain.rewards.limits import Cap, Payment, apply_caps


@dataclass(frozen=True)
class DatedCents:
    """An amount and the day whose period it counts in."""

    on: date
    cents: int


def paid_by_schedule(
    dues: Sequence[DatedCents], own: Sequence[DatedCents], caps_on: Callable[[date], Sequence[Cap]]
) -> list[Payment]:
    """What each occasion would have been paid, in cents, had all been recorded right at once.

    `own` is what the same enrollment was paid: it leaves its caps before they are counted anew.
    """
    again: list[DatedCents] = []
    payments = []
    for due in dues:
        caps = [
            replace(cap, paid_cents=cap.paid_cents - _within(cap, own) + _within(cap, again))
            for cap in caps_on(due.on)
        ]
        payment = apply_caps(due.cents, caps)
        again.append(DatedCents(due.on, payment.paid))
        payments.append(payment)
    return payments


def _within(cap: Cap, amounts: Sequence[DatedCents]) -> int:
    return sum(amount.cents for amount in amounts if cap.first <= amount.on <= cap.last)


def differences(would: Sequence[int], has: Sequence[int], beside: int = 0) -> list[int]:
    """What each occasion still gets, so that together they have what the schedule pays.

    Never below zero: what was paid stays paid (domain fact 1.8, `adjustment`), and what one
    occasion has too much is not paid to another a second time. `beside` was paid for none of them.
    """
    left = max(sum(would) - sum(has) - beside, 0)
    parts = []
    for whole, there in zip(would, has, strict=True):
        part = min(max(whole - there, 0), left)
        left -= part
        parts.append(part)
    return parts
