"""Cases: opened, carried by a caseworker, seen as a whole, closed with a reason and an approval, reopened."""

from caseapp.core.i18n import N_
from caseapp.core.permissions import Permission
from caseapp.core.registry import CardSpec, CommandSpec, Feature, PageSpec, TabSpec

PAGES = "caseapp.features.cases.pages"
PERSON = "caseapp.features.people.pages.parts"

FEATURE = Feature(
    code="cases",
    models="caseapp.features.cases.models",
    pages=(
        PageSpec("cases", N_("Cases"), "folder-open", Permission.CASE_READ, f"{PAGES}:CasesPage", 30),
        PageSpec("case", N_("Case"), "folder-open", Permission.CASE_READ, f"{PAGES}:CasePage", 31, "hidden"),
        PageSpec(
            "register",
            N_("Register a person"),
            "user-plus",
            Permission.PERSON_WRITE,
            f"{PAGES}:RegisterPage",
            22,
            "hidden",
        ),
    ),
    tabs=(
        TabSpec("person", N_("Person"), Permission.PERSON_READ, f"{PAGES}:PersonTab", 10),
        TabSpec("files", N_("Files"), Permission.PERSON_IDENTIFY, f"{PAGES}:FilesTab", 85),
        TabSpec("history", N_("History"), Permission.HISTORY_READ, f"{PAGES}:HistoryTab", 90),
    ),
    cards=(
        CardSpec("timeline", Permission.HISTORY_READ, f"{PAGES}:TimelineCard", 1, 10),
        CardSpec("household", Permission.PERSON_READ, f"{PERSON}:HouseholdCard", 2, 20, "person"),
        CardSpec("strengths", Permission.PERSON_READ, f"{PERSON}:StrengthsCard", 2, 30, "person"),
    ),
    case_heard=("caseapp.features.cases.transfers:heard", "caseapp.features.cases.reopening:heard"),
    commands=(CommandSpec("note", N_("Note"), Permission.CASE_WRITE, f"{PAGES}:add_note", 10),),
)
