"""Which address of a host is tried when: by RFC 8305, and by what the client has learnt."""

from __future__ import annotations

import asyncio
import gc
import os
import socket
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schedbot_sdk import AsyncUsersClient, ConfigurationError, Timeouts
from schedbot_sdk._core.transport.addresses import NEXT_ADDRESS_AFTER, Address, AddressBook, addresses_of
from schedbot_sdk._core.transport.happy_eyeballs import Race, connect, connect_async
from schedbot_sdk.testing import FaultServer, faults
from schedbot_sdk.users import User

Entry = tuple[socket.AddressFamily, socket.SocketKind, int, str, tuple[str, int] | tuple[str, int, int, int]]
both = pytest.mark.parametrize("twin", ["sync", "async"])


def entry(host: str) -> Entry:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    return (family, socket.SOCK_STREAM, 6, "", (host, 443, 0, 0) if ":" in host else (host, 443))


def four(host: str, port: int = 443) -> Address:
    return Address(socket.AF_INET, 6, (host, port))


def hosts(addresses: list[Address]) -> list[object]:
    return [address.location[0] for address in addresses]


def test_the_families_of_a_host_take_turns_and_the_resolvers_first_choice_stays_first() -> None:
    found = [entry(host) for host in ("::1", "::2", "::3", "10.0.0.1", "10.0.0.2")]
    assert hosts(addresses_of(found)) == ["::1", "10.0.0.1", "::2", "10.0.0.2", "::3"]
    assert hosts(addresses_of(found[::-1])) == ["10.0.0.2", "::3", "10.0.0.1", "::2", "::1"]
    assert addresses_of([]) == []


def test_the_address_that_worked_comes_first_and_those_that_failed_come_last() -> None:
    book, all_of_them = AddressBook(), [four(f"10.0.0.{number}") for number in (1, 2, 3)]
    one, two, three = all_of_them
    book.fails("api", 443, one)
    assert book.ordered("api", 443, all_of_them) == [two, three, one]
    book.works("api", 443, three)
    assert book.ordered("api", 443, all_of_them) == [three, two, one]
    book.fails("api", 443, three)
    assert book.ordered("api", 443, all_of_them) == [two, one, three]
    book.works("api", 443, one)
    assert book.ordered("api", 443, all_of_them) == [one, two, three]
    assert book.ordered("other", 443, all_of_them) == [one, two, three]


@given(st.integers(1, 6), st.floats(0.01, 30), st.lists(st.booleans(), max_size=20))
def test_every_address_is_tried_once_in_order_and_none_later_than_its_share_of_the_time(
    count: int, seconds: float, losses: list[bool]
) -> None:
    addresses = [four(f"10.0.0.{number}") for number in range(count)]
    failed: list[Address] = []
    race = Race(addresses, seconds, failed.append)
    now, tried, trying = 0.0, list[Address](), list[Address]()
    for loses in [*losses, *[False] * 20]:
        if address := race.next(now, alone=not trying):
            tried.append(address)
            trying.append(address)
        elif loses and trying:
            race.lost(trying.pop(), OSError())
        else:
            now += race.pause(now, seconds - now)
    assert tried == addresses
    assert race.is_over
    assert now <= max(seconds, 0.0) + 1e-6
    if count > 1 and not any(losses):
        assert Race(addresses, 100.0, failed.append).next(NEXT_ADDRESS_AFTER - 0.01, alone=False) is not None


def opened(twin: str, addresses: list[Address], seconds: float, failed: list[Address]) -> Address:
    ends_at = time.monotonic() + seconds

    def left() -> float:
        return ends_at - time.monotonic()

    if twin == "sync":
        sock, address = connect(addresses, left, failed.append, lambda: False)
    else:
        sock, address = asyncio.run(connect_async(addresses, left, failed.append, lambda: False))
    sock.close()
    return address


def open_files() -> int:
    gc.collect()
    return len(os.listdir("/proc/self/fd")) if os.path.isdir("/proc/self/fd") else 0  # noqa: PTH112, PTH208


@both
def test_a_refused_address_is_passed_at_once_and_a_silent_one_after_a_quarter_of_a_second(twin: str) -> None:
    before = open_files()
    with FaultServer(faults.close()) as server, faults.closed_port() as refused, faults.black_hole() as silent:
        good, bad, mute = (four("127.0.0.1", port_of(url)) for url in (server.url, refused, silent))
        failed: list[Address] = []
        assert opened(twin, [bad, good], 5.0, failed) == good
        assert failed == [bad]
        began = time.monotonic()
        assert opened(twin, [mute, good], 5.0, []) == good
        assert time.monotonic() - began >= NEXT_ADDRESS_AFTER * 0.9
        assert opened(twin, [mute, mute, good], 0.6, []) == good  # the time is shared among them
    assert open_files() <= before


@both
def test_an_error_is_that_of_the_last_address_and_a_time_out_names_all_that_were_silent(twin: str) -> None:
    failed: list[Address] = []
    with faults.closed_port() as refused, faults.black_hole() as silent:
        bad, mute = four("127.0.0.1", port_of(refused)), four("127.0.0.1", port_of(silent))
        with pytest.raises(ConnectionRefusedError):
            opened(twin, [bad, bad], 5.0, failed)
        assert failed == [bad, bad]
        with pytest.raises(TimeoutError):
            opened(twin, [bad, mute], 0.3, failed)
    assert failed[2:] == [bad, mute]
    with pytest.raises(OSError, match="no address"):
        opened(twin, [], 1.0, failed)


def test_connecting_ends_soon_when_the_client_is_closed() -> None:
    closed: list[bool] = []

    def look() -> bool:
        closed.append(True)
        return len(closed) > 3

    began = time.monotonic()
    with faults.black_hole() as silent, pytest.raises(TimeoutError):
        connect([four("127.0.0.1", port_of(silent))], lambda: 30.0, lambda _: None, look)
    assert time.monotonic() - began < 5


def test_an_async_call_ends_soon_when_its_client_is_closed_while_it_connects() -> None:
    async def close_while_connecting(url: str) -> BaseException | User:
        users = AsyncUsersClient(url, timeouts=Timeouts(connect=30.0))
        call = asyncio.create_task(users.get_user(42))
        await asyncio.sleep(0.05)
        await users.close()
        (result,) = await asyncio.wait_for(asyncio.gather(call, return_exceptions=True), 5)
        return result

    before = open_files()
    with faults.black_hole() as silent:
        error = asyncio.run(close_while_connecting(silent))
    assert isinstance(error, ConfigurationError)
    assert open_files() <= before


@both
def test_an_address_that_keeps_silent_beside_one_that_answers_is_tried_last(twin: str) -> None:
    with FaultServer(faults.close()) as server, faults.black_hole() as silent:
        good, mute = four("127.0.0.1", port_of(server.url)), four("127.0.0.1", port_of(silent))
        failed: list[Address] = []
        assert opened(twin, [mute, good], 5.0, failed) == good
        assert failed == [mute]


def test_a_cloud_whose_addresses_change_all_the_time_fills_no_memory() -> None:
    book = AddressBook()
    for number in range(1000):
        book.fails("api", 443, four(f"10.0.{number // 256}.{number % 256}"))
    assert len(vars(book)["_failed"]) <= 200


def port_of(url: str) -> int:
    return int(url.rpartition(":")[2])
