"""A client's medicines, drug tests and withdrawals on one page."""

from collections.abc import Sequence
from dataclasses import dataclass

from counselor_desk.desk.desk import Context, query
from counselor_desk.domain.roles import Can
from counselor_desk.services.medication import medications, specimens, withdrawals
from counselor_desk.services.medication.medications import MedicationSummary
from counselor_desk.services.medication.specimens import SpecimenRow
from counselor_desk.services.medication.withdrawals import WithdrawalRow


@dataclass(frozen=True)
class MedicationPage:
    """What is taken, what was found, and what was watched."""

    cabinet: MedicationSummary
    tests: Sequence[SpecimenRow]
    withdrawals: Sequence[WithdrawalRow]
    asked: tuple[str, ...]  # the analytes that a reward turns on


@query(Can.READ_CHART, "medications.page")
def of_client(ctx: Context, client_id: int) -> MedicationPage:
    return MedicationPage(
        medications.cabinet(ctx, client_id),
        specimens.of_client(ctx, client_id),
        withdrawals.withdrawals(ctx, client_id),
        specimens.asked_analytes(ctx, client_id),
    )
