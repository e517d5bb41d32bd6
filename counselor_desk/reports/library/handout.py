"""A handout on paper, without a word about any client."""

from reportlab.platypus import Flowable

from counselor_desk import catalog
from counselor_desk.domain.form import Choice, Field, Form, Kind
from counselor_desk.domain.roles import Can
from counselor_desk.errors import Refused
from counselor_desk.i18n import _
from counselor_desk.reports import leaflet, letterhead
from counselor_desk.reports.leaflet import Leaflet
from counselor_desk.reports.press import LARGE, Report
from counselor_desk.services.desk import Context, query

LANGUAGES = (Choice("en", _("English")), Choice("es", _("Spanish")))


@query(Can.PRINT)
def gather(
    ctx: Context, handout_id: str, language: str = "en", large_print: bool = False
) -> Leaflet:
    made = catalog.handouts(language).get(handout_id)
    if made is None:
        raise Refused(_("There is no such handout in this language. Choose another."), "handout_id")
    sheet = letterhead.sheet(
        ctx,
        leaflet.printed(made.title),
        status=(leaflet.sources(made),),
        printed="",
        edition=leaflet.edition(made),
        language=language,
        size=LARGE if large_print else leaflet.SIZE,
    )
    return Leaflet(sheet, made, catalog.phones())


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
REPORT = Report("handout", _("Handout"), ASKS, gather, story, group="handouts")
