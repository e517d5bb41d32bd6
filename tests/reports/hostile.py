"""Strings that break naive paper: markup, controls, halves of characters, walls of letters."""

from hypothesis import strategies as st

MARKED_UP = (
    "<img src='/etc/passwd'/>", "<b", "</para>", "&", "&#0;", "&bogus;", "<br/>", "<![CDATA[",
    "<a href='file:///etc/passwd'>x</a>", "<font color='[].__class__'>", "<!--", "]]>", "%s",
    "{x.__class__}", "<unichar code='1'/>", "<seq/>", "<onDraw name='x'/>", "$HOME",
)  # fmt: skip
CONTROLS = "\x00\x01\x08\x0b\x1b\x7f\x85\u200e\u202e\u2066\ufeff\ufffe\ud800\udfff\ue000"
WRITTEN = (
    "Łukasz", "Ярослава", "Αλέξανδρος", "محمد بن سلمان", "דוד כהן", "王小明", "😀👩‍⚕️", "김민준",
    "ተስፋዬ", "ไทย", "हिन्दी", "𓀀", "e\u0301\u0301", "\u2028",
)  # fmt: skip
MARKUP, ODD, SCRIPTS = map(st.sampled_from, (MARKED_UP, CONTROLS, WRITTEN))
WALLS = st.integers(1, 3000).map(lambda n: "w" * n)
TEXTS = st.lists(
    st.one_of(MARKUP, ODD, SCRIPTS, st.text(max_size=40), WALLS, st.just("\n"), st.just(" ")),
    max_size=12,
).map("".join)


RARE = 0.02


def any_text(dice):
    """One such text by a random.Random, for places by the thousand."""
    part = (
        lambda: dice.choice(MARKED_UP), lambda: dice.choice(CONTROLS), lambda: dice.choice(WRITTEN),
        lambda: "w" * dice.randrange(1, 200), lambda: " ", lambda: "\n", lambda: "plain words",
    )  # fmt: skip
    if dice.random() < RARE:  # longer than a page of headings
        part = (*part, lambda: "w" * dice.randrange(3000, 9000))
    return "".join(dice.choice(part)() for _ in range(dice.randrange(1, 7)))
