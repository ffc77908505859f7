"""The addresses of a host, in the order in which they are tried. Pure: opens no socket."""

from __future__ import annotations

import socket
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import Final, TypeAlias

__all__ = ["NEXT_ADDRESS_AFTER", "Address", "AddressBook", "Peer", "SocketAddress", "addresses_of"]

SocketAddress: TypeAlias = "tuple[str, int] | tuple[str, int, int, int] | tuple[int, bytes]"

NEXT_ADDRESS_AFTER: Final = 0.25
"""Seconds after which the next address is tried beside the last one: the Connection Attempt Delay of RFC 8305."""

_MOST_FAILED = 200  # addresses that are remembered; balancers in clouds change theirs all the time


@dataclass(frozen=True, slots=True)
class Address:
    """One of the addresses of a host, as `socket.getaddrinfo` gives them."""

    family: int
    protocol: int
    location: SocketAddress


def addresses_of(
    entries: Sequence[tuple[socket.AddressFamily, socket.SocketKind, int, str, SocketAddress]],
) -> list[Address]:
    """Return the addresses of a look-up, alternating families (RFC 8305, section 4), the preferred one first."""
    addresses = list(dict.fromkeys(Address(family, protocol, location) for family, _, protocol, _, location in entries))
    if not addresses:
        return []
    first = [address for address in addresses if address.family == addresses[0].family]
    others = [address for address in addresses if address.family != addresses[0].family]
    return [address for pair in zip_longest(first, others) for address in pair if address is not None]


class AddressBook:
    """A client's memory of addresses: which one worked last, and which ones failed.

    Several threads may change its two tables; each change is one step.
    """

    def __init__(self) -> None:
        self._worked: dict[tuple[str, int], Address] = {}
        self._failed: dict[Address, int] = {}
        self._failures = 0

    def ordered(self, host: str, port: int, addresses: Sequence[Address]) -> list[Address]:
        """Return the addresses in the order to try: the working one, unknown ones, then failed ones, oldest first."""
        worked = self._worked.get((host, port))
        return sorted(addresses, key=lambda address: (address != worked, self._failed.get(address, 0)))

    def works(self, host: str, port: int, address: Address) -> None:
        """Note that a connection to an address was opened, TLS included."""
        self._worked[host, port] = address
        self._failed.pop(address, None)

    def fails(self, host: str, port: int, address: Address) -> None:
        """Note that a connection to an address could not be opened, or failed before the first response."""
        self._failures += 1
        self._failed.pop(address, None)
        self._failed[address] = self._failures
        if len(self._failed) > _MOST_FAILED:
            self._failed.pop(next(iter(self._failed.copy())), None)
        if self._worked.get((host, port)) == address:
            del self._worked[host, port]


class Peer:
    """The address at the other end of one connection, which reports to the address book whether it works."""

    def __init__(self, book: AddressBook, host: str, port: int) -> None:
        self._book = book
        self._host = host
        self._port = port
        self.address: Address | None = None

    def ordered(self, addresses: Sequence[Address]) -> list[Address]:
        """The addresses of the host in the order to try."""
        return self._book.ordered(self._host, self._port, addresses)

    def fails(self, address: Address) -> None:
        """Note that an address could not be reached."""
        self._book.fails(self._host, self._port, address)

    def works(self) -> None:
        """Note that the connection was opened; it may still fail before the first response."""
        if self.address is not None:
            self._book.works(self._host, self._port, self.address)

    def ends(self, *, works: bool) -> None:
        """Note whether the connection received a response."""
        if self.address is not None:
            (self._book.works if works else self._book.fails)(self._host, self._port, self.address)
            self.address = None
