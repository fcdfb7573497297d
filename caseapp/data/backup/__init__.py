"""Backups: verified copies of an office in one file each, made while people work, and put back whole.

Where to look: `container` the file, `ladder` which ones stay, `make` making and checking them, `swap`
replacing the office's files all at once, `restoring` putting one back, `renew` a new data key.
"""

from caseapp.data.backup.container import Backup, BackupDamaged, Manifest, OtherKey, backups_in, read_manifest
from caseapp.data.backup.ladder import Ladder, gone_by
from caseapp.data.backup.make import (
    check_backup,
    copies_outside,
    copy_outside,
    due,
    is_damaged,
    list_backups,
    make_backup,
    mark_damaged,
    unpack,
)
from caseapp.data.backup.renew import renew_data_key
from caseapp.data.backup.restoring import (
    Restored,
    people_of,
    repair_keys_from_backup,
    restore,
    unlock_backup,
    unlock_backup_with_recovery,
)
from caseapp.data.backup.swap import finish_pending

__all__ = [
    "Backup",
    "BackupDamaged",
    "Ladder",
    "Manifest",
    "OtherKey",
    "Restored",
    "backups_in",
    "check_backup",
    "copies_outside",
    "copy_outside",
    "due",
    "finish_pending",
    "gone_by",
    "is_damaged",
    "list_backups",
    "make_backup",
    "mark_damaged",
    "people_of",
    "read_manifest",
    "renew_data_key",
    "repair_keys_from_backup",
    "restore",
    "unlock_backup",
    "unlock_backup_with_recovery",
    "unpack",
]
