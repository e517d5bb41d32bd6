"""The notice of 42 CFR 2.22 for every client at admission: its header, then plain words."""

from dataclasses import dataclass
from datetime import date

from reportlab.platypus import Flowable

from counselor_desk.catalog import files
from counselor_desk.core.i18n import _, lazy
from counselor_desk.desk.desk import Context, query
from counselor_desk.domain.form import Field, Form, Kind
from counselor_desk.domain.roles import Can
from counselor_desk.reports.press import letterhead, marks, words
from counselor_desk.reports.press.press import Report, Sheet

TOLD = (
    (
        lazy("Without your consent"),
        (
            lazy("In a medical emergency, to the people who treat you."),
            lazy(
                "By an order of a court under 42 CFR Part 2, together with a subpoena. "
                "A subpoena alone is not enough."
            ),
            lazy("For an audit or evaluation, to those who may by law; they must protect it."),
            lazy("For research, under the rules that protect those who take part in it."),
            lazy("To a public health authority, without anything that tells who you are."),
            lazy("To report child abuse, or a crime here or against our staff: the limited facts only."),
            lazy("To those who work for us under a written agreement to keep it as we must."),
        ),
    ),
    (
        lazy("With your consent"),
        (
            lazy(
                "One consent can cover all your treatment, payment and health care operations. "
                "Who receives your record then may pass it on as HIPAA allows, but not for use against "
                "you in civil, criminal, administrative or legislative proceedings."
            ),
            lazy("Counseling notes kept apart, and legal proceedings, need a consent of their own."),
            lazy("You can revoke a consent in writing at any time. What was done before then stands."),
            lazy("You can say that you do not want to hear from us for fundraising."),
            lazy("Whatever is not named in this notice is done with your written consent alone."),
        ),
    ),
    (
        lazy("Never against you in a proceeding"),
        (
            lazy(
                "Your record, and testimony about what is in it, is not used or disclosed in any civil, "
                "criminal, administrative or legislative proceeding against you, unless you consent to "
                "it in writing, or a court orders it after you, or we for you, had notice and a chance "
                "to be heard. The order must come with a subpoena or the like."
            ),
        ),
    ),
    (
        lazy("Your rights"),
        (
            lazy("To see and get a copy of your record, and to ask us to correct it."),
            lazy(
                "To ask us to restrict how we use or disclose it, even after you have consented; and to "
                "have us not tell your health plan of what you have paid for in full yourself."
            ),
            lazy(
                "To a list of whom we disclosed it to with your consent in the last three years, and of "
                "the recipients an intermediary passed it on to."
            ),
            lazy("To a paper or electronic copy of this notice, and to talk about it."),
            lazy("To be told of a breach of your record."),
        ),
    ),
    (
        lazy("Our duties"),
        (
            lazy(
                "We must keep your record private, tell you of our duties and practices, and tell you "
                "of a breach. We follow the law that protects you more where two differ."
            ),
            lazy("We may change this notice; the one in force hangs here and is given on request."),
        ),
    ),
    (
        lazy("Complaints"),
        (
            lazy(
                "You can complain to us and to the Secretary of Health and Human Services. "
                "Nobody may treat you worse for it."
            ),
        ),
    ),
)


@dataclass(frozen=True)
class PrivacyNotice:
    """The header with the clinic's names in it, and from when it holds."""

    sheet: Sheet
    title: str
    header: tuple[str, ...]
    effective: str


@query(Can.PRINT, "privacy_notice.gather")
def gather(ctx: Context, contact: str, reach: str, on: date) -> PrivacyNotice:
    clinic = ctx.clinic
    title, *header = (
        line.replace("[Name of Part 2 Program]", clinic.name)
        .replace("[ENTER NAME OR TITLE]", contact)
        .replace("[PHONE AND EMAIL]", reach)
        for line in files.notice("part2_22")
    )
    sheet = letterhead.sheet(ctx, _("Notice of Privacy Practices"))
    return PrivacyNotice(sheet, title, tuple(header), words.day(on))


def story(notice: PrivacyNotice) -> list[Flowable]:
    parts: list[Flowable] = [marks.heading(notice.title, 0)]
    parts.append(marks.box([marks.paragraph(line) for line in notice.header]))
    for title, lines in TOLD:
        parts.append(marks.keep_together([marks.heading(str(title)), marks.bullets(map(str, lines))]))
    effective = _("In force from {day}.").format(day=notice.effective)
    return [*parts, marks.gap(8), marks.paragraph(effective)]


ASKS = Form.of(
    lazy("Notice of Privacy Practices"),
    Field("contact", lazy("Whom to talk to: name or title"), required=True),
    Field("reach", lazy("Phone and email"), required=True, beside=True),
    Field("on", lazy("In force from"), Kind.DATE, required=True),
)
REPORT = Report(
    "privacy_notice",
    lazy("Notice of Privacy Practices"),
    ASKS,
    gather,
    story,
    summary=lazy("42 CFR 2.22: given to every client at admission. Have counsel read it first."),
)
