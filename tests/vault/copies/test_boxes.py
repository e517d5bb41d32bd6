"""What goes into an archive's boxes comes out of them, wherever a line or a box ends."""

import io
import random

import pytest

from counselor_desk.core.errors import Refused, VaultTrouble
from counselor_desk.vault.copies import archive_boxes

KEY, HEADER = bytearray(range(32)), b"header"
AROUND = (-11, -10, -9, -1, 0, 1, 300)  # a line's own marks and its end are ten bytes


def there_and_back(lines):
    file = io.BytesIO()
    counts = archive_boxes.write(file, KEY, HEADER, iter(lines))
    file.seek(0)
    return counts, list(archive_boxes.read(file, KEY, HEADER))


@pytest.mark.parametrize("length", [turn * archive_boxes.CHUNK + d for turn in (1, 2) for d in AROUND])
@pytest.mark.parametrize("kind", ["squeezed to nothing", "not to be squeezed"])
def test_a_line_of_any_length_comes_back(length, kind):
    letters = random.Random(length)
    words = "x" * length if kind[0] == "s" else letters.randbytes(length).decode("latin-1")
    lines = [{"a": 1}, {"a": words}, {"a": 2}]
    assert there_and_back(lines)[1] == lines


def test_many_lines_fill_many_boxes_and_the_last_tells_their_number():
    numbers = random.Random(8)
    lines = [{"n": n, "words": "y" * numbers.randrange(4000)} for n in range(2000)]
    lines.append({"counts": {"n": 2000}})
    counts, back = there_and_back(lines)
    assert back == lines
    assert counts == {"n": 2000}


def test_a_line_without_end_is_refused_before_it_fills_the_memory(monkeypatch):
    monkeypatch.setattr(archive_boxes, "LARGEST_LINE", 3 * archive_boxes.CHUNK)
    lines = [{"a": "z" * 2 * archive_boxes.CHUNK}]
    assert there_and_back(lines)[1] == lines
    with pytest.raises((Refused, VaultTrouble)):
        there_and_back([{"a": "z" * 5 * archive_boxes.CHUNK}])
