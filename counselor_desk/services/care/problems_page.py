"""A client's diagnoses and what the client uses, on one page."""

from dataclasses import dataclass

from counselor_desk.desk.desk import Context, query
from counselor_desk.domain.roles import Can
from counselor_desk.services.care import diagnoses, substances
from counselor_desk.services.care.diagnoses import Formulation
from counselor_desk.services.care.substances import SubstanceHistory


@dataclass(frozen=True)
class ProblemsPage:
    """Diagnoses with their ties, and substances with their stages."""

    formulation: Formulation
    use: SubstanceHistory


@query(Can.READ_CHART, "diagnoses.page")
def of_client(ctx: Context, client_id: int) -> ProblemsPage:
    return ProblemsPage(diagnoses.formulation(ctx, client_id), substances.use(ctx, client_id))
