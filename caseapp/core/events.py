"""What a committed unit of work changed, told to whoever subscribed. Plain Python: no Qt here."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Literal

from msgspec import Struct

Kind = Literal["added", "updated", "deleted"]


class Change(Struct, frozen=True):
    entity: str
    id: str
    kind: Kind


class Changes(Struct, frozen=True):
    items: frozenset[Change]

    def touches(self, entities: Iterable[str]) -> bool:
        wanted = set(entities)
        return any(change.entity in wanted for change in self.items)


Listener = Callable[[Changes], None]


class ChangeBus:
    """Tells every listener once, after the commit. A listener never sees what was rolled back."""

    def __init__(self) -> None:
        self._listeners: list[Listener] = []

    def subscribe(self, listener: Listener) -> Callable[[], None]:
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    def publish(self, changes: Changes) -> None:
        for listener in list(self._listeners):
            listener(changes)
