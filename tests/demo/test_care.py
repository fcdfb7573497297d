"""The demo office has something of care at every step: a danger that was seen to, a group, partners asked again."""

from __future__ import annotations


def test_care_has_something_at_every_step(ask):
    def count(table, where="1"):
        return ask(f"SELECT count(*) FROM {table} WHERE {where}")[0]

    assert count("mhpss_safety", "imminent AND signed_off_on IS NOT NULL") >= 1
    assert (
        count("mhpss_safety", "imminent AND signed_off_on IS NULL") == 0
    )  # nobody is left in danger in a demo
    assert count("mhpss_goal") >= 3 and count("mhpss_meeting") >= 5
    attended = ask("SELECT attendance, count(*) FROM mhpss_session WHERE meeting_id IS NOT NULL GROUP BY 1")
    assert {name for name, _many in attended} == {"attended", "no_show"}
    assert count("emergency_contact") >= 4 and count("emergency_contact", "confirmed_on IS NOT NULL") == 1
    assert count("referral_chase") >= 1 and count("referral", "shared IS NOT NULL") >= 5
    states = ask("SELECT state, count(*) FROM incoming_referral GROUP BY 1")
    assert {"new", "accepted"} <= {state for state, _many in states}
    assert 3 <= count("partner", "confirmed_on IS NOT NULL") < count("partner")
