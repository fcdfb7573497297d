"""What can be chosen about a person."""

from __future__ import annotations

from caseapp.core.choices import Choice
from caseapp.core.i18n import N_


class Sex(Choice):
    FEMALE = "f", N_("Female")
    MALE = "m", N_("Male")
    OTHER = "other", N_("Other")
    UNDISCLOSED = "undisclosed", N_("Not said")


class HereAs(Choice):
    RETURNEE = "returnee", N_("Returnee")
    COMMUNITY = "community", N_("Community member")


class SafeToCall(Choice):
    YES = "yes", N_("Yes")
    MORNINGS = "mornings", N_("Yes, mornings only")
    EVENINGS = "evenings", N_("Yes, evenings only")
    TEXT = "text", N_("Text messages only")
    NO = "no", N_("No, do not call")


class ReturnKind(Choice):
    VOLUNTARY = "voluntary", N_("Voluntary")
    FORCED = "forced", N_("Forced")
    SPONTANEOUS = "spontaneous", N_("On their own")


class Difficulty(Choice):
    """Answers of the Washington Group Short Set: wording and order as published."""

    NONE = "1", N_("No difficulty")
    SOME = "2", N_("Some difficulty")
    A_LOT = "3", N_("A lot of difficulty")
    CANNOT = "4", N_("Cannot do at all")
    REFUSED = "7", N_("Refused")
    UNKNOWN = "9", N_("Does not know")


class ConsentMethod(Choice):
    SIGNATURE = "signature", N_("Signed")
    THUMBPRINT = "thumbprint", N_("Thumbprint")
    WITNESSED = "witnessed", N_("Said before a witness")


class ConsentBy(Choice):
    """Who is able to agree: a child's own word stands beside that of who looks after it."""

    SELF = "self", N_("The person")
    GUARDIAN = "guardian", N_("Parent or guardian")
    BOTH = "both", N_("Parent or guardian, and the child agrees")


class Proof(Choice):
    """How a document is known."""

    SEEN = "seen", N_("Seen")
    COPIED = "copied", N_("Seen and copied")
    DECLARED = "declared", N_("Only told")


class HouseholdStep(Choice):
    FORMED = "formed", N_("Household written down")
    JOINED = "joined", N_("Joined")
    LEFT = "left", N_("Left")
    SPLIT = "split", N_("Household split")
    NEW_HEAD = "new_head", N_("New head")
