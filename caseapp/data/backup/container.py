"""One backup is one file: the encrypted database, its key slots and a manifest, in an uncompressed zip (R63).

The manifest says in clear what a person choosing a backup needs (when, how many rows) and carries a MAC under
the data key. Nothing in it is case data.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import re
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import IO

from msgspec import Struct
from msgspec.structs import asdict, replace

from caseapp import __version__
from caseapp.core.errors import NewerVersion, UserError
from caseapp.core.files import MIB, create_private, plain_disk_errors, sync_dir
from caseapp.core.i18n import _
from caseapp.data.keys import keyfile as keyfiles
from caseapp.data.keys.keyfile import KeyFile
from caseapp.data.keys.ring import KeyRing

ENDING = ".casebackup"
FORMAT = 1
_MANIFEST = "manifest.json"
_MAC_PURPOSE = "backup"
_NAME = re.compile(rf"(\d{{8}}-\d{{6}})-([a-z0-9-]+?)(?:\.\d+)?{re.escape(ENDING)}")
_LARGEST_MANIFEST = MIB


class BackupDamaged(UserError):
    """Not a backup, cut short, or changed since it was made."""


class OtherKey(UserError):
    """Made by another office, or before its data key was renewed: open it with a passphrase of that time."""


class Manifest(Struct, frozen=True):
    """What is in a backup. `heads` is {laptop: (entries, hash of the last one)}; `schema` None without migrations."""

    made: str
    reason: str
    office_id: str
    office_name: str
    schema: str | None
    counts: Mapping[str, int]
    heads: Mapping[str, tuple[int, str]]
    generation: int
    size: int
    sha256: str
    keys_sha256: str
    app_version: str = __version__
    format: int = FORMAT
    mac: str = ""

    def sign(self, ring: KeyRing) -> Manifest:
        return replace(self, mac=ring.mac(_MAC_PURPOSE, self._signed()))

    def verify(self, ring: KeyRing) -> None:
        """Raises OtherKey when this ring's data key did not sign it."""
        if not hmac.compare_digest(self.mac, ring.mac(_MAC_PURPOSE, self._signed())):
            raise OtherKey(
                _("This backup has other keys. Open it with a passphrase or recovery sheet of its time.")
            )

    def _signed(self) -> bytes:
        return json.dumps(asdict(replace(self, mac="")), sort_keys=True).encode()


class Backup(Struct, frozen=True):
    """A backup file as its name tells: light, the file is not opened."""

    path: Path
    made: datetime
    reason: str
    size: int


def file_name(made: datetime, reason: str) -> str:
    """`20260131-093000-daily.casebackup`, in UTC."""
    plain = re.sub(r"[^a-z0-9]+", "-", reason.lower()).strip("-") or "backup"
    return f"{made.astimezone(UTC):%Y%m%d-%H%M%S}-{plain}{ENDING}"


def backups_in(place: Path) -> list[Backup]:
    """The backups lying in a folder, newest first; anything else there is ignored."""
    found = []
    with plain_disk_errors():
        for path in place.glob(f"*{ENDING}") if place.is_dir() else ():
            match = _NAME.fullmatch(path.name)
            if match:
                made = datetime.strptime(match[1], "%Y%m%d-%H%M%S").replace(tzinfo=UTC)
                found.append(Backup(path, made, match[2], path.stat().st_size))
    return sorted(found, key=lambda backup: (backup.made, backup.path.name), reverse=True)


def write(path: Path, manifest: Manifest, keys: bytes, database: Path) -> None:
    """Write the container to a new file and make sure it is on the disk."""
    with plain_disk_errors(), os.fdopen(create_private(path), "wb") as file:
        with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as archive:
            archive.writestr(_MANIFEST, json.dumps(asdict(manifest), indent=1, ensure_ascii=False))
            archive.writestr(keyfiles.FILE, keys)
            archive.write(database, keyfiles.DATABASE)
        file.flush()
        os.fsync(file.fileno())
    sync_dir(path.parent)


def read_manifest(path: Path) -> Manifest:
    """What is in this backup. Raises BackupDamaged, NewerVersion."""
    with _opened(path) as archive:
        if archive.getinfo(_MANIFEST).file_size > _LARGEST_MANIFEST:
            raise ValueError("manifest too large")
        raw = json.loads(archive.read(_MANIFEST))
        if raw["format"] > FORMAT:
            raise newer(str(raw["app_version"]))
        heads = {laptop: (int(count), str(last)) for laptop, (count, last) in raw.pop("heads").items()}
        return Manifest(heads=heads, **raw)


def read_keys(path: Path) -> tuple[bytes, KeyFile]:
    """The key file inside, as bytes and as read. Raises BackupDamaged, KeyFileDamaged."""
    with _opened(path) as archive:
        data = archive.read(keyfiles.FILE)
    return data, keyfiles.parse(data)


def extract_database(path: Path, manifest: Manifest, target: Path) -> None:
    """Put the database inside into a new file. Raises BackupDamaged when one byte differs from what was made."""
    with _database_of(path, manifest) as source, os.fdopen(create_private(target), "wb") as file:
        _stream(source, file, manifest)
        file.flush()
        os.fsync(file.fileno())


def require_intact(path: Path, manifest: Manifest) -> None:
    """Read the database inside once through. Raises BackupDamaged when one byte differs from what was made."""
    with _database_of(path, manifest) as source, open(os.devnull, "wb") as nowhere:
        _stream(source, nowhere, manifest)


def sha256_of(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def newer(version: str) -> NewerVersion:
    text = _(
        "This backup is of a newer program (version {version}). Nothing was changed. Update the program first."
    )
    return NewerVersion(text.format(version=version))


@contextmanager
def _opened(path: Path) -> Iterator[zipfile.ZipFile]:
    try:
        with plain_disk_errors(), zipfile.ZipFile(path) as archive:
            yield archive
    except (zipfile.BadZipFile, KeyError, TypeError, ValueError, EOFError, NotImplementedError) as error:
        raise BackupDamaged(
            _("This backup is damaged or not a backup. Nothing was changed. Choose another one.")
        ) from error


@contextmanager
def _database_of(path: Path, manifest: Manifest) -> Iterator[IO[bytes]]:
    with _opened(path) as archive:
        info = archive.getinfo(keyfiles.DATABASE)
        if info.compress_type != zipfile.ZIP_STORED or info.file_size != manifest.size:
            raise ValueError("not the database that was put in")
        with archive.open(info) as source:
            yield source


def _stream(source: IO[bytes], target: IO[bytes], manifest: Manifest) -> None:
    digest = hashlib.sha256()
    while block := source.read(MIB):
        digest.update(block)
        target.write(block)
    if digest.hexdigest() != manifest.sha256:
        raise ValueError("the database was changed")
