"""The big numbers of My day, by role: each counts something one can act on, and opens the list behind it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from caseapp.core import money
from caseapp.core.i18n import _, n_
from caseapp.core.permissions import Permission
from caseapp.data.uow import UnitOfWork
from caseapp.features.cases import queries as cases
from caseapp.features.cases.models import Risk
from caseapp.features.followups import queries as followups
from caseapp.features.grants import queries as grants
from caseapp.features.mhpss import queries as mhpss
from caseapp.features.office import queries as office
from caseapp.features.people import queries as people
from caseapp.features.programmes import queries as programmes
from caseapp.features.referrals import queries as referrals
from caseapp.features.retention import queries as retention
from caseapp.features.supervision.desk import Desk
from caseapp.features.supervision.views import Door, Tile

NO_CONTACT = 30  # days


def tiles(uow: UnitOfWork, desk: Desk) -> tuple[Tile, ...]:
    """At most five tiles for the role of whoever is in."""
    makers = ROLES.get(uow.actor.role, ROLES["caseworker"])
    return tuple(tile for make in makers if (tile := make(desk)) is not None)


def _active(n: Desk) -> Tile | None:
    count = cases.count(n.uow, cases.CaseFilter(caseworker_id=n.me))
    ceiling = next(
        (s.ceiling for s in office.staff(n.uow) if s.id == n.me), n.uow.office.rule("caseload.ceiling")
    )
    tone = "bad" if count > ceiling else ""
    door = Door("cases", {"only": cases.CaseFilter(caseworker_id=n.me), "sentence": _("Your open cases.")})
    return Tile("active", str(count), _("active cases of {ceiling}").format(ceiling=ceiling), tone, door)


def _overdue(n: Desk) -> Tile | None:
    tone = "bad" if n.counts.overdue else ""
    return Tile(
        "overdue", str(n.counts.overdue), _("follow-ups overdue"), tone, Door("followups", {"show": "late"})
    )


def _week(n: Desk) -> Tile | None:
    return Tile("week", str(n.counts.week), _("due within 7 days"), "", Door("followups", {"show": "week"}))


def _unanswered(n: Desk, count: int) -> Tile | None:
    days = n.uow.office.rule("referral.waiting")
    caption = n_("referrals waiting over {count} day", "referrals waiting over {count} days", days)
    return Tile(
        "unanswered", str(count), caption, "warn" if count else "", Door("referrals", {"show": "waiting"})
    )


def _my_unanswered(n: Desk) -> Tile | None:
    return _unanswered(n, n.unanswered_for(n.uow.office.rule("referral.waiting")))


def _all_unanswered(n: Desk) -> Tile | None:
    return (
        _unanswered(n, referrals.waiting_count(n.uow)) if n.uow.actor.can(Permission.REFERRAL_READ) else None
    )


def _unpaid(n: Desk, whose: str) -> Tile | None:
    if not n.uow.actor.can(Permission.GRANT_READ):
        return None
    amount = money.shown(grants.approved_not_paid(n.uow, whose), n.uow.office.currency)
    return Tile(
        "unpaid",
        amount,
        _("grants approved, not yet paid"),
        "",
        Door("grants", {"state": "open", "mine": bool(whose)}),
    )


def _my_unpaid(n: Desk) -> Tile | None:
    return _unpaid(n, n.me)


def _all_unpaid(n: Desk) -> Tile | None:
    return _unpaid(n, "")


def _deciding(n: Desk) -> Tile | None:
    count = sum(not w.own for w in n.decisions)
    return Tile(
        "deciding", str(count), _("waiting for your decision"), "warn" if count else "", Door("approvals")
    )


def _late_cases(n: Desk) -> Tile | None:
    late, active = sum(followups.late_cases(n.uow).values()), cases.count(n.uow)
    share = f" ({round(100 * late / active)}%)" if active else ""
    return Tile(
        "late", str(late), _("cases with something late") + share, "bad" if late else "", Door("caseload")
    )


def _high(n: Desk) -> Tile | None:
    only = cases.CaseFilter(risk=Risk.HIGH)
    door = Door("cases", {"only": only, "sentence": _("Open cases at high risk.")})
    return Tile("high", str(cases.count(n.uow, only)), _("cases at high risk"), "", door)


def _no_contact(n: Desk) -> Tile | None:
    only = cases.CaseFilter(no_contact_since=n.uow.today - timedelta(days=NO_CONTACT))
    caption = n_("without contact for {count} day", "without contact for {count} days", NO_CONTACT)
    count = cases.count(n.uow, only)
    door = Door("cases", {"only": only, "sentence": _("Open cases without contact.")})
    return Tile("no_contact", str(count), caption, "warn" if count else "", door)


def _all_active(n: Desk) -> Tile | None:
    return Tile("active", str(cases.count(n.uow)), _("active cases"), "", Door("cases"))


def _on_file(n: Desk) -> Tile | None:
    return Tile("people", f"{people.count(n.uow):,}", _("people on file"), "", Door("people"))


def _to_appraise(n: Desk) -> Tile | None:
    count = len(n.appraisals)
    return Tile(
        "appraise",
        str(count),
        _("applications to appraise"),
        "warn" if count else "",
        Door("grants", {"state": "applied"}),
    )


def _to_pay(n: Desk) -> Tile | None:
    count = len(n.payments)
    return Tile(
        "pay",
        str(count),
        _("tranches ready to pay"),
        "warn" if count else "",
        Door("grants", {"state": "paying"}),
    )


def _sessions(n: Desk) -> Tile | None:
    if not n.sealed_open:
        return None
    count = mhpss.due_count(n.uow)
    return Tile("sessions", str(count), _("sessions today or missed"), "warn" if count else "", Door("mhpss"))


def _records(n: Desk) -> Tile | None:
    if not n.uow.actor.can(Permission.RETENTION):
        return None
    count = retention.count(n.uow)
    return Tile("records", f"{count:,}", _("records to review"), "warn" if count else "", Door("retention"))


def _staff(n: Desk) -> Tile | None:
    return Tile(
        "staff", str(len(office.staff(n.uow, active_only=True))), _("people work here"), "", Door("settings")
    )


def _programmes(n: Desk) -> Tile | None:
    count = sum(p.running(n.uow.today) for p in programmes.programmes(n.uow))
    return Tile("programmes", str(count), _("programmes running"), "", Door("settings"))


ROLES: dict[str, tuple[Callable[[Desk], Tile | None], ...]] = {
    "caseworker": (_active, _overdue, _week, _my_unanswered, _my_unpaid),
    "supervisor": (_deciding, _late_cases, _high, _all_unanswered, _all_unpaid),
    "counsellor": (_sessions, _overdue, _week, _all_unanswered),
    "grants": (_to_appraise, _to_pay, _all_unpaid, _overdue, _week),
    "me": (_all_active, _late_cases, _no_contact, _all_unanswered, _all_unpaid),
    "focal": (_records, _on_file, _all_active, _high),
    "admin": (_staff, _programmes),
}
