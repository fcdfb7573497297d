"""The big numbers of My day, by role: each counts something one can act on, and opens the list behind it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from caseapp.core import money
from caseapp.core.i18n import _, n_
from caseapp.core.permissions import Permission
from caseapp.data.narrowing import typed_of
from caseapp.data.uow import UnitOfWork
from caseapp.features.cases import queries as cases
from caseapp.features.cases.models import Risk
from caseapp.features.followups import queries as followups
from caseapp.features.grants import queries as grants
from caseapp.features.grants.models import GrantState
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
    return Tile("overdue", str(n.counts.overdue), _("follow-ups overdue"), tone, _follow_ups("late"))


def _week(n: Desk) -> Tile | None:
    return Tile("week", str(n.counts.week), _("due within 7 days"), "", _follow_ups("week"))


def _follow_ups(show: str) -> Door:
    return Door("followups", {"show": show, "who": followups.MINE})


def _unanswered(n: Desk, mine: bool) -> Tile | None:
    """Sent longer ago than the office waits for an answer."""
    if not n.uow.actor.can(Permission.REFERRAL_READ):
        return None
    days = n.uow.office.rule("referral.waiting")
    until = n.uow.today - timedelta(days=days + 1)
    typed = {referrals.SHOW: referrals.Show.WAITING.value, "sent": f"..{until}"} | (
        {referrals.MINE: "yes"} if mine else {}
    )
    count = referrals.count(n.uow, referrals.listed(typed_of(typed)))
    caption = n_("referrals waiting over {count} day", "referrals waiting over {count} days", days)
    return Tile(
        "unanswered", str(count), caption, "warn" if count else "", Door("referrals", {"typed": typed})
    )


def _my_unanswered(n: Desk) -> Tile | None:
    return _unanswered(n, True)


def _all_unanswered(n: Desk) -> Tile | None:
    return _unanswered(n, False)


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
    yesterday = n.uow.today - timedelta(days=1)
    only = cases.CaseFilter(typed=typed_of({"next": f"..{yesterday}"}))
    late, active = cases.count(n.uow, only), cases.count(n.uow)
    share = f" ({round(100 * late / active)}%)" if active else ""
    door = Door("cases", {"only": only, "sentence": _("Open cases with something late.")})
    return Tile("late", str(late), _("cases with something late") + share, "bad" if late else "", door)


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
    return Tile(
        "active",
        str(cases.count(n.uow)),
        _("active cases"),
        "",
        Door("cases", {"only": cases.CaseFilter(), "sentence": _("Open cases.")}),
    )


def _on_file(n: Desk) -> Tile | None:
    return Tile(
        "people", f"{people.count(n.uow):,}", _("people on file"), "", Door("people", {"everybody": True})
    )


def _to_appraise(n: Desk) -> Tile | None:
    """Also what this person applied for, which somebody else appraises: it stands in the list."""
    return _of_grants(n, "appraise", _("applications to appraise"), GrantState.APPLIED.value)


def _to_pay(n: Desk) -> Tile | None:
    return _of_grants(n, "pay", _("grants with a tranche to pay"), "tranche")


def _of_grants(n: Desk, code: str, caption: str, state: str) -> Tile | None:
    count = grants.count(n.uow, grants.listed(n.me, n.uow.today, typed_of({grants.STATE: state})))
    return Tile(code, str(count), caption, "warn" if count else "", Door("grants", {"state": state}))


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
        "staff",
        str(len(office.staff(n.uow, active_only=True))),
        _("people work here"),
        "",
        Door("settings", {"tab": "people"}),
    )


def _programmes(n: Desk) -> Tile | None:
    count = sum(p.running(n.uow.today) for p in programmes.programmes(n.uow))
    return Tile("programmes", str(count), _("programmes running"), "", Door("programmes"))


ROLES: dict[str, tuple[Callable[[Desk], Tile | None], ...]] = {
    "caseworker": (_active, _overdue, _week, _my_unanswered, _my_unpaid),
    "supervisor": (_deciding, _late_cases, _high, _all_unanswered, _all_unpaid),
    "counsellor": (_sessions, _overdue, _week, _all_unanswered),
    "grants": (_to_appraise, _to_pay, _all_unpaid, _overdue, _week),
    "me": (_all_active, _late_cases, _no_contact, _all_unanswered, _all_unpaid),
    "focal": (_records, _on_file, _all_active, _high),
    "admin": (_staff, _programmes),
}
