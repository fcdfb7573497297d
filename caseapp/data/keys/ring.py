"""The keys of an unlocked office, held in memory and nowhere else."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from caseapp.data.keys import crypto

if TYPE_CHECKING:
    from types import TracebackType


class KeyRing:
    """The data key and the keys of the sealed sections this person may open. `close()` overwrites them.

    `kind` is `user` or `recovery`; `login` is empty for recovery.
    """

    def __init__(
        self,
        office_id: str,
        kind: str,
        login: str,
        dek: bytearray,
        compartments: dict[str, bytearray],
    ) -> None:
        self.office_id = office_id
        self.kind = kind
        self.login = login
        self.compartments = compartments
        self._dek = dek
        self._closed = False

    @property
    def dek(self) -> bytearray:
        """The key of the data file: always the same object, so that `close` reaches all who hold it."""
        if self._closed:
            raise ValueError("this key ring is closed")
        return self._dek

    @property
    def closed(self) -> bool:
        return self._closed

    def subkey(self, purpose: str) -> bytes:
        """A key of its own for one purpose (journal MAC, backup MAC …), derived from the data key."""
        return crypto.subkey(self.dek, purpose)

    def mac(self, purpose: str, data: bytes) -> str:
        """HMAC-SHA256 under the key of this purpose, in hexadecimal."""
        return crypto.mac(self.dek, purpose, data)

    def narrowed(self, login: str, compartments: Iterable[str]) -> KeyRing:
        """A ring of its own for this person, with no more sealed sections than these."""
        parts = {
            part: bytearray(self.compartments[part]) for part in compartments if part in self.compartments
        }
        return KeyRing(self.office_id, "user", login, bytearray(self.dek), parts)

    def close(self) -> None:
        """Overwrite all keys with zeros. Close the database first."""
        self._closed = True
        for secret in (self._dek, *self.compartments.values()):
            crypto.wipe(secret)
        self.compartments.clear()

    def __enter__(self) -> KeyRing:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def __repr__(self) -> str:
        return "<KeyRing closed>" if self._closed else "<KeyRing open>"
