"""A handout on paper, without a word about any client."""

from reportlab.platypus import Flowable

from counselor_desk import catalog
from counselor_desk.domain.form import Choice, Field, Form, Kind
from counselor_desk.domain.roles import Can
from counselor_desk.i18n import _
from counselor_desk.reports import leaflet, letterhead
from counselor_desk.reports.leaflet import Leaflet
from counselor_desk.reports.press import Report
from counselor_desk.services import leaflets
from counselor_desk.services.desk import Context, query

LANGUAGES = (Choice("en", _("English")), Choice("es", _("Spanish")))


@query(Can.PRINT)
def gather(
    ctx: Context, handout_id: str, language: str = "en", large_print: bool = False
) -> Leaflet:
    made = leaflets.read(ctx, handout_id, language)
    around = letterhead.sheet(ctx, "")
    return leaflet.leaflet(around, made, leaflets.phones(ctx), large_print)


def story(data: Leaflet) -> list[Flowable]:
    return leaflet.story(data)


def _choices() -> tuple[Choice, ...]:
    return tuple(Choice(made.id, made.title) for made in catalog.handouts("en").values())


ASKS = Form.of(
    _("Handout"),
    Field("handout_id", _("Handout"), Kind.CHOICE, required=True, choices=_choices()),
    Field("language", _("Language"), Kind.CHOICE, required=True, choices=LANGUAGES),
    Field("large_print", _("Large print"), Kind.CHECK, beside=True),
)
REPORT = Report("handout", _("Handout"), ASKS, gather, story, group="handouts", halves=True)
