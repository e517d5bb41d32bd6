"""What protected the records when a computer was lost: the evidence for a breach assessment."""

from dataclasses import dataclass

from reportlab.platypus import Flowable

from counselor_desk.core.i18n import _, lazy
from counselor_desk.desk.desk import Context, query
from counselor_desk.domain.form import Field, Form, Kind
from counselor_desk.domain.roles import Can
from counselor_desk.reports.press import letterhead, marks, words
from counselor_desk.reports.press.press import Report, Sheet
from counselor_desk.services.vault import permissions

# 74 FR 19006: PHI is "unsecured" unless encrypted and the key was not breached.
RULE = lazy(
    "Protected health information that is encrypted as the guidance of the Department of Health "
    "and Human Services says (74 FR 19006) is not unsecured, as long as the decryption key was "
    "not breached (45 CFR 164.402). 42 CFR 2.16 applies the same duty to Part 2 records. This "
    "page states facts of the program; whether anybody has to be notified is the clinic's to judge."
)
CHECKS = (
    lazy("Was the vault locked or the computer off when it was lost?"),
    lazy("Was a passphrase or the recovery key written down and lost with it?"),
    lazy("Did anyone save papers, tables or archives outside of the vault on it?"),
    lazy("Was the disk encrypted by the system as well?"),
)


@dataclass(frozen=True)
class DeviceLossReport:
    """The facts, in words."""

    sheet: Sheet
    statement: str
    facts: tuple[tuple[str, str], ...]
    people: tuple[tuple[str, ...], ...]


@query(Can.KEEP_VAULT, "device_loss.gather")
def gather(ctx: Context, what: str = "") -> DeviceLossReport:
    protection, zone = permissions.protection(ctx), ctx.clinic.time_zone
    (passes, mebibytes, lanes), never = protection.derivation, _("never")
    facts = (
        (_("Vault"), protection.vault_id),
        (_("Clients in it"), f"{protection.clients:,}"),
        (_("Encryption"), protection.encryption),
        (_("Key"), _("256 random bits, kept only encrypted under each person's passphrase")),
        (
            _("Derivation"),
            _("Argon2id: passes {t}, memory {m} MiB, lanes {p}, or stronger").format(
                t=passes, m=mebibytes, p=lanes
            ),
        ),
        (_("Shortest passphrase allowed"), _("15 characters, well-known ones refused")),
        (_("Last locked"), words.moment(protection.last_locked, zone) if protection.last_locked else never),
        (_("Last backup"), words.moment(protection.last_backup, zone) if protection.last_backup else never),
        (_("Backups beside the vault"), str(protection.backups)),
    )
    bound = {True: _("passphrase and that computer"), False: _("passphrase")}
    people = tuple((name, bound[device]) for name, device in protection.people)
    return DeviceLossReport(letterhead.sheet(ctx, _("Device loss report")), what, facts, people)


def story(loss: DeviceLossReport) -> list[Flowable]:
    parts: list[Flowable] = [marks.heading(loss.sheet.title, 0)]
    if loss.statement:
        parts += [marks.heading(_("What was lost"), 1), marks.paragraph(loss.statement)]
    parts += [marks.heading(_("How the records were protected"), 1), marks.facts(loss.facts)]
    columns = [marks.TableColumn(_("Who could open it"), 3), marks.TableColumn(_("With"), 4)]
    parts += [marks.table(columns, loss.people), marks.heading(_("To be answered"), 1)]
    parts += [marks.bullets(map(str, CHECKS)), marks.gap(6), marks.paragraph(str(RULE))]
    return parts


ASKS = Form.of(lazy("Device loss report"), Field("what", lazy("What was lost, when and where"), Kind.TEXT))
REPORT = Report("device_loss", lazy("Device loss report"), ASKS, gather, story, group="clinic")
