"""The few cryptographic steps the key file is made of. `cryptography` is imported when first used (70 ms)."""

from __future__ import annotations

import hashlib
import hmac
import secrets
import time

from msgspec import Struct

from caseapp.core.passphrases import normalise

KEY_BYTES = 32
SALT_BYTES = 16
_NONCE_BYTES = 12
_TARGET_SECONDS = 0.6
_STEP_KIB = 64 * 1024


class WrongSecret(Exception):
    """The secret does not open this; or what it should open was changed."""


class Cost(Struct, frozen=True):
    """What one guess costs: passes, memory in KiB, lanes. Never below 3, 64 MiB, 1, also when read (R1)."""

    t: int = 3
    m: int = _STEP_KIB
    p: int = 1

    def __post_init__(self) -> None:
        # The upper bounds keep a changed file from eating the computer's memory.
        if not (3 <= self.t <= 64 and _STEP_KIB <= self.m <= 1024 * 1024 and 1 <= self.p <= 16):
            raise ValueError("Argon2id cost out of bounds")


FLOOR = Cost()


def calibrate() -> Cost:
    """The cost that takes this computer about 0.6 s, from 64 to 256 MiB; takes one derivation to find out."""
    began = time.perf_counter()
    derive("calibration", bytes(SALT_BYTES), FLOOR)
    steps = int(_TARGET_SECONDS / (time.perf_counter() - began))
    return Cost(m=_STEP_KIB * max(1, min(steps, 4)))


def derive(secret: str, salt: bytes, cost: Cost) -> bytes:
    """The key that wraps: Argon2id of the normalised passphrase or code."""
    from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

    kdf = Argon2id(salt=salt, length=KEY_BYTES, iterations=cost.t, lanes=cost.p, memory_cost=cost.m)
    return kdf.derive(normalise(secret).encode())


def wrap(key: bytes, plain: bytes | bytearray, bound_to: bytes) -> bytes:
    """AES-256-GCM: nonce and ciphertext, readable only together with `bound_to`."""
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    nonce = secrets.token_bytes(_NONCE_BYTES)
    return nonce + AESGCM(key).encrypt(nonce, plain, bound_to)


def unwrap(key: bytes, blob: bytes, bound_to: bytes) -> bytearray:
    """What `wrap` wrapped. Raises WrongSecret for another key, or anything changed."""
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    try:
        return bytearray(AESGCM(key).decrypt(blob[:_NONCE_BYTES], blob[_NONCE_BYTES:], bound_to))
    except (InvalidTag, ValueError) as error:
        raise WrongSecret from error


def new_pair() -> tuple[bytes, bytes]:
    """A private X25519 key and its public half."""
    from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

    private = X25519PrivateKey.generate()
    return private.private_bytes_raw(), private.public_key().public_bytes_raw()


def seal(public: bytes, plain: bytes | bytearray, bound_to: bytes, known: bytes | bytearray = b"") -> bytes:
    """For the owner of `public` alone. With `known`, only for somebody who has that secret too."""
    from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey

    once = X25519PrivateKey.generate()
    once_public = once.public_key().public_bytes_raw()
    shared = once.exchange(X25519PublicKey.from_public_bytes(public))
    return once_public + wrap(_sealing_key(shared, once_public, public, known), plain, bound_to)


def unseal(private: bytes, blob: bytes, bound_to: bytes, known: bytes | bytearray = b"") -> bytearray:
    """What `seal` sealed for the owner of `private`. Raises WrongSecret for anybody else's."""
    from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey

    own = X25519PrivateKey.from_private_bytes(private)
    public = own.public_key().public_bytes_raw()
    try:
        shared = own.exchange(X25519PublicKey.from_public_bytes(blob[:KEY_BYTES]))
    except ValueError as error:
        raise WrongSecret from error
    return unwrap(_sealing_key(shared, blob[:KEY_BYTES], public, known), blob[KEY_BYTES:], bound_to)


def subkey(key: bytes | bytearray, purpose: str) -> bytes:
    """A key for one purpose alone (HKDF-SHA256), so that no key does two jobs."""
    return _hkdf(bytes(key), b"", b"caseapp " + purpose.encode())


def mac(key: bytes | bytearray, purpose: str, data: bytes) -> str:
    """HMAC-SHA256 under the subkey of this purpose, in hexadecimal."""
    return hmac.new(subkey(key, purpose), data, hashlib.sha256).hexdigest()


def wipe(secret: bytearray) -> None:
    """Overwrite with zeros. Python may hold copies elsewhere; ending the process is the real wipe."""
    secret[:] = bytes(len(secret))


def _sealing_key(shared: bytes, once: bytes, public: bytes, known: bytes | bytearray) -> bytes:
    return _hkdf(shared, bytes(known), b"caseapp seal" + once + public)


def _hkdf(key: bytes, salt: bytes, info: bytes) -> bytes:
    from cryptography.hazmat.primitives.hashes import SHA256
    from cryptography.hazmat.primitives.kdf.hkdf import HKDF

    return HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=salt or None, info=info).derive(key)
