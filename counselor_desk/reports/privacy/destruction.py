"""The certificate of destruction: what went, when, why and by whom; of the client a number."""

from dataclasses import dataclass

from reportlab.platypus import Flowable

from counselor_desk.core.i18n import _, lazy
from counselor_desk.desk.desk import Context, query
from counselor_desk.domain.form import Field, Form, Kind
from counselor_desk.domain.privacy import retention
from counselor_desk.domain.roles import Can
from counselor_desk.reports.press import letterhead, marks, words
from counselor_desk.reports.press.marks import TableColumn
from counselor_desk.reports.press.press import Report, Sheet
from counselor_desk.services.privacy import destruction

HOW = lazy(
    "Every row of the record was deleted from every table of the encrypted vault and from its "
    "full-text index; the freed pages were overwritten, the file was rewritten without them, and its "
    "log was emptied."
)
STAYS = lazy(
    "What stays: the record number, which no one else will be given; the lines of the audit trail, "
    "which hold no word of the client{entries}."
)
ENTRIES = lazy("; and {n} of the reward book's entries, as sums under that number")
COPIES = lazy(
    "Backups made before this moment still hold the record until they are let go or removed. "
    "Paper, exports and disclosures that left the vault are not covered by this certificate."
)
# 42 CFR 2.11: a number of the program's own, of no use elsewhere, identifies nobody.
NUMBER = lazy("The record number is the program's own and identifies no one elsewhere (42 CFR 2.11).")


@dataclass(frozen=True)
class DestructionCertificate:
    """The facts, in words."""

    sheet: Sheet
    facts: tuple[tuple[str, str], ...]
    rows: tuple[tuple[str, str], ...]
    entries: int
    signed: tuple[str, str]


@query(Can.DESTROY, "destruction.gather")
def gather(ctx: Context, destruction_id: int) -> DestructionCertificate:
    destruction_facts, zone = destruction.certificate(ctx, destruction_id), ctx.clinic.time_zone
    record = destruction_facts.record
    years = f"{record.first_year}\N{EN DASH}{record.last_year}"
    facts = (
        (_("Record"), record.number),
        (_("Entries from"), years if record.first_year < record.last_year else years[:4]),
        (_("Kept until"), words.day(record.kept_until)),
        (_("Destroyed"), words.moment(record.finished_at or record.begun_at, zone)),
        (_("Reason"), record.reason),
        (_("Before the end of its period, because"), record.early),
    )
    rows = [(name, f"{count:,}") for name, count in retention.kinds_in_words(record.counts)]
    return DestructionCertificate(
        letterhead.sheet(ctx, _("Certificate of destruction")),
        tuple(pair for pair in facts if pair[1]),
        tuple(rows),
        len(record.entries),
        (destruction_facts.by, destruction_facts.beside),
    )


def story(certificate: DestructionCertificate) -> list[Flowable]:
    entries = ENTRIES.format(n=certificate.entries) if certificate.entries else ""
    by, beside = certificate.signed
    return [
        marks.heading(certificate.sheet.title, 0),
        marks.facts(certificate.facts),
        marks.heading(_("What was destroyed")),
        marks.table((TableColumn(_("Kind"), 4), TableColumn(_("Rows"), 1, number=True)), certificate.rows),
        marks.heading(_("How")),
        marks.paragraph(str(HOW)),
        marks.paragraph(STAYS.format(entries=entries)),
        marks.paragraph(str(COPIES)),
        marks.small(str(NUMBER)),
        marks.paragraph(
            _(
                "Destroyed by {by}, who had unlocked the vault with a passphrase of their own; "
                "{beside} signed with theirs as the second person."
            ).format(by=by, beside=beside)
        ),
        marks.signature([by, beside]),
    ]


ASKS = Form.of(
    lazy("Certificate of destruction"),
    Field("destruction_id", lazy("Destruction"), Kind.NUMBER, required=True),
)
REPORT = Report("destruction", lazy("Certificate of destruction"), ASKS, gather, story)
