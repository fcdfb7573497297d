"""The office itself: its letterhead and numbers, who works here and in which role, keys, backups, journal."""

from caseapp.core.i18n import N_
from caseapp.core.permissions import Permission
from caseapp.core.registry import Feature, PageSpec

HERE = "caseapp.features.office"

FEATURE = Feature(
    code="office",
    models=f"{HERE}.models",
    pages=(
        PageSpec("settings", N_("Settings"), "settings", Permission.OWN_WORK, f"{HERE}.pages.settings:SettingsPage",
                 200, "foot"),
    ),
)  # fmt: skip
