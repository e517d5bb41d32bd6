"""A handout on paper, without a word about any client."""

from reportlab.platypus import Flowable

from counselor_desk.catalog import files
from counselor_desk.core.i18n import lazy
from counselor_desk.desk.desk import Context, query
from counselor_desk.domain.form import Choice, Field, Form, Kind
from counselor_desk.domain.roles import Can
from counselor_desk.reports.family import handout_story
from counselor_desk.reports.family.handout_story import Leaflet
from counselor_desk.reports.press import letterhead
from counselor_desk.reports.press.press import Report
from counselor_desk.services.family import handouts

LANGUAGES = (Choice("en", lazy("English")), Choice("es", lazy("Spanish")))


@query(Can.PRINT, "handout.gather")
def gather(ctx: Context, handout_id: str, language: str = "en", large_print: bool = False) -> Leaflet:
    made = handouts.read(ctx, handout_id, language)
    around = letterhead.sheet(ctx, "")
    return handout_story.leaflet(around, made, handouts.phones(ctx), large_print)


def story(data: Leaflet) -> list[Flowable]:
    return handout_story.story(data)


def _choices() -> tuple[Choice, ...]:
    return tuple(Choice(made.id, made.title) for made in files.handouts("en").values())


ASKS = Form.of(
    lazy("Handout"),
    Field("handout_id", lazy("Handout"), Kind.CHOICE, required=True, choices=_choices()),
    Field("language", lazy("Language"), Kind.CHOICE, required=True, choices=LANGUAGES),
    Field("large_print", lazy("Large print"), Kind.CHECK, beside=True),
)
REPORT = Report("handout", lazy("Handout"), ASKS, gather, story, group="handouts", halves=True)
