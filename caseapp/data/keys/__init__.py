"""Who can open an office: key slots in `office.keys`. Light to import; the database is not touched.

A random data key encrypts the data file. Each person's slot wraps it under their passphrase, so that a
passphrase changes without touching data, and holds the keys of the sealed sections they may open. One more
slot belongs to the recovery sheet. Where to look: `crypto` the primitives, `codes` codes on paper, `keyfile`
the file, `slots` one slot, `backoff` waits after wrong tries, `signin` coming in, `people` founding an office
and looking after its people.
"""

from caseapp.data.keys.backoff import (
    Patience,
    clear_failed_attempts,
    failed_attempts,
    note_event,
    patience,
)
from caseapp.data.keys.codes import Mistyped, new_recovery_code, read_code, recovery_groups
from caseapp.data.keys.crypto import FLOOR, Cost
from caseapp.data.keys.keyfile import Event, Head, KeyFile, Office, Slot, read_keyfile
from caseapp.data.keys.people import (
    add_user,
    add_user_with_code,
    create_office_keys,
    disable_user,
    grant,
    head,
    remove_user,
    rename_user,
    renew_recovery_code,
    reset_code,
    revoke,
    set_head,
)
from caseapp.data.keys.ring import KeyRing
from caseapp.data.keys.signin import (
    ChoosePassphrase,
    CodeExpired,
    WeakPassphrase,
    change_passphrase,
    choose_passphrase,
    recover,
    unlock,
    unlock_with_recovery,
)

__all__ = [
    "FLOOR",
    "ChoosePassphrase",
    "CodeExpired",
    "Cost",
    "Event",
    "Head",
    "KeyFile",
    "KeyRing",
    "Mistyped",
    "Office",
    "Patience",
    "Slot",
    "WeakPassphrase",
    "add_user",
    "add_user_with_code",
    "change_passphrase",
    "choose_passphrase",
    "clear_failed_attempts",
    "create_office_keys",
    "disable_user",
    "failed_attempts",
    "grant",
    "head",
    "new_recovery_code",
    "note_event",
    "patience",
    "read_code",
    "read_keyfile",
    "recover",
    "recovery_groups",
    "remove_user",
    "rename_user",
    "renew_recovery_code",
    "reset_code",
    "revoke",
    "set_head",
    "unlock",
    "unlock_with_recovery",
]
