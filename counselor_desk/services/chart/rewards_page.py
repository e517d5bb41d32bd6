"""A client's rewards on one page: enrollments, today's answer for each, the account."""

from collections.abc import Sequence
from dataclasses import dataclass

from counselor_desk.desk.desk import Context, query
from counselor_desk.domain.roles import Can
from counselor_desk.services.medication.reconsidered import ReconsideredOccasion, reconsidered_of
from counselor_desk.services.rewards import accounts, today
from counselor_desk.services.rewards.accounts import AccountStatement
from counselor_desk.services.rewards.today import EnrollmentRow, EnrollmentToday


@dataclass(frozen=True)
class RewardsPage:
    """Every enrollment, with what it earns now, and every entry of the account."""

    enrollments: Sequence[EnrollmentRow]
    todays: Sequence[EnrollmentToday]
    statement: AccountStatement
    waiting: Sequence[ReconsideredOccasion]  # owed by what the chart says now


@query(Can.RECORD_REWARD, "reward_views.page")
def of_client(ctx: Context, client_id: int) -> RewardsPage:
    rows = today.of_client(ctx, client_id)
    todays = [today.today(ctx, row.id) for row in rows]
    return RewardsPage(rows, todays, accounts.account(ctx, client_id), reconsidered_of(ctx, client_id))
