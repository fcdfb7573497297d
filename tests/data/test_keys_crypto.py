"""The primitives against published and pinned answers, and the codes people copy from paper (R2, R9)."""

import pytest
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from caseapp.data.keys import codes, crypto
from caseapp.data.keys.crypto import Cost, WrongSecret


def test_argon2id_gives_the_answer_of_rfc_9106():
    kdf = Argon2id(
        salt=b"\x02" * 16,
        length=32,
        iterations=3,
        lanes=4,
        memory_cost=32,
        ad=b"\x04" * 12,
        secret=b"\x03" * 8,
    )
    expected = "0d640df58d78766c08c037a34a8b53c9d01ef0452d75b65eb52520e96b01e659"
    assert kdf.derive(b"\x01" * 32).hex() == expected


def test_what_was_derived_years_ago_is_derived_today(real_keys):
    derived = crypto.derive("café au lait le matin", bytes(range(16)), crypto.FLOOR)
    assert derived == crypto.derive("cafe\u0301 au lait le matin", bytes(range(16)), crypto.FLOOR)
    assert derived.hex() == "fd1dcbbc9737a452cd05e27b11d86a9edcfd0cbc09b749452bddd5435eb6995f"
    assert (
        crypto.subkey(bytes(range(32)), "journal").hex()
        == "7f7fc514e9e9e08fa03f7492a702197b75e4632fec682ae3dc5a4d5d7f7e8be6"
    )


@pytest.mark.parametrize("cost", [(2, 65536, 1), (3, 65535, 1), (3, 65536, 0), (3, 2**21, 1)])
def test_no_cost_below_the_floor_can_be_made(cost):
    with pytest.raises(ValueError):
        Cost(*cost)


def test_the_measured_cost_is_never_below_the_floor(real_keys):
    cost = crypto.calibrate()
    assert cost.t >= 3
    assert 65536 <= cost.m <= 4 * 65536


def test_wrapped_keys_open_only_whole_and_in_their_place():
    blob = crypto.wrap(b"k" * 32, b"secret", b"place")
    assert crypto.unwrap(b"k" * 32, blob, b"place") == b"secret"
    for key, data, place in (
        (b"x" * 32, blob, b"place"),
        (b"k" * 32, blob, b"elsewhere"),
        (b"k" * 32, blob[:-1] + bytes([blob[-1] ^ 1]), b"place"),
        (b"k" * 32, blob[:5], b"place"),
        (b"k" * 32, b"", b"place"),
    ):
        with pytest.raises(WrongSecret):
            crypto.unwrap(key, data, place)


def test_sealed_keys_open_for_their_owner_alone():
    private, public = crypto.new_pair()
    sealed = crypto.seal(public, b"secret", b"place", b"known")
    assert crypto.unseal(private, sealed, b"place", b"known") == b"secret"
    for key, data, place, known in (
        (crypto.new_pair()[0], sealed, b"place", b"known"),
        (private, sealed, b"place", b"guessed"),
        (private, sealed, b"elsewhere", b"known"),
        (private, bytes(32) + sealed[32:], b"place", b"known"),
        (private, sealed[:20], b"place", b"known"),
    ):
        with pytest.raises(WrongSecret):
            crypto.unseal(key, data, place, known)


def test_codes_carry_enough_bits_and_never_repeat():
    made = {codes.new_recovery_code() for _ in range(200)}
    assert len(made) == 200
    code = made.pop()
    assert [len(group) for group in codes.recovery_groups(code)] == [5] * 7
    assert (len(code.replace("-", "")) - 1) * 5 >= 160
    assert not set("ILOU") & set("".join(made))


@pytest.mark.parametrize(
    "typed",
    [
        str.lower,
        lambda code: code.replace("-", " "),
        lambda code: code.replace("-", ""),
        lambda code: "  " + code.replace("-", " - ") + "\n",
        lambda code: code.replace("0", "O").replace("1", "l"),
        lambda code: code.replace("0", "o").replace("1", "I").replace("V", "u"),
        lambda code: code.replace("-", "–"),
    ],
)
def test_codes_are_read_as_people_type_them(typed):
    for _ in range(20):
        code = codes.new_recovery_code()
        assert codes.read_code(typed(code)) == code


def test_every_single_slip_is_noticed():
    code = codes.new_recovery_code()
    plain = code.replace("-", "")
    for place, right in enumerate(plain):
        for wrong in codes.ALPHABET:
            if wrong != right:
                with pytest.raises(codes.Mistyped):
                    codes.read_code(plain[:place] + wrong + plain[place + 1 :])


def test_most_swapped_neighbours_are_noticed():
    swapped, noticed = 0, 0
    for _ in range(20):
        plain = codes.new_recovery_code().replace("-", "")
        for i in range(len(plain) - 1):
            if plain[i] != plain[i + 1]:
                swapped += 1
                try:
                    codes.read_code(plain[:i] + plain[i + 1] + plain[i] + plain[i + 2 :])
                except codes.Mistyped:
                    noticed += 1
    assert noticed >= 0.98 * swapped


@pytest.mark.parametrize(
    ("change", "told"), [(lambda c: c[:-1], "34"), (lambda c: c + "7", "36"), (lambda c: "", "0")]
)
def test_a_code_of_the_wrong_length_says_so(change, told):
    with pytest.raises(codes.Mistyped, match=told):
        codes.read_code(change(codes.new_recovery_code()))


def test_a_character_that_no_code_has_is_noticed():
    with pytest.raises(codes.Mistyped):
        codes.read_code("?" + codes.new_recovery_code()[1:])
