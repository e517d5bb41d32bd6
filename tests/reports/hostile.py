"""Strings that break naive paper: markup, controls, halves of characters, walls of letters."""

from hypothesis import strategies as st

MARKUP = st.sampled_from(
    [
        "<img src='/etc/passwd'/>", "<b", "</para>", "&", "&#0;", "&bogus;", "<br/>", "<![CDATA[",
        "<a href='file:///etc/passwd'>x</a>", "<font color='[].__class__'>", "<!--", "]]>", "%s",
        "{x.__class__}", "<unichar code='1'/>", "<seq/>", "<onDraw name='x'/>", "$HOME",
    ]
)  # fmt: skip
ODD = st.sampled_from(
    "\x00\x01\x08\x0b\x1b\x7f\x85\u200e\u202e\u2066\ufeff\ufffe\ud800\udfff\ue000"
)
SCRIPTS = st.sampled_from(
    ["Łukasz", "Ярослава", "Αλέξανδρος", "محمد بن سلمان", "דוד כהן", "王小明", "😀👩‍⚕️", "김민준",
     "ተስፋዬ", "ไทย", "हिन्दी", "𓀀", "e\u0301\u0301", "\u2028"]
)  # fmt: skip
WALLS = st.integers(1, 3000).map(lambda n: "w" * n)
TEXTS = st.lists(
    st.one_of(MARKUP, ODD, SCRIPTS, st.text(max_size=40), WALLS, st.just("\n"), st.just(" ")),
    max_size=12,
).map("".join)
