"""Sealed sections: text encrypted a second time under a compartment key that only some users hold.

Whoever opens the file with a database browser, even with the office's key, reads nothing of them.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from caseapp.core.errors import DataFileDamaged, PermissionDenied
from caseapp.core.i18n import _


class Sealer:
    """Seals and opens with the compartment keys of whoever is signed in (AES-256-GCM, bound to the record's key)."""

    def __init__(self, keys: Mapping[str, bytes | bytearray]) -> None:
        self._keys = keys

    def holds(self, compartment: str) -> bool:
        return compartment in self._keys

    def only(self, compartments: frozenset[str]) -> Sealer:
        """The same, for somebody whose role allows these compartments."""
        return Sealer({name: key for name, key in self._keys.items() if name in compartments})

    def seal(self, compartment: str, about: str, content: Any) -> bytes:
        """The content (anything JSON can say) as bytes that belong to record `about` alone."""
        nonce = os.urandom(12)
        plain = json.dumps(content, ensure_ascii=False).encode()
        return nonce + AESGCM(self._key(compartment)).encrypt(nonce, plain, f"{compartment}|{about}".encode())

    def open(self, compartment: str, about: str, sealed: bytes) -> Any:
        """What was sealed. Raises PermissionDenied without the key, DataFileDamaged if it was altered or moved."""
        try:
            plain = AESGCM(self._key(compartment)).decrypt(
                sealed[:12], sealed[12:], f"{compartment}|{about}".encode()
            )
        except InvalidTag as error:
            raise DataFileDamaged(
                _("A sealed note cannot be read: it was altered or moved. The rest is safe.")
            ) from error
        return json.loads(plain)

    def _key(self, compartment: str) -> bytes:
        if compartment not in self._keys:
            raise PermissionDenied(
                _("This section is sealed. Only its counsellors can open it."), f"sealed.{compartment}"
            )
        return bytes(self._keys[compartment])
