"""The certificate of removal: how many records, which numbers, by whom and by which rule. It names nobody."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from caseapp.core.dates import day, moment
from caseapp.core.i18n import N_, _, n_
from caseapp.core.permissions import Permission
from caseapp.documents import kit
from caseapp.features.retention.queries import RemovalView


class RemovalCertificate(kit.Document[RemovalView]):
    """Kept by the office as proof of what was removed; it may be shown to whoever audits data protection."""

    code: ClassVar[str] = "removal-certificate"
    title: ClassVar[str] = N_("Certificate of removal")
    requires: ClassVar[Permission] = Permission.RETENTION
    about: ClassVar[str] = "office"
    levels = (kit.Redaction.INTERNAL,)
    confidential = False  # no client is named on it

    def story(self, subject: RemovalView, level: kit.Redaction) -> Iterator[kit.Block]:
        count = len(subject.gone)
        told = n_(
            "What identified {count} person was removed", "What identified {count} people was removed", count
        )
        yield kit.Title(told, over=_("Data protection"), under=moment(subject.carried_at))
        yield kit.Grid(_facts(subject))
        yield kit.Heading(_("Whose records"))
        yield kit.Table(_head(), [_row(subject, at) for at in range(count)])
        yield kit.Heading(_("What was removed, and what stays"))
        yield kit.Bullets(
            [
                _("Removed: names, phones, documents, addresses, photos, files, notes, sealed counselling notes, the words "
                  "of letters, plans and grants, values in the history, drafts. The birth date became a year, the place a "
                  "district."),
                _("Stays, under the number alone: sex, age band, status, district, programme, dates and amounts. The "
                  "figures of reports are the same as before."),
                _("Not changed by the program: notes about a counselling group as a whole, papers already printed or sent."),
                _backups(subject),
            ]
        )  # fmt: skip
        yield kit.Signatures(
            kit.Signature(subject.carried_by, _("Carried out by")), kit.Signature("", _("Head of office"))
        )


def _head() -> list[kit.Column]:
    return [kit.Column(_("Number"), 2), kit.Column(_("Cases"), 0.8), kit.Column(_("Why"), 3),
            kit.Column(_("Proposed by"), 2.6), kit.Column(_("Approved by"), 2.6)]  # fmt: skip


def _row(subject: RemovalView, at: int) -> list[kit.Words]:
    one = subject.gone[at]
    return [one.number, str(one.cases), one.reason.shown(), f"{one.proposed_by}, {day(one.proposed_on)}",
            f"{one.approved_by}, {day(one.approved_on)}"]  # fmt: skip


def _facts(subject: RemovalView) -> list[kit.Entry]:
    return [
        kit.Entry(_("Carried out"), moment(subject.carried_at)),
        kit.Entry(_("Carried out by"), subject.carried_by),
        kit.Entry(_("The office’s rule"), n_("{count} year after the last case closed",
                                             "{count} years after the last case closed", subject.years)),
        kit.Entry(_("In the bin before"), n_("{count} day", "{count} days", subject.bin_days)),
    ]  # fmt: skip


def _backups(subject: RemovalView) -> str:
    if subject.backups_until is None:
        return _("No backup known to the program holds what was removed.")
    told = n_(
        "{count} backup made before still holds it",
        "{count} backups made before still hold it",
        subject.backups,
    )
    until = _(
        "with one backup every day the last of them is gone by {day}. Copies elsewhere must be destroyed by hand."
    )
    return f"{told}; {until.format(day=day(subject.backups_until))}"
