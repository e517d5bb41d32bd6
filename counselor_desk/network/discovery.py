"""The clinic's computer is found on the local network by itself (mDNS), and two clinics are told apart."""

import asyncio
import contextlib
import ipaddress
import socket
import threading
from collections.abc import Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from types import TracebackType
from typing import Self

import ifaddr
from zeroconf import IPVersion, ServiceInfo, ServiceStateChange, Zeroconf
from zeroconf.asyncio import AsyncServiceBrowser, AsyncServiceInfo, AsyncZeroconf

from counselor_desk.core.errors import VaultTrouble
from counselor_desk.core.i18n import _
from counselor_desk.network.invitation import PRINT_BYTES, Address

SERVICE = "_counselor-desk._tcp.local."  # at most 15 letters: RFC 6763, 7.2
PATIENCE = 4.0  # seconds; a service answers within one, RFC 6762, 6
LAST_WORDS = 0.05  # seconds
ASKING_MS = 1500
LONGEST_LABEL = 63  # bytes of a DNS label: RFC 1035, 2.3.4


@dataclass(frozen=True)
class FoundClinic:
    """What a clinic's computer tells everybody on its network: no name unless the clinic chose so."""

    label: str
    addresses: tuple[Address, ...]
    server_print: bytes


def local_addresses(port: int) -> tuple[Address, ...]:
    """Where this computer can be reached from others, those of the local network first."""
    addresses = [
        ipaddress.ip_address(adapter_address.ip)
        for adapter in ifaddr.get_adapters()
        for adapter_address in adapter.ips
        if isinstance(adapter_address.ip, str)  # IPv4; an IPv6 address comes with its scope
    ]
    outside = sorted(
        (ip for ip in addresses if not ip.is_loopback), key=lambda ip: (not ip.is_private, ip.packed)
    )
    usable = [ip for ip in outside if not ip.is_link_local] or outside
    return tuple(Address(str(ip), port) for ip in usable)


class Announcement:
    """Says on the network that a clinic's computer is here, until it is left."""

    def __init__(
        self, port: int, server_print: bytes, name: str = "", interfaces: Sequence[str] | None = None
    ) -> None:
        """`name`: the clinic's, only where it wants it seen. VaultTrouble where there is no network."""
        shown = server_print[:PRINT_BYTES].hex()
        own = _own(interfaces)
        self._told = ServiceInfo(
            SERVICE,
            f"{_label(name) or f'clinic-{shown[:8]}'}.{SERVICE}",
            addresses=[socket.inet_aton(one) for one in own],
            port=port,
            properties={"v": "1", "print": shown},
            server=f"clinic-{shown[:8]}.local.",
        )
        self._own, self._begun = own, Future[None]()
        self._loop = asyncio.new_event_loop()
        self._over = asyncio.Event()
        self._thread = threading.Thread(target=self._run, name="announcement", daemon=True)
        self._thread.start()
        try:
            self._begun.result()
        except OSError as error:
            self._thread.join()
            raise VaultTrouble(
                _("This computer cannot be found by itself here. Other computers join by its address.")
            ) from error

    def stop(self) -> None:
        if self._thread.is_alive():
            self._loop.call_soon_threadsafe(self._over.set)
            self._thread.join()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def _run(self) -> None:
        with contextlib.closing(self._loop):
            try:
                self._loop.run_until_complete(self._announce())
            except OSError as error:
                if not self._begun.done():
                    self._begun.set_exception(error)

    async def _announce(self) -> None:
        network = AsyncZeroconf(interfaces=self._own, ip_version=IPVersion.V4Only)
        try:
            await network.async_register_service(self._told, allow_name_change=True)
            self._begun.set_result(None)
            await self._over.wait()
        finally:
            await _close(network)


async def _close(network: AsyncZeroconf) -> None:
    """On Windows a socket that is closed in the midst of a word stays open until it is collected."""
    await network.async_unregister_all_services()
    await asyncio.sleep(LAST_WORDS)
    await network.async_close()


def find_clinic(
    server_print: bytes, patience: float = PATIENCE, interfaces: Sequence[str] | None = None
) -> tuple[FoundClinic | None, int]:
    """The clinic with this print, and how many others answered. Slow: waits up to `patience` seconds."""
    try:
        return asyncio.run(_find(server_print[:PRINT_BYTES], patience, _own(interfaces)))
    except OSError:
        return None, 0  # there is no network


async def _find(wanted: bytes, patience: float, own: list[str]) -> tuple[FoundClinic | None, int]:
    network = AsyncZeroconf(interfaces=own, ip_version=IPVersion.V4Only)
    heard = _Answers(network.zeroconf, wanted)
    browser = AsyncServiceBrowser(network.zeroconf, SERVICE, handlers=[heard.hear])
    try:
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(heard.done.wait(), patience)
        matching = [clinic for clinic in heard.clinics.values() if clinic.server_print == wanted]
        return (matching[0] if matching else None), len(heard.clinics) - len(matching)
    finally:
        await browser.async_cancel()
        await heard.end()
        await _close(network)


class _Answers:
    """Who answered, and whether it was the one that is looked for."""

    def __init__(self, network: Zeroconf, wanted: bytes) -> None:
        self._network, self._wanted = network, wanted
        self._asking: set[asyncio.Task[None]] = set()
        self.clinics: dict[str, FoundClinic] = {}
        self.done = asyncio.Event()

    def hear(
        self, zeroconf: Zeroconf, service_type: str, name: str, state_change: ServiceStateChange
    ) -> None:
        if state_change is not ServiceStateChange.Removed:
            self._asking.add(asyncio.get_running_loop().create_task(self._ask(service_type, name)))

    async def end(self) -> None:
        for one in self._asking:
            one.cancel()
        await asyncio.gather(*self._asking, return_exceptions=True)

    async def _ask(self, service_type: str, name: str) -> None:
        info = AsyncServiceInfo(service_type, name)
        if not await info.async_request(self._network, ASKING_MS):
            return
        found = _read(info)
        if found is not None:
            self.clinics[name] = found
            if found.server_print == self._wanted:
                self.done.set()


def _own(interfaces: Sequence[str] | None) -> list[str]:
    return list(interfaces or [one.host for one in local_addresses(0)] or ["127.0.0.1"])


def _read(info: ServiceInfo) -> FoundClinic | None:
    """What a stranger on the network says is read with care: it is used after its print was proved."""
    said = (info.properties or {}).get(b"print") or b""
    try:
        shown = bytes.fromhex(said.decode())
    except ValueError:
        return None
    if len(shown) != PRINT_BYTES or not info.port:
        return None
    addresses = tuple(Address(one, info.port) for one in info.parsed_addresses(IPVersion.V4Only))
    return FoundClinic(info.name.removesuffix(f".{SERVICE}"), addresses, shown)


def _label(name: str) -> str:
    """At most 63 bytes, without the dots that would end it."""
    plain = " ".join(name.replace(".", " ").split()).encode()[:LONGEST_LABEL]
    return plain.decode(errors="ignore").strip()
