"""Which IP addresses are of the whole net."""

import pytest

from tui.telephony.addresses import is_public


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "127.8.8.8", "10.0.0.1", "172.16.3.4", "192.168.1.1", "169.254.169.254", "0.0.0.0", "100.64.0.1",
        "224.0.0.1", "255.255.255.255", "::1", "::", "fe80::1", "fe80::1%eth0", "fc00::1", "fd12::1", "ff02::1",
        "::ffff:127.0.0.1", "::ffff:10.0.0.1", "2002:7f00:1::", "2002:a00:1::", "64:ff9b::7f00:1", "64:ff9b::a00:1",
    ],
)  # fmt: skip
def test_an_address_of_a_private_network_is_told_from_one_of_the_net(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize(
    "address", ["1.1.1.1", "213.186.33.99", "2001:41d0:1::1", "::ffff:1.1.1.1", "64:ff9b::101:101"]
)
def test_an_address_of_the_net_is_public(address: str) -> None:
    assert is_public(address)
