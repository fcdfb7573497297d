"""A portrait: chosen from a file, dropped or pasted, shown small. There is no camera in here on purpose:

the telephone or the camera program takes the picture; it is pasted or chosen and leaves no second copy behind.
"""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QLabel, QWidget

from caseapp.core.errors import Invalid, UserError
from caseapp.core.i18n import _
from caseapp.core.permissions import Permission
from caseapp.features.people import queries, service
from caseapp.features.people.pictures import portrait
from caseapp.ui.incoming import Incoming, read_file
from caseapp.ui.page import Context, Watching
from caseapp.ui.widgets import Card, button, clear, column, label, row

KINDS = " (*.jpg *.jpeg *.png *.webp)"
SIDE = 70


class PhotoCard(Card):
    """For the registration form: kept only when the person is saved and agreed."""

    def __init__(self, ctx: Context, parent: QWidget | None = None) -> None:
        super().__init__(_("Photo"), parent=parent)
        self.ctx, self.photo = ctx, b""
        self.incoming = Incoming(self, lambda _name, data: self.take(data), ctx.dialogs.error)
        self.clear_photo()

    def clear_photo(self) -> None:
        """Forget what was chosen."""
        self.photo = b""
        self._show()

    def take(self, data: bytes) -> None:
        """Look at a picture; anything that is none is said in words."""
        try:
            self.photo = portrait(data)
        except Invalid as error:
            self.ctx.dialogs.error(error)
        self._show()

    def choose(self) -> None:
        """Ask for a file."""
        data = chosen_picture(self.ctx)
        if data:
            self.take(data)

    def _show(self) -> None:
        clear(self.body)
        words = column(
            label(_("Photo chosen") if self.photo else _("No photo."), "second"),
            button(_("Choose…"), self.choose, icon_name="image"),
            button(_("Paste"), self.incoming.paste),
            None,
            spacing=4,
        )
        hint = _("Only with consent for photos. Take it with the telephone, then choose, drop or paste it.")
        self.add(row(photo_label(self.photo or None, SIDE), words, None), label(hint, "hint", wrap=True))


class PortraitCard(Watching):
    """The photo of somebody on file: put, changed, taken away."""

    watches = frozenset({"photo", "consent"})

    def __init__(self, ctx: Context, person_id: str, parent: QWidget | None = None) -> None:
        super().__init__(ctx, parent)
        self.person_id = person_id
        self.card = Card(_("Photo"))
        self.incoming = Incoming(self, lambda _name, data: self.put(data), ctx.dialogs.error)
        self.setLayout(column(self.card, spacing=0))

    def refresh(self) -> None:
        self.read(_photo, self.person_id, done=self._show)

    def _show(self, answer: tuple[bytes | None, bool]) -> None:
        image, agreed = answer
        self.card.clear()
        buttons = []
        if self.ctx.can(Permission.PERSON_WRITE) and agreed:
            buttons = [
                button(_("Choose…"), self.choose, icon_name="image"),
                button(_("Paste"), self.incoming.paste),
            ]
            if image:
                buttons.append(button(_("Take away…"), self.remove))
        told = _("Photo on file") if image else _("No photo.")
        hint = (
            _(
                "Take it with the telephone or the camera program, then choose it, drop it here, or paste it with Ctrl+V."
            )
            if agreed
            else _("There is no consent for photos. Record it first; then add the photo.")
        )
        words = column(label(told, "second"), row(*buttons, None), label(hint, "hint", wrap=True), None)
        layout = row(photo_label(image, 96), words, spacing=12)
        layout.setStretch(1, 1)
        self.card.add(layout)

    def choose(self) -> None:
        data = chosen_picture(self.ctx)
        if data:
            self.put(data)

    def put(self, data: bytes) -> None:
        self.write(service.set_photo, self.person_id, data, done=lambda _none: self.ctx.toast(_("Saved.")))

    def remove(self) -> None:
        text = _("The picture goes for good. That it was taken away stays in the history.")
        if self.ctx.dialogs.confirm(_("Take the photo away?"), text, _("Take away"), danger=True):
            self.write(service.remove_photo, self.person_id)


def _photo(uow: object, person_id: str) -> tuple[bytes | None, bool]:
    image = queries.photo(uow, person_id) if uow.actor.can(Permission.PERSON_IDENTIFY) else None  # type: ignore[attr-defined,arg-type]
    return image, queries.may(uow, person_id, "photo")  # type: ignore[arg-type]


def chosen_picture(ctx: Context) -> bytes | None:
    """A picture file somebody chose; None when nothing was chosen or it cannot be read, which is told."""
    path = ctx.dialogs.open_file(_("Choose a photo"), _("Pictures") + KINDS)
    if path is None:
        return None
    try:
        return read_file(path)[1]
    except (UserError, OSError) as error:
        unreadable = UserError(_("This file cannot be read. Choose another one."))
        ctx.dialogs.error(error if isinstance(error, UserError) else unreadable)
        return None


def photo_label(image: bytes | None, side: int) -> QLabel:
    """The portrait, or a grey place for it."""
    made = QLabel()
    made.setFixedSize(side, side)
    made.setProperty("card", True)
    made.setAlignment(Qt.AlignmentFlag.AlignCenter)
    if image:
        picture = QPixmap()
        picture.loadFromData(image)
        made.setPixmap(picture.scaled(side, side, Qt.AspectRatioMode.KeepAspectRatioByExpanding,
                                      Qt.TransformationMode.SmoothTransformation))  # fmt: skip
    return made
