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
    """The addresses that a look-up gave, the families in turn (RFC 8305, section 4), the preferred one first."""
    found = list(dict.fromkeys(Address(family, protocol, location) for family, _, protocol, _, location in entries))
    if not found:
        return []
    first = [address for address in found if address.family == found[0].family]
    others = [address for address in found if address.family != found[0].family]
    return [address for pair in zip_longest(first, others) for address in pair if address is not None]


class AddressBook:
    """What a client has learnt about addresses: which one worked last, and which ones failed.

    Its two tables may be changed by several threads; each change is one step.
    """

    def __init__(self) -> None:
        self._worked: dict[tuple[str, int], Address] = {}
        self._failed: dict[Address, int] = {}
        self._failures = 0

    def ordered(self, host: str, port: int, addresses: Sequence[Address]) -> list[Address]:
        """The addresses in the order to try: the one that worked, those not known, those that failed, oldest first."""
        worked = self._worked.get((host, port))
        return sorted(addresses, key=lambda address: (address != worked, self._failed.get(address, 0)))

    def works(self, host: str, port: int, address: Address) -> None:
        """Note that a connection to an address was opened, TLS included."""
        self._worked[host, port] = address
        self._failed.pop(address, None)

    def fails(self, host: str, port: int, address: Address) -> None:
        """Note that no connection to an address could be opened, or that it broke before it brought any answer."""
        self._failures += 1
        self._failed.pop(address, None)
        self._failed[address] = self._failures
        if len(self._failed) > _MOST_FAILED:
            self._failed.pop(next(iter(self._failed.copy())), None)
        if self._worked.get((host, port)) == address:
            del self._worked[host, port]


class Peer:
    """The address at the other end of one connection, and what it says of that address."""

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
        """Note that the connection was opened; it may still break before it brings any answer."""
        if self.address is not None:
            self._book.works(self._host, self._port, self.address)

    def ends(self, *, works: bool) -> None:
        """Note whether the connection came to be of use."""
        if self.address is not None:
            (self._book.works if works else self._book.fails)(self._host, self._port, self.address)
            self.address = None
