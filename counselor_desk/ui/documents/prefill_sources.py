"""Says at each answer that was filled in from the chart where it comes from."""

from collections.abc import Mapping

from counselor_desk.core.i18n import _
from counselor_desk.services.documents.prefilling import PrefilledAnswer
from counselor_desk.ui.kit.form import FormWidget


def tell_sources(form: FormWidget, filled: Mapping[str, PrefilledAnswer]) -> None:
    """The words follow what is typed: the same as in the chart, or changed here."""

    def tell() -> None:
        body = form.form.to_stored(form.values())
        for key, prefilled_answer in filled.items():
            if key in form.boxes:
                same = body.get(key) == prefilled_answer.value
                message = _("From {source}.") if same else _("From {source}, changed here.")
                form.boxes[key].show_note(message.format(source=prefilled_answer.source))

    form.changed.connect(lambda *_a: tell())
    tell()
