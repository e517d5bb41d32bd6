"""The part of a slot that opens the vault from another computer, while nobody has opened it yet.

A slot wraps two things under what its passphrase comes to: the vault key and the person's own keys. Whoever
sent that over the line would send both. This part is a key pair of its own, derived one step further: to its
public half the vault key is sealed, and its private half opens nothing else.
"""

from msgspec.structs import replace

from counselor_desk.core.errors import Refused
from counselor_desk.core.i18n import _
from counselor_desk.vault.keys import sealing
from counselor_desk.vault.keys.sealing import InvalidSignature, InvalidTag
from counselor_desk.vault.keys.slot_file import KeyFile, OpeningPart, Slot
from counselor_desk.vault.keys.slots import NotThisKey


def part_of(kek: bytearray) -> bytearray:
    """The private half, of what a passphrase has come to: from it there is no way back."""
    return sealing.derive(kek, "opening")


def public_of(kek: bytearray) -> bytes:
    part = part_of(kek)
    try:
        return sealing.public_of_box(part)
    finally:
        sealing.wipe(part)


def words_of(vault: str, slot: Slot, public: bytes) -> bytes:
    """What the person's own key signs, so that nobody else's half is put in their slot."""
    return f"counselor-desk/opening/{vault}/{slot.id}/{slot.salt.hex()}/{public.hex()}".encode()


def with_part(file: KeyFile, slot: Slot, public: bytes, key: bytearray) -> KeyFile:
    """The file with the vault key sealed to this half.

    Refused for a slot that one computer's keyring holds, for a passphrase that is to be changed first, while
    the key is being changed, and for what is no half of a key.
    """
    if file.turning or slot.device or slot.must_change or len(public) != sealing.KEY:
        raise Refused(_("Your passphrase does not open the vault from another computer now."))
    blank = OpeningPart(slot=slot.id, salt=slot.salt, public=public, key=b"")
    try:
        made = replace(blank, key=sealing.seal(public, key, blank.facts(file.vault)))
    except ValueError as error:  # a point that yields nothing
        raise Refused(_("Your passphrase does not open the vault from another computer now.")) from error
    return file.with_parts((*(one for one in file.parts() if one.slot != slot.id), made))


def with_signed_part(file: KeyFile, slot: Slot, signed: tuple[bytes, bytes], key: bytearray) -> KeyFile:
    """The same of a half that comes from a seat with its person's signature. Refused without that."""
    public, signature = signed
    try:
        sealing.verify(slot.signing, signature, words_of(file.vault, slot, public))
    except (InvalidSignature, ValueError) as error:
        raise Refused(_("That signature is not of your own key. Lock and sign in again.")) from error
    return with_part(file, slot, public, key)


def sealed_again(file: KeyFile, key: bytearray) -> KeyFile:
    """Another vault key: the same halves open that one now."""
    parts = (replace(one, key=sealing.seal(one.public, key, one.facts(file.vault))) for one in file.parts())
    return file.with_parts(parts)


def open_with(file: KeyFile, slot: Slot, part: bytes | bytearray) -> bytearray:
    """The vault key. Raises NotThisKey for another half, and where the slot has none."""
    opening = file.opening_of(slot)
    if opening is None or len(part) != sealing.KEY:
        raise NotThisKey
    try:
        return sealing.unseal(part, opening.key, opening.facts(file.vault))
    except InvalidTag as error:
        raise NotThisKey from error
