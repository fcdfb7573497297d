"""People on file: registering them once, finding them again, what they consented to, who lives with them."""

from caseapp.core.i18n import N_
from caseapp.core.permissions import Permission
from caseapp.core.registry import Feature, PageSpec, PaperSpec

PAGES = "caseapp.features.people.pages"

FEATURE = Feature(
    code="people",
    models="caseapp.features.people.models",
    on_open=(
        "caseapp.features.people.finding:ensure_index",
        "caseapp.features.people.learning:put_to_use",
    ),
    each_step=("caseapp.features.people.emergency:count_openings",),
    pages=(
        PageSpec(
            "people",
            N_("People"),
            "users",
            Permission.PERSON_READ,
            "caseapp.features.people.pages:PeoplePage",
            20,
        ),
        PageSpec(
            "duplicates",
            N_("Duplicates"),
            "users",
            Permission.PERSON_MERGE,
            f"{PAGES}:DuplicatesPage",
            75,
            "office",
        ),
        PageSpec(
            "compare",
            N_("Compare two records"),
            "users",
            Permission.PERSON_READ,
            f"{PAGES}:ComparePage",
            76,
            "hidden",
        ),
    ),
    tellers=(("household_member", "caseapp.features.people.households:told"),),
    papers=(
        PaperSpec(
            "consent-form",
            N_("Consent form"),
            Permission.PRINT,
            "caseapp.features.people.documents:ConsentPaper",
            "person",
        ),
    ),
)
