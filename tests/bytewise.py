"""Files with some of their bytes spoiled: whatever reads them reads them or refuses them."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

OFTEN = [200, pytest.param(10_000, marks=pytest.mark.slow)]


@st.composite
def spoiled(draw, whole):
    """A file with some of its bytes turned, cut out, doubled or put in."""
    content = bytearray(whole)
    for _ in range(draw(st.integers(1, 4))):
        at = draw(st.integers(0, max(len(content) - 1, 0)))
        length = draw(st.integers(0, 64))
        how = draw(st.sampled_from(["turn", "cut", "double", "put", "end"]))
        if how == "turn" and content:
            content[at] ^= draw(st.integers(1, 255))
        elif how == "cut":
            del content[at : at + length]
        elif how == "double":
            content[at:at] = content[at : at + length]
        elif how == "put":
            content[at:at] = draw(st.binary(max_size=32))
        else:
            del content[at:]
    return bytes(content)


def often(times, content, read, refusals):
    """Read that many spoiled files; nothing else than these refusals may come of it."""
    seen = {"read": 0, "refused": 0}

    @settings(max_examples=times, deadline=None)
    @given(spoiled(content) | st.binary(max_size=200))
    def once(raw):
        try:
            read(raw)
        except refusals:
            seen["refused"] += 1
        else:
            seen["read"] += 1

    once()
    assert seen["refused"] > times // 10, seen
