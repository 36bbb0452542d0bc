"""What an address is compared by: the quick look at plain ones says nothing that the long one would not."""

import pytest
from django.core.validators import EmailValidator

from compliance.addresses import email_key

GOOD = ["dana@globex.example", "d.d+tag@sub.globex.co.uk", "a_b-c@x1.io", f"{'a' * 60}@{'b' * 63}.example"]
BAD = [
    "dana", "@globex.example", "dana@globex", "dana@globex.c", ".dana@globex.example", "d..d@globex.example",
    "dana.@globex.example", "dana@-globex.example", "dana@globex-.example", "dana@globex..example",
    "da na@globex.example",
    f"dana@{'b' * 64}.example", f"{'a' * 250}@globex.example", "dana@globex.example\nbcc", "dana@glo_bex.example",
]  # fmt: skip


@pytest.mark.parametrize("address", GOOD)
def test_an_address_is_trimmed_and_small(address: str) -> None:
    EmailValidator(allowlist=[])(address)
    assert email_key(f" {address.title()}\n") == address


@pytest.mark.parametrize("address", BAD)
def test_what_is_no_address_has_no_key(address: str) -> None:
    assert email_key(address) == ""


def test_others_take_the_long_way() -> None:
    assert email_key("Jürgen's@Bücher.example") == ""
    assert email_key("o'neill@Bücher.example") == "o'neill@xn--bcher-kva.example"
