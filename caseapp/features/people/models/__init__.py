"""The tables of people."""

from caseapp.features.people.models.around import (
    Attachment,
    IdentityDocument,
    PersonPhone,
    Photo,
    SpecialAnswer,
)
from caseapp.features.people.models.choices import (
    ConsentBy,
    ConsentMethod,
    Difficulty,
    HereAs,
    HouseholdStep,
    Proof,
    ReturnKind,
    SafeToCall,
    Sex,
)
from caseapp.features.people.models.deciding import EmergencyOpening, MatchWeights, Merge, NotTheSame
from caseapp.features.people.models.household import Household, HouseholdEvent, HouseholdMember
from caseapp.features.people.models.person import OF_PERSON, Consent, OfPerson, Person
from caseapp.features.people.models.twice import DuplicatePair, DuplicateReview

__all__ = [
    "OF_PERSON", "Attachment", "Consent", "ConsentBy", "ConsentMethod", "Difficulty", "DuplicatePair",
    "DuplicateReview", "EmergencyOpening", "HereAs", "Household", "HouseholdEvent", "HouseholdMember",
    "HouseholdStep", "IdentityDocument", "MatchWeights", "Merge", "NotTheSame", "OfPerson", "Person",
    "PersonPhone", "Photo", "Proof", "ReturnKind", "SafeToCall", "Sex", "SpecialAnswer",
]  # fmt: skip
