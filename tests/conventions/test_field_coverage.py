"""Every field the reference facts name has a place: a declared field, a column, or an entry of a code list.

What stands at the left is the field as the source calls it; at the right where it lives: `feature.FORM.field`,
What stands at the left is the field as the source calls it; at the right where it lives: `table.column`
or `codes/list.code`. A place that is no longer there fails by name.
"""

from __future__ import annotations

import importlib

import pytest

from caseapp.core import codes
from caseapp.data.base import Base
from caseapp.features import import_models

REGISTRATION = """
participant reference: person.number
full name: people.REGISTRATION.given_name people.REGISTRATION.middle_name people.REGISTRATION.family_name
nickname, title, maiden name: people.REGISTRATION.known_as people.REGISTRATION.title
nickname, title, maiden name: people.REGISTRATION.maiden_name
father's name: people.REGISTRATION.middle_name
mother's name: people.REGISTRATION.mother_name
date of birth: people.REGISTRATION.birth_date
phone: people.REGISTRATION.phone person_phone.phone_number
SIM owner, safe to call, best time: people.PHONE_FORM.sim_owner people.PHONE_FORM.call_safe
SIM owner, safe to call, best time: people.PHONE_FORM.call_time
emergency contact, name: people.REGISTRATION.emergency_name
emergency contact, number: people.REGISTRATION.emergency_phone
emergency contact, relation: people.REGISTRATION.emergency_relation
marital status: people.REGISTRATION.marital_status
gender: people.REGISTRATION.sex
education: people.REGISTRATION.education
religion: codes/special_categories.religion special_answer.answer
address levels: people.REGISTRATION.place people.REGISTRATION.village
present address: people.REGISTRATION.present_address
national identity number: people.REGISTRATION.id_number codes/identity_documents.ls_national_id
national identity number: codes/identity_documents.ke_national_id
birth registration number: codes/identity_documents.birth_certificate identity_document.document_number
passport, travel pass: codes/identity_documents.passport codes/identity_documents.emergency_travel_document
document seen, copied or declared; issue; expiry: people.DOCUMENT_FORM.proof people.DOCUMENT_FORM.issued_on
document seen, copied or declared; issue; expiry: people.DOCUMENT_FORM.valid_until
men of 18 and more: people.REGISTRATION.household_men
women of 18 and more: people.REGISTRATION.household_women
boys under 18: people.REGISTRATION.household_boys
girls under 18: people.REGISTRATION.household_girls
members of the household: people.MEMBER_FORM.name people.MEMBER_FORM.relation household_event.step
migration route: people.REGISTRATION.migration_route
desired and final destination: people.REGISTRATION.wanted_country people.REGISTRATION.return_country
channel: people.REGISTRATION.migration_channel
visa type: people.REGISTRATION.travel_papers
agency or broker: people.REGISTRATION.agent
departure date: people.REGISTRATION.left_on
return date, which gives the age at return: people.REGISTRATION.return_date people.REGISTRATION.birth_date
how, voluntary or forced, where crossed: people.REGISTRATION.return_means people.REGISTRATION.return_kind
how, voluntary or forced, where crossed: people.REGISTRATION.border_post
months abroad: people.REGISTRATION.months_away
occupation and income abroad: people.REGISTRATION.work_away people.REGISTRATION.income_away
occupation and income abroad: people.REGISTRATION.away_currency
reasons for migration: people.REGISTRATION.migration_reasons
reasons for return: people.REGISTRATION.return_reasons
climate-related causes: codes/migration_reasons.drought codes/loss_causes.drought codes/loss_causes.flood
what COVID-19, drought or conflict took away: people.REGISTRATION.losses people.REGISTRATION.loss_causes
migration cost and its source: people.REGISTRATION.migration_cost people.REGISTRATION.cost_sources
assets: people.REGISTRATION.assets
occupation before and after: people.REGISTRATION.occupation_before people.REGISTRATION.occupation_now
income after return: people.REGISTRATION.income_now
household income: people.REGISTRATION.household_income
savings: people.REGISTRATION.savings
loan amount: people.REGISTRATION.debt people.REGISTRATION.debt_owed_to
house ownership and type: people.REGISTRATION.housing
skills and training wishes: people.REGISTRATION.skills people.REGISTRATION.training_wishes
income-generating skills: codes/skills.handicraft codes/skills.sewing
disability of the person: people.REGISTRATION.wg_seeing people.REGISTRATION.wg_communicating
disability in the family: people.MEMBER_FORM.disability
chronic disease of the person: codes/special_categories.own_illness
chronic disease in the family: codes/special_categories.family_illness
"""

PLAN = """
case number: case.number
returnee and household: case.person_id household.person_id
date and place: plan.created_on plans.PLAN_FORM.written_at
case manager: plan.author_id
baseline summary: plans.PLAN_FORM.baseline
short, medium and long term: plans.GOAL_FORM.term
dimension, need, objective: plans.GOAL_FORM.dimension plans.GOAL_FORM.need plans.GOAL_FORM.objective
activity: plans.ACTIVITY_FORM.what plans.ACTIVITY_FORM.detail
provider, direct or by referral: plans.ACTIVITY_FORM.provider plans.ACTIVITY_FORM.provider_name
resources and cost: plans.ACTIVITY_FORM.resources plans.ACTIVITY_FORM.cost
responsible: plans.ACTIVITY_FORM.responsible
start and end: plans.ACTIVITY_FORM.starts_on plans.ACTIVITY_FORM.due_on
status: plans.TRACK_FORM.state
means of verification: plans.ACTIVITY_FORM.verification
feasibility rating: plans.GOAL_FORM.feasibility
risks and mitigation: plans.PLAN_FORM.risks
budget, currency, exchange rate, ceiling: plan.currency plans.PLAN_FORM.exchange_rate plans.PLAN_FORM.ceiling
business plan: plans.PLAN_FORM.business_plan
consent and signature: plans.SIGN_FORM.signed_how plans.SIGN_FORM.signed_on plans.SIGN_FORM.signed_witness
review dates: plans.PLAN_FORM.review_on
amendment log: plan.version
"""

BUSINESS_PLAN = """
owners: grant.case_id grants.MEMBER.person
legal form: grants.APPLICATION.legal_form
existing or new: grants.APPLICATION.new_business
sector: grants.APPLICATION.sector
product or service: grants.APPLICATION.business grants.APPLICATION.description
location and GPS: grants.APPLICATION.place grants.APPLICATION.found_at
customers: grants.APPLICATION.customers
competitors: grants.APPLICATION.competitors
suppliers: grants.APPLICATION.suppliers
premises: grants.APPLICATION.premises
licences: grants.APPLICATION.licences
staff: grants.APPLICATION.workers_planned
skills and training: grants.APPLICATION.skills
risk and mitigation: grants.APPLICATION.risks
start-up costs: grants.COST_LINE.item grants.COST_LINE.quantity grants.COST_LINE.unit_price
start-up costs: grants.COST_LINE.source
monthly revenue and cost, cash-flow: grants.MONTH.sales grants.MONTH.costs
break-even: grants.APPLICATION.break_even_month
own contribution: grants.APPLICATION.own_contribution
bank or mobile money: grants.APPLICATION.channel grants.APPLICATION.payee_phone
bank or mobile money: grants.APPLICATION.payee_account
clan and group balance: grants.APPLICATION.balance_note codes/grant_checks.balance
environment, no harm, no child labour: codes/grant_checks.environment codes/grant_checks.safe
environment, no harm, no child labour: codes/grant_checks.no_child
supplier of each cost: grants.QUOTATION.vendor
consent of spouse or household: grants.APPLICATION.household_agrees
"""

MONITORING = """
date: grants.VISIT.visited_on
photo: grants.PHOTO.caption
visitor: business_visit.visitor_id
GPS: grants.VISIT.gps
status: grants.VISIT.status
sales and costs: grants.VISIT.sales grants.VISIT.costs
stock and assets present: grants.VISIT.stock_present
employees: grants.VISIT.workers_women grants.VISIT.workers_men
household income: grants.VISIT.household_income
savings: grants.VISIT.savings
debt: grants.VISIT.debt
problems: grants.VISIT.problems
advice: grants.VISIT.advice
needs: grants.VISIT.needs
next visit: grants.VISIT.next_on
outcome at 6 and 12 months: grants.OUTCOME_CHECK.result
main source of income: grants.OUTCOME_CHECK.main_income
"""

REFERRAL = """
urgency: referrals.REFERRAL_FORM.priority
date: referral.sent_on
referring agency: office.name office.address office.phone office.email
receiving agency: referrals.PARTNER_FORM.name referrals.PARTNER_FORM.focal_point
receiving agency: referrals.PARTNER_FORM.phone referrals.PARTNER_FORM.address
client: referral.person_id referrals.SEND_FORM.shared
caregiver of a minor: referrals.CHILD_FORM.caregiver_name referrals.CHILD_FORM.caregiver_relation
caregiver of a minor: referrals.CHILD_FORM.caregiver_phone
caregiver informed, or why not: referrals.CHILD_FORM.caregiver_informed referrals.CHILD_FORM.caregiver_why_not
separated or unaccompanied: referrals.CHILD_FORM.unaccompanied
problem and duration: referrals.REFERRAL_FORM.reason referrals.REFERRAL_FORM.duration
services already given: referrals.REFERRAL_FORM.earlier_help
referred elsewhere: referrals.REFERRAL_FORM.show_elsewhere referrals.REFERRAL_FORM.elsewhere
services requested: referrals.REFERRAL_FORM.services referrals.REFERRAL_FORM.services_note
what is shared, under which consent: referrals.SEND_FORM.shared referral.consent_id
contact restrictions: referrals.REFERRAL_FORM.contact_restrictions
how it was sent: referrals.SEND_FORM.delivery
follow-up by whom, how, until when: referrals.REFERRAL_FORM.followup_mode referrals.REFERRAL_FORM.followup_by
what both agencies tell each other: referrals.REFERRAL_FORM.feedback
received by, on: referrals.ACKNOWLEDGE_FORM.partner_contact referrals.ACKNOWLEDGE_FORM.acknowledged_on
accepted, declined, waiting list, why: referrals.ANSWER_FORM.answer referrals.ANSWER_FORM.decline_reason
service started, outcome: referrals.RECEIVE_FORM.received_on referrals.CLOSE_FORM.outcome
"""

CONSENT = """
who explained: consent.explained_by
language, interpreter: people.CONSENT_FORM.consent_language people.CONSENT_FORM.consent_interpreter
date: people.CONSENT_FORM.consent_on
version of the text: consent.text_version
purposes: people.CONSENT_FORM.consent_purposes
registration and case management: codes/consent_purposes.case_management
referral to named agencies: codes/consent_purposes.referral people.CONSENT_FORM.consent_partners
sharing with government: codes/consent_purposes.government
donor reporting: codes/consent_purposes.donor_anonymous codes/consent_purposes.donor_identified
photo, story, media: codes/consent_purposes.photo codes/consent_purposes.media
contact again for monitoring: codes/consent_purposes.recontact
research: codes/consent_purposes.research
special data: codes/consent_purposes.special_data
voluntary, no loss of help, risks, who sees it, how long, rights, complaint: people.CONSENT_FORM.consent_explained
voluntary, no loss of help, risks, who sees it, how long, rights, complaint: codes/consent_points.voluntary
voluntary, no loss of help, risks, who sees it, how long, rights, complaint: codes/consent_points.no_loss
voluntary, no loss of help, risks, who sees it, how long, rights, complaint: codes/consent_points.risks
voluntary, no loss of help, risks, who sees it, how long, rights, complaint: codes/consent_points.who_sees
voluntary, no loss of help, risks, who sees it, how long, rights, complaint: codes/consent_points.how_long
voluntary, no loss of help, risks, who sees it, how long, rights, complaint: codes/consent_points.rights
voluntary, no loss of help, risks, who sees it, how long, rights, complaint: codes/consent_points.complaint
signature, thumbprint, word before a witness: people.CONSENT_FORM.consent_method
signature, thumbprint, word before a witness: people.CONSENT_FORM.consent_witness
capacity, child's word, guardian: people.CONSENT_FORM.consent_by people.CONSENT_FORM.consent_guardian
end: people.CONSENT_FORM.consent_expires
withdrawal, its date and effect: consent.withdrawn_on people.WITHDRAW_FORM.withdrawn_purposes
withdrawal, its date and effect: people.WITHDRAW_FORM.withdrawn_why
"""

SECTIONS = {
    "2.3": REGISTRATION, "2.6": PLAN, "3.2": BUSINESS_PLAN, "3.5": MONITORING, "4.2": REFERRAL, "7.2": CONSENT,
}  # fmt: skip


def named(table: str) -> list[tuple[str, str]]:
    """(field as the source calls it, place) of a table, a line for each place."""
    lines = [line.rpartition(": ") for line in table.strip().splitlines()]
    return [(what, place) for what, _colon, places in lines for place in places.split()]


def exists(place: str) -> bool:
    """Whether there is such a field, column or code."""
    if place.startswith("codes/"):
        listed, _dot, code = place.removeprefix("codes/").partition(".")
        return codes.get(listed, code) is not None
    parts = place.split(".")
    if len(parts) == 2:
        table = Base.metadata.tables.get(parts[0])
        return table is not None and parts[1] in table.columns
    feature, form, field = parts
    declared = getattr(importlib.import_module(f"caseapp.features.{feature}.form"), form, None)
    return declared is not None and field in declared.by_name


@pytest.mark.parametrize("section", SECTIONS)
def test_every_field_of_the_sources_has_a_place(section):
    import_models()
    missing = [f"{what}: {place}" for what, place in named(SECTIONS[section]) if not exists(place)]
    assert missing == []


def test_a_place_that_is_not_there_is_noticed():
    import_models()
    for place in (
        "people.REGISTRATION.shoe_size",
        "person.shoe_size",
        "codes/titles.emperor",
        "people.NO_FORM.name",
    ):
        assert not exists(place)
