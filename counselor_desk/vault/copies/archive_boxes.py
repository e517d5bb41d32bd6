"""An archive's body: lines of JSON, squeezed, in numbered and sealed boxes."""

import hashlib
import json
import zlib
from collections.abc import Iterator
from typing import Any, BinaryIO

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from counselor_desk.vault.copies.archive_tables import broken_archive
from counselor_desk.vault.keys import sealing

CHUNK = 1 << 16
LARGEST_LINE = 1 << 28  # a scan within a row, told in letters


def write(out: BinaryIO, key: bytearray, header: bytes, lines: Iterator[Any]) -> dict[str, int]:
    """The lines in boxes; says how many rows by table the last one has told."""
    squeeze, waiting, counts = zlib.compressobj(), b"", {}
    boxes = _Boxes(key, header)
    for line in lines:
        if "counts" in line:
            counts = line["counts"]
        text = json.dumps(line, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass")
        waiting += squeeze.compress(text + b"\n")
        waiting = _put(out, boxes, waiting)
    waiting = _put(out, boxes, waiting + squeeze.flush())
    out.write(boxes.last(waiting))
    return counts


def _put(out: BinaryIO, boxes: "_Boxes", waiting: bytes) -> bytes:
    """Every full box; the last may not be one of them."""
    at = 0
    while len(waiting) - at > CHUNK:
        out.write(boxes.next(waiting[at : at + CHUNK]))
        at += CHUNK
    return waiting[at:]


def read(file: BinaryIO, key: bytearray, header: bytes) -> Iterator[Any]:
    """The lines, as far as box after box is as it was written. Raises InvalidTag, BadArchive."""
    inflate = zlib.decompressobj()
    yield from map(line_of, _lines(_inflated(inflate, _opened(file, key, header))))
    if not inflate.eof:
        raise broken_archive()


def _lines(pieces: Iterator[bytes]) -> Iterator[bytes]:
    """Whole lines; a scan's runs over hundreds of pieces, which are joined once."""
    parts, size = [], 0
    for piece in pieces:
        first, *others = piece.split(b"\n")
        parts.append(first)
        size += len(first)
        if others:
            yield b"".join(parts)
            *whole, last = others
            yield from whole
            parts, size = [last], len(last)
        if size > LARGEST_LINE:
            raise broken_archive()
    if size:
        raise broken_archive()


def _inflated(inflate: Any, pieces: Iterator[bytes]) -> Iterator[bytes]:
    """Bit by bit: what was squeezed to little may be without end."""
    for piece in pieces:
        while piece:
            yield inflate.decompress(piece, CHUNK)
            piece = inflate.unconsumed_tail


def line_of(content: bytes) -> Any:
    line = json.loads(content)
    if not isinstance(line, dict):
        raise broken_archive()
    return line


class _Boxes:
    """Chunks in order: the number of each and whether it is the last are in its nonce."""

    def __init__(self, key: bytearray, header: bytes) -> None:
        self._box = AESGCM(sealing.derive(key, "chunks", hashlib.sha256(header).digest()))
        self._number = 0

    def next(self, content: bytes, last: bool = False) -> bytes:
        return self._box.encrypt(self.nonce(last), content, None)

    def last(self, content: bytes) -> bytes:
        return self.next(content, last=True)

    def open(self, content: bytes, last: bool) -> bytes:
        return self._box.decrypt(self.nonce(last), content, None)

    def nonce(self, last: bool) -> bytes:
        self._number += 1
        return (self._number - 1).to_bytes(11, "big") + bytes([last])


def _opened(file: BinaryIO, key: bytearray, header: bytes) -> Iterator[bytes]:
    boxes, size = _Boxes(key, header), CHUNK + sealing.TAG
    chunk = file.read(size)
    while True:
        following = file.read(size)
        yield boxes.open(chunk, last=not following)
        if not following:
            return
        chunk = following
