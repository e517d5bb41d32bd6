"""Says at each answer that was filled in from the chart where it comes from."""

from collections.abc import Mapping

from counselor_desk.core.i18n import _
from counselor_desk.services.documents.prefilling import FromChart
from counselor_desk.ui.kit.form import FormWidget


def tell_sources(form: FormWidget, filled: Mapping[str, FromChart]) -> None:
    """The words follow what is typed: the same as in the chart, or changed here."""

    def tell() -> None:
        body = form.form.stored(form.values())
        for key, one in filled.items():
            if key in form.boxes:
                same = body.get(key) == one.value
                said = _("From {source}.") if same else _("From {source}, changed here.")
                form.boxes[key].tell(said.format(source=one.source))

    form.changed.connect(lambda *_a: tell())
    tell()
