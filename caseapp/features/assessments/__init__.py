"""Assessments: questionnaires answered, scored from their raw answers, with advice. Sealed ones belong to MHPSS."""

from caseapp.core.i18n import N_
from caseapp.core.permissions import Permission
from caseapp.core.registry import CardSpec, CommandSpec, Feature, PageSpec, TabSpec

HERE = "caseapp.features.assessments"

FEATURE = Feature(
    code="assessments",
    models=f"{HERE}.models",
    pages=(
        PageSpec("assess", N_("Assessment"), "clipboard-check", Permission.ASSESSMENT_WRITE, f"{HERE}.pages:AssessPage",
                 32, "hidden"),
        PageSpec("questionnaires", N_("Questionnaires"), "clipboard-list", Permission.OFFICE_READ,
                 f"{HERE}.pages:QuestionnairesPage", 75, "office"),
    ),
    tabs=(
        TabSpec("assessments", N_("Assessments"), Permission.ASSESSMENT_READ, f"{HERE}.pages:AssessmentsTab", 20,
                count=f"{HERE}.queries:count"),
    ),
    cards=(CardSpec("survey-rounds", Permission.ASSESSMENT_READ, f"{HERE}.pages:RoundsCard", 2, 5),),
    tellers=(("assessment", f"{HERE}.queries:told"),),
    on_open=(f"{HERE}.library:use_office",),
    commands=(
        CommandSpec("assessment", N_("Assessment"), Permission.ASSESSMENT_WRITE, f"{HERE}.pages:take_assessment", 15),
    ),
)  # fmt: skip
