"""Referrals to partners: what was asked, what they answered, how it ended; and the directory of who offers what."""

from caseapp.core.i18n import N_
from caseapp.core.permissions import Permission
from caseapp.core.registry import BulkSpec, CommandSpec, Feature, PageSpec, PaperSpec, TabSpec

HERE = "caseapp.features.referrals"
READ, WRITE = Permission.REFERRAL_READ, Permission.REFERRAL_WRITE

FEATURE = Feature(
    code="referrals",
    models=f"{HERE}.models",
    pages=(
        PageSpec("referrals", N_("Referrals"), "send", READ, f"{HERE}.pages:ReferralsPage", 50,
                 badge=f"{HERE}.queries:late_for_me"),
        PageSpec("refer", N_("Refer to a partner"), "send", WRITE, f"{HERE}.pages:ReferPage", 51, "hidden"),
        PageSpec("incoming", N_("Referrals to us"), "download", READ, f"{HERE}.pages:IncomingPage", 52, "hidden"),
        PageSpec("directory", N_("Directory"), "building-2", Permission.DIRECTORY_READ, f"{HERE}.pages:DirectoryPage", 90,
                 "office"),
    ),
    tabs=(
        TabSpec("referrals", N_("Referrals"), READ, f"{HERE}.pages:ReferralsTab", 50, count=f"{HERE}.queries:of_case_count"),
    ),
    papers=(
        PaperSpec("referral-letter", N_("Referral letter"), Permission.PRINT, f"{HERE}.documents:ReferralLetter", "referral"),
        PaperSpec("chase-list", N_("Chase list"), Permission.PRINT, f"{HERE}.papers:ChaseList", "office"),
        PaperSpec("incoming-answer", N_("Answer to a referral"), Permission.PRINT, f"{HERE}.papers:IncomingAnswer", "referral"),
    ),
    commands=(CommandSpec("refer", N_("Refer to a partner"), WRITE, f"{HERE}.pages:refer", 50),),
    bulk=(BulkSpec("chase", N_("Asked again…"), WRITE, f"{HERE}.pages.bulk:chase", "referrals", 10),),
    withdraws=(("referral_chase", f"{HERE}.bulk:withdraw"),),
    tellers=(
        ("referral", f"{HERE}.queries:partners_of"), ("referral_chase", f"{HERE}.chasing:partners_asked"),
        ("incoming_referral", f"{HERE}.incoming:agencies"),
    ),
    closure_guards=(f"{HERE}.queries:guard",),
    sharing=(f"{HERE}.consents:under_way",),
)  # fmt: skip
