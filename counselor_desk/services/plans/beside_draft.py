"""Beside a draft: the golden thread of a note; of a plan what the chart speaks for."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from counselor_desk.desk.context import Context
from counselor_desk.domain.plans.check import PlanFinding
from counselor_desk.domain.plans.golden_thread import Thread
from counselor_desk.records.document import Document
from counselor_desk.services.plans import golden_thread, hints, plans
from counselor_desk.services.plans.hints import PlanSuggestions


@dataclass(frozen=True)
class OpenObjectives:
    """What a note may name as worked on."""

    labels: Sequence[str]


@dataclass(frozen=True)
class PlanFindings:
    """What a plan could have and has not."""

    found: Sequence[PlanFinding]


def lay(
    ctx: Context, document: Document
) -> Iterator[OpenObjectives | Thread | PlanSuggestions | PlanFindings]:
    if document.template == plans.TEMPLATE:
        yield hints.suggestions(ctx, document.client_id)
        yield PlanFindings(hints.findings(ctx, document.id))
    else:
        yield OpenObjectives(plans.objective_choices(ctx, document.client_id))
        yield golden_thread.of_client(ctx, document.client_id)
