"""The head of the audit trail on paper, signed by hand: an anchor that nobody can rewrite."""

from dataclasses import dataclass

from reportlab.platypus import Flowable

from counselor_desk.core.i18n import _, lazy
from counselor_desk.desk.desk import Context, command
from counselor_desk.domain.form import Form
from counselor_desk.domain.roles import Can
from counselor_desk.reports.press import letterhead, marks, words
from counselor_desk.reports.press.press import Report, Sheet
from counselor_desk.reports.rewards.books import group_digest
from counselor_desk.services.vault import trail_proof

WHY = lazy(
    "Whoever holds the vault's key could rewrite its trail from any line on. This page could not be "
    "rewritten with it: print one a month, have two people sign it, and keep it away from the computer."
)
HOW = lazy(
    "To compare: Audit trail, “Compare a paper”, and type the line and the mark. If the trail no "
    "longer has them, it was changed before that line, cut off, or replaced by an older vault."
)


@dataclass(frozen=True)
class AnchorPage:
    """The facts, in words."""

    sheet: Sheet
    facts: tuple[tuple[str, str], ...]
    mac: str


@command(Can.SEE_TRAIL, "trail_anchor.gather")
def gather(ctx: Context) -> AnchorPage:
    """A command: that an anchor was printed is itself a line of the trail."""
    paper_anchor, clinic = trail_proof.paper_anchor(ctx), ctx.clinic
    facts = (
        (_("Line"), f"{paper_anchor.line:,}"),
        (_("Mark"), f"{paper_anchor.line} {paper_anchor.mac[: trail_proof.SHOWN]}"),
        (_("Written"), words.moment(paper_anchor.at, clinic.time_zone)),
        (_("Lines signed by keys"), f"{paper_anchor.signed:,}"),
        (_("Backups that bear a line"), f"{paper_anchor.backups:,}"),
        (_("Vault"), clinic.vault_id),
        (_("Anchor before"), words.moment(paper_anchor.last, clinic.time_zone) if paper_anchor.last else ""),
    )
    title = _("Anchor of the audit trail")
    sentences = tuple(pair for pair in facts if pair[1])
    return AnchorPage(letterhead.sheet(ctx, title), sentences, paper_anchor.mac)


def story(page: AnchorPage) -> list[Flowable]:
    return [
        marks.heading(page.sheet.title, 0),
        marks.facts(page.facts),
        marks.heading(_("The line's whole code")),
        marks.paragraph(group_digest(page.mac)),
        marks.paragraph(str(WHY)),
        marks.paragraph(str(HOW)),
        marks.signature([_("Administrator"), _("Witness")]),
    ]


ASKS = Form.of(lazy("Anchor of the audit trail"))
REPORT = Report("trail_anchor", lazy("Anchor of the audit trail"), ASKS, gather, story)
