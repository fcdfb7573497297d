"""A family comes back to Mokhotlong: from the first talk to the closed file twelve months later, through what the
screens call, day by day. Everything a paper form would ask is on file, and every paper is made on the way."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from caseapp.core import instruments
from caseapp.core.errors import Invalid, Refused
from caseapp.documents.raster import Pages
from caseapp.features.assessments import service as assessments
from caseapp.features.cases import closing, transfers
from caseapp.features.cases import queries as cases
from caseapp.features.cases import service as casework
from caseapp.features.cases.models import Stage
from caseapp.features.cases.timeline import timeline
from caseapp.features.followups import queries as followups
from caseapp.features.followups import service as following
from caseapp.features.followups.calendar import calendar
from caseapp.features.people import households
from caseapp.features.plans import documents as papers
from caseapp.features.plans import queries as plans
from caseapp.features.plans import service as planning
from caseapp.features.programmes import service as programmes
from caseapp.features.referrals import directory
from caseapp.features.referrals import service as referring
from caseapp.features.referrals.documents import letter_pdf
from caseapp.features.reports.summary import summary_of
from caseapp.features.supervision import handover
from caseapp.features.supervision import queries as supervision
from caseapp.features.supervision.closure import closure_pdf
from caseapp.features.supervision.handover_sheet import sheet_pdf

ARRIVED = date(2026, 8, 18)
FAMILY = {
    "given_name": "Masebabatso", "family_name": "Khoeli", "sex": "f", "birth_date": "1991", "here_as": "returnee",
    "place": "LSJ05", "village": "Ha Poli", "phone": "58123456", "return_country": "ZA", "return_date": "2026-08-12",
    "return_kind": "forced", "return_reasons": "lost_job", "needs": "housing,start_business,schooling",
    "consent_method": "thumbprint", "consent_witness": "Mpho Tau", "consent_purposes": "case_management,referral,special_data",
}  # fmt: skip
CHILDREN = [{"name": n, "relation": "child", "sex": s, "birth_date": b} for n, s, b in (
    ("Sebabatso Khoeli", "f", "2014"), ("Thabang Khoeli", "m", "2019"))]  # fmt: skip
MET, NOBODY = (
    {"outcome": "met", "mode": "visit", "kind": "general"},
    {"outcome": "not_found", "mode": "visit", "kind": "general"},
)


class Days:
    """The days of this story: who does what, on which of them."""

    def __init__(self, database, clock):
        self.database, self.clock, self.papers = database, clock, {}

    def on(self, days):
        """So many days after arrival."""
        self.clock.set(
            datetime.combine(ARRIVED + timedelta(days=days), datetime.min.time(), UTC).replace(hour=8)
        )

    def do(self, who, service, *args):
        with self.database.work(who) as uow:
            return service(uow, *args)

    def see(self, who, query, *args):
        with self.database.look(who) as uow:
            return query(uow, *args)

    def contact(self, who, case_id, raw):
        """Record a contact as the banner's button does: it answers what is due, or stands for itself."""
        found = self.see(who, followups.propose, case_id)
        whole = {"kind": found.kind, "purpose": found.purpose, **raw}
        return self.do(who, following.record, case_id, whole, found.followup_id)

    def paper(self, who, make, *args):
        """The words of a paper, which is kept for the end."""
        pdf = self.see(who, make, *args)
        with Pages(pdf) as pages:
            words = " ".join(" ".join(pages.text(i).split()) for i in range(len(pages)))
        self.papers[make.__name__] = words
        return words


@pytest.fixture
def days(database, clock):
    return Days(database, clock)


@pytest.fixture
def office(days, supervisor):
    """A programme with a line for help at home, and a ministry that gives identity cards."""
    line = {"code": "2.4", "title": "Immediate assistance", "amount": "20000"}
    programme = days.do(supervisor, programmes.add_programme, {
        "code": "JP-LS", "title": "Reintegration", "donor": "People of Japan", "starts_on": "2026-01-01",
        "ends_on": "2027-12-31",
    })  # fmt: skip
    key = days.do(supervisor, programmes.add_line, programme, line)
    ministry = days.do(supervisor, directory.add_partner, {
        "name": "Ministry of Education", "kind": "government", "place": "LSA", "phone": "+266 2231 2345",
    })  # fmt: skip
    days.do(
        supervisor, directory.add_service, ministry.id, {"name": "School places", "sector": "documentation"}
    )
    return programme, key, ministry.id


def answers(code, value):
    """Every question of a questionnaire answered alike, as far as each has that answer."""
    form = instruments.load(code)
    given = {
        i.code: value if value in {o.value for o in i.options} else i.options[0].value for i in form.items
    }
    return (
        {k: [v] if form.item(k).kind == "many" else v for k, v in given.items()}
        if hasattr(form, "item")
        else given
    )


def test_a_family_from_arrival_to_closure(days, office, caseworker, supervisor, actors):
    programme, line, ministry = office
    other = actors["caseworker2"]

    # Day 0: they come to the office with one bag.
    days.on(0)
    case = days.do(caseworker, casework.register, FAMILY, programme)
    for child in CHILDREN:
        days.do(caseworker, households.add_member, case.person.id, child)
    raw = {"risk": "high", "risk_reason": "Sleeps at the church with two children."}
    assert days.do(caseworker, casework.set_risk, case.id, raw).next_contact_on == ARRIVED + timedelta(days=7)
    raw = {"what": "nfi_hygiene_kit", "quantity": "1", "unit": "kit", "value": "850", "delivered_on": ARRIVED, "line_id": line,
           "place": "Office", "certified_how": "thumbprint", "witness": "Mpho Tau"}  # fmt: skip
    kit = days.do(caseworker, planning.record_assistance, case.id, raw)
    words = days.paper(caseworker, papers.certificate_pdf, kit.id)
    assert {kit.certificate, "Masebabatso Khoeli", "M 850.00", "People of Japan"} <= _pieces(
        words, kit.certificate
    )

    # Within the first weeks: every visit plans the next one by the risk; the children are referred to school.
    for day in (7, 14):
        days.on(day)
        assert days.contact(caseworker, case.id, MET).next_on == ARRIVED + timedelta(days=day + 7)
    referral = days.do(caseworker, referring.create, case.id, ministry, {
        "sector": "documentation", "services": "other", "services_note": "School places for two", "reason": "Out of school",
    })  # fmt: skip
    days.do(caseworker, referring.send, referral.id, {"delivery": "by_hand", "consent_note": "named to her"})
    assert "Ministry of Education" in days.paper(caseworker, letter_pdf, referral.id)
    assert any("Ministry of Education" in h.text for h in days.see(caseworker, timeline, case.id).rows)

    # Day 20: the plan, within thirty days of coming back. Housing is a high need: it has a goal or a reason.
    days.on(20)
    assert days.see(caseworker, cases.case, case.id).plan_due_on == ARRIVED + timedelta(days=30)
    goal = days.do(caseworker, planning.add_goal, case.id, {
        "need": "start_business", "objective": "Earns enough for the three of them", "term": "medium", "feasibility": "medium",
    }).goals[0]  # fmt: skip
    plan = days.do(caseworker, planning.add_activity, goal.id, {
        "what": "equipment_tools", "detail": "Sewing machine", "cost": "3500", "line_id": line, "due_on": "2026-10-15",
        "responsible": "Palesa", "resources": "Transport from Maseru", "verification": "Visit to the stall",
    })  # fmt: skip
    with pytest.raises(Refused, match="Has no safe place to live"):
        days.do(caseworker, planning.submit, plan.id)
    reason = {"level": "high", "no_goal_why": "Her brother gives a room until she builds."}
    days.do(caseworker, planning.set_need, case.id, "housing", reason)
    plan = days.do(
        caseworker, planning.submit, plan.id, {"signed_how": "thumbprint", "signed_witness": "Mpho Tau"}
    )
    days.on(22)
    plan = days.do(supervisor, planning.approve, plan.id)
    (share,) = days.see(caseworker, plans.budget, plan.id)
    assert (share.others, share.this, share.left) == (85_000, 350_000, 1_565_000)
    assert "Her brother gives a room" in days.paper(caseworker, papers.plan_pdf, case.id)
    assert days.see(caseworker, cases.case, case.id).plan_days_late == 0
    days.do(caseworker, referring.answer, referral.id, {"answer": "accepted"})
    days.on(40)
    days.do(caseworker, referring.receive, referral.id, {"outcome": "Both children are in class."})
    days.do(caseworker, referring.close, referral.id, {"outcome": "In school since September."})

    # Month 2: the machine is handed over; the activity is done.
    days.on(50)
    given = {"what": "equipment_tools", "detail": "Sewing machine", "quantity": "1", "serials": "SN 55012", "value": "3500",
             "delivered_on": days.clock.today(), "certified_how": "signature"}  # fmt: skip
    machine = days.do(caseworker, planning.record_assistance, case.id, given, plan.activities[0].id)
    assert "SN 55012" in days.paper(caseworker, papers.certificate_pdf, machine.id)
    days.do(caseworker, planning.track, plan.activities[0].id, {"state": "done"})

    # Month 3: nobody is at home, three times in a month. She is looked for, and found through the chief.
    for day in (90, 97, 104):
        days.on(day)
        lost = days.contact(caseworker, case.id, NOBODY)
    assert lost.newly and days.see(caseworker, cases.case, case.id).lost_on == days.clock.today()
    steps = days.see(caseworker, followups.next_of_case, case.id)
    assert [s.mode for s in steps] == ["phone", "chief", "visit"] and all(s.tracing for s in steps)
    days.on(109)
    days.do(caseworker, following.record, case.id, {"outcome": "whereabouts", "mode": "phone", "kind": "tracing",
                                                    "note": "Sews in Thaba-Tseka"}, steps[0].id)  # fmt: skip
    days.on(112)
    found = days.do(
        caseworker, following.record, case.id, MET | {"mode": "chief", "kind": "tracing"}, steps[1].id
    )
    assert found.reached and days.see(caseworker, cases.case, case.id).lost_on is None

    # Month 5: assessed again; the risk is low, contacts get rarer by themselves.
    days.on(150)
    again = days.do(
        caseworker,
        casework.set_risk,
        case.id,
        {"risk": "low", "risk_reason": "Room, income, children in school."},
    )
    assert again.next_contact_on == days.clock.today()  # the last one is more than a month ago
    days.contact(caseworker, case.id, MET)
    (due,) = days.see(caseworker, followups.next_of_case, case.id)
    assert due.due_on == ARRIVED + timedelta(days=180)
    assert case.number.encode() in days.see(caseworker, calendar) and b"Khoeli" not in days.see(
        caseworker, calendar
    )

    # Month 6: the caseworker asks a colleague who lives nearer; later the supervisor hands his cases over.
    days.on(180)
    asked = days.do(
        caseworker, transfers.ask, case.id, {"to": other.id, "why": "She sews in Thaba-Tseka now."}
    )
    assert any(t.id == f"transfer:{asked.id}" for t in days.see(other, supervision.my_day).todo)
    days.do(other, transfers.accept, asked.id)
    days.contact(other, case.id, MET)
    days.on(200)
    done = days.do(
        supervisor, handover.hand_over, other.id, {case.id: caseworker.id}, {"why": "Maternity leave"}
    )
    assert case.number in days.paper(supervisor, sheet_pdf, done.id)
    assert days.see(caseworker, cases.case, case.id).caseworker_id == caseworker.id

    # Month 12: the last visit and what she thinks of the help; the supervisor closes.
    days.on(364)
    days.contact(caseworker, case.id, MET | {"note": "Two apprentices."})
    head = {"taken_on": days.clock.today(), "mode": "interview", "language": "sot"}
    days.do(caseworker, assessments.take, case.id, "satisfaction", answers("satisfaction", 1), head)
    assert list(days.see(caseworker, closing.standing, case.id).missing) == [
        "The last reintegration survey is missing."
    ]
    end = {
        "closure_reason": "goals_achieved",
        "closure_note": "The stall carries the family.",
        "closure_contact": True,
    }
    with pytest.raises(Invalid, match="Write why"):
        days.do(caseworker, casework.ask_closure, case.id, end)
    end |= {"closure_missing_why": "She left for the market before the long form."}
    assert days.do(caseworker, casework.ask_closure, case.id, end).stage is Stage.CLOSING
    days.on(366)
    closed = days.do(supervisor, casework.approve_closure, case.id)
    assert (closed.stage, closed.closed_on) == (Stage.CLOSED, ARRIVED + timedelta(days=366))
    words = days.paper(caseworker, closure_pdf, case.id)
    for piece in ("Goals achieved", "Sewing machine", "M 4,350", "Ministry of Education", "3 tries in vain", "12 months",
                  "before the long form", "Satisfaction", supervisor.name):  # fmt: skip
        assert piece in words, piece
    days.paper(caseworker, summary_of, case.id, 1)
    assert len(days.papers) == 6 and days.see(caseworker, followups.next_of_case, case.id) == ()

    # And should she come back: the same caseworker and team.
    days.on(400)
    opened = days.do(supervisor, casework.reopen, case.id, {"reason": "The stall burned down."})
    assert (opened.open, opened.caseworker_id, opened.team) == (True, caseworker.id, case.team)


def _pieces(words, number):
    return {
        piece for piece in (number, "Masebabatso Khoeli", "M 850.00", "People of Japan") if piece in words
    }
