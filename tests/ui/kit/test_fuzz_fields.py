"""Whatever is typed or pasted into a field is kept as text, and shown as text."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PySide6.QtCore import Qt

from counselor_desk.catalog import files
from counselor_desk.domain.clean_text import without_nul_and_surrogates
from counselor_desk.domain.form import Kind
from counselor_desk.ui.kit.form import FormWidget
from counselor_desk.ui.kit.widgets import text

MARKUP = st.sampled_from(
    [
        "<img src='x'>",
        "<b>",
        "&amp;",
        "</p>",
        "<!--",
        "<script>",
        "\u202e",
        "\x07",
        "\u0000",
        "\ud800",
    ]
)
WORDS = st.lists(st.text(max_size=20) | MARKUP, max_size=5).map("".join)


EVERY = sorted(files.templates())


def shown(qtbot, template):
    """A template's form on screen, and its fields that take words."""
    form = files.templates()[template].form()
    keys = [field.key for field in form.fields if field.kind in (Kind.TEXT, Kind.LINE)]
    widget = FormWidget(form, {})
    qtbot.addWidget(widget)
    return widget, keys


@pytest.mark.parametrize(
    ("times", "templates"),
    [(200, ["dap"]), pytest.param(10_000, EVERY, marks=pytest.mark.slow)],
    ids=["200", "10000"],
)
def test_any_words_in_the_fields_of_a_note(qtbot, times, templates):
    forms = [shown(qtbot, template) for template in templates]
    assert sum(len(keys) for _widget, keys in forms) > 3 * len(templates)
    label = text.quiet("")
    qtbot.addWidget(label)

    @settings(max_examples=times, deadline=None)
    @given(WORDS, st.sampled_from(forms))
    def once(words, chosen):
        widget, keys = chosen
        for key in keys:
            widget.boxes[key].write(words)
        kept = widget.values()
        assert all(isinstance(kept[key] or "", str) for key in keys)
        stored = without_nul_and_surrogates(widget.form.to_stored(kept))
        assert not any("\x00" in str(value) for value in stored.values())
        label.setText(words)
        assert label.textFormat() is Qt.TextFormat.PlainText

    once()
