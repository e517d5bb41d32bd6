"""Joining a clinic from an empty computer: find it, see its print, prove the invitation."""

import asyncio
import hmac
import ssl
from collections.abc import Callable
from pathlib import Path

import msgspec
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import WebSocketException

from counselor_desk.core.errors import Refused, VaultTrouble
from counselor_desk.core.i18n import _
from counselor_desk.network import certificates, joined_clinic
from counselor_desk.network.admission import LONGEST_JOINING, JoinAnswer, JoinRefusal, JoinRequest
from counselor_desk.network.discovery import find_clinic
from counselor_desk.network.invitation import Address, Invitation, proof_of_clinic, proof_of_seat
from counselor_desk.network.joined_clinic import JoinedClinic

PATIENCE = 8.0  # seconds for one address
PATH = "/join"


def join_clinic(
    invitation: Invitation,
    name: str,
    folder: Path,
    find: Callable[[bytes], tuple[Address, ...]],
    in_keyring: bool = True,
) -> Path:
    """The file in `folder` that stands for the clinic from now on. Slow.

    Without an address in the invitation, `find` looks for its print on the local network. Refused
    where the invitation does not hold; VaultTrouble where nobody answers.
    """
    places = invitation.addresses or find(invitation.server_print)
    if not places:
        raise Refused(
            _(
                "The clinic's computer was not found on this network. Type its address: it is on "
                "the sheet, and on the clinic's computer under Clinic computers."
            ),
            "address",
        )
    request = certificates.make_request()
    given, shown = _ask_each(places, invitation, request.request, name.strip())
    certificate = given.certificate
    wanted = proof_of_clinic(invitation.verifier(), shown, certificate, given.authority)
    if not hmac.compare_digest(wanted, given.proof):
        raise Refused(_another_clinic(), "code")
    return joined_clinic.save_new(
        folder,
        JoinedClinic(
            clinic=given.clinic,
            addresses=tuple(str(place) for place in places),
            server_print=invitation.server_print.hex(),
            authority=given.authority,
            certificate=certificate,
            key=request.key,
        ),
        in_keyring=in_keyring,
    )


def find_places(server_print: bytes) -> tuple[Address, ...]:
    """Where a computer with this print answers on the local network. Slow."""
    found, _others = find_clinic(server_print)
    return found.addresses if found else ()


def _ask_each(
    places: tuple[Address, ...], invitation: Invitation, request: str, name: str
) -> tuple[JoinAnswer, bytes]:
    """Of the first address that answers; what another one says is not waited for."""
    silent: OSError | None = None
    for place in places:
        try:
            return asyncio.run(_ask(place, invitation, request, name))
        except ssl.SSLError as error:
            raise Refused(_another_clinic(), "code") from error
        except (OSError, WebSocketException) as error:
            silent = error if isinstance(error, OSError) else OSError()
    raise VaultTrouble(
        _(
            "No clinic answers at {address}. Are both computers in the same network, is the vault shared, "
            "and does the firewall over there let Counselor Desk through?"
        ).format(address=places[0])
    ) from silent


async def _ask(place: Address, invitation: Invitation, request: str, name: str) -> tuple[JoinAnswer, bytes]:
    """On one loop: two threads on one TLS line stop each other now and then while it is opened."""
    async with connect(
        f"wss://{place}{PATH}",
        ssl=certificates.joining_context(),
        server_hostname=certificates.SERVER_NAME,
        compression=None,
        user_agent_header=None,
        open_timeout=PATIENCE,
        close_timeout=1,
        proxy=None,
    ) as line:
        shown = _certificate_of(line)
        if shown is None or not certificates.has_print(shown, invitation.server_print):
            raise Refused(_another_clinic(), "code")
        proof = proof_of_seat(invitation.verifier(), shown, request, name)
        await line.send(msgspec.msgpack.encode(JoinRequest(request, name, proof)))
        async with asyncio.timeout(PATIENCE):
            message = await line.recv()
    return _read(message), shown


def _read(message: bytes | str) -> JoinAnswer:
    try:
        if not isinstance(message, bytes) or len(message) > 4 * LONGEST_JOINING:
            raise ValueError("no answer")
        answer = msgspec.msgpack.decode(message, type=JoinAnswer | JoinRefusal)
    except (ValueError, msgspec.MsgspecError, RecursionError) as error:
        raise Refused(_another_clinic(), "code") from error
    if isinstance(answer, JoinRefusal):
        raise Refused(answer.words, answer.field)
    return answer


def _certificate_of(line: ClientConnection) -> bytes | None:
    layer = line.transport.get_extra_info("ssl_object")
    shown = layer.getpeercert(binary_form=True) if layer is not None else None
    return shown if isinstance(shown, bytes) else None


def _another_clinic() -> str:
    return _(
        "The computer that answers there is not the one on your sheet. Compare the address with the "
        "sheet, and type no passphrase."
    )
