"""A new data key after somebody left who may have copied the old one (R17). Nobody's passphrase is needed or changed.

Backups made before still open with the passphrases of their time, also with the leaver's.
"""

from __future__ import annotations

import secrets
from contextlib import closing
from pathlib import Path

from msgspec.structs import replace

from caseapp.core.clock import Clock, SystemClock
from caseapp.core.files import write_atomic
from caseapp.core.jobs import Progress, silent
from caseapp.data import engine
from caseapp.data.backup import make, swap
from caseapp.data.keys import crypto, slots
from caseapp.data.keys import keyfile as keyfiles
from caseapp.data.keys.keyfile import KeyFile
from caseapp.data.keys.ring import KeyRing

_SYSTEM = SystemClock()


def renew_data_key(
    folder: Path, ring: KeyRing, clock: Clock = _SYSTEM, progress: Progress | None = None
) -> KeyRing:
    """Encrypt the data file under a new key and give it to everybody who is still in the key file.

    The data file must be closed, the office's lock held. A backup under the old key is made first. Returns
    the new ring and closes the old one. Raises DiskFull, DataFileDamaged; nothing is changed then.
    """
    make.make_backup(folder, ring, reason="before-new-key", clock=clock)
    new = bytearray(secrets.token_bytes(crypto.KEY_BYTES))
    parts = {part: bytearray(key) for part, key in ring.compartments.items()}
    renewed = KeyRing(ring.office_id, ring.kind, ring.login, new, parts)
    with swap.staging(folder) as stage:
        database = stage / keyfiles.DATABASE
        with closing(engine.raw_connect(folder / keyfiles.DATABASE, ring.dek, write=False)) as source:
            counts = engine.row_counts(source)
            engine.copy_database(source, database, new, progress or silent())
        make.require_sound(database, renewed, counts)
        keys = _resealed(keyfiles.read_keyfile(folder), ring, renewed)
        write_atomic(stage / keyfiles.FILE, keyfiles.serialise(keys), "renew.keys")
        swap.commit(folder, f"{clock.now():%Y%m%d-%H%M%S}", keep_old=False)
    ring.close()
    return renewed


def _resealed(keyfile: KeyFile, old: KeyRing, new: KeyRing) -> KeyFile:
    keyfile.verify(old.dek)
    office_id = keyfile.office.id
    reached = [
        replace(slot, renewed=(*slot.renewed, slots.seal_renewed(office_id, slot, new.dek, old.dek)))
        for slot in keyfile.slots
        if not slot.disabled
    ]
    return keyfile.put(*reached).sign(new)
