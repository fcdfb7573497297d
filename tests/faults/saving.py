"""Registers people without end in a process of its own, as a caseworker does, and says what was saved.

`python -m tests.faults.saving FOLDER PASSPHRASE [BYTES]`: each line is a number once its transaction is over. With BYTES no
file may grow beyond that, as on a full disk; then it says what the program says, and goes on until it has closed the office.
"""

from __future__ import annotations

import sys
from pathlib import Path

from caseapp.core.errors import UserError
from caseapp.data import drafts
from caseapp.features.cases import service as cases
from caseapp.features.office.opening import OpenOffice, open_office
from caseapp.features.people.finding import find

NOTE = "A long talk under the tree. " * 150


def say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def save(office: OpenOffice, number: int) -> str:
    """A draft, then the registration it becomes with a first note: two transactions."""
    raw = {"given_name": f"Thabo {number}", "family_name": "Mokoena", "sex": "m", "birth_date": "1990"}
    with office.database.work(office.actor) as uow:
        drafts.save(uow, "person", "", raw, {"section": "who", "field": "phone"}, f"Thabo {number}")
    with office.database.work(office.actor) as uow:
        case = cases.register(uow, raw)
        cases.add_note(uow, case.id, {"text": NOTE})
    return case.number


def main(folder: str, passphrase: str, most: str = "") -> None:
    office = open_office(Path(folder), "caseworker", passphrase)
    if most:
        import resource

        resource.setrlimit(resource.RLIMIT_FSIZE, (int(most), int(most)))
    number = 0
    try:
        while True:
            number += 1
            say(save(office, number))
    except UserError as error:
        say(f"{type(error).__name__}: {error}")
    with office.database.look(office.actor) as uow:
        say(f"read {len(find(uow, 'Thabo 1 Mokoena', 1))}")
    try:
        office.close()
    except UserError as error:
        say(f"{type(error).__name__}: {error}")
    say("closed")


if __name__ == "__main__":
    main(*sys.argv[1:])
