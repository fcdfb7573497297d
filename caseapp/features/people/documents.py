"""The consent form: read aloud in the person's language, ticked purpose by purpose, signed or thumb-printed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from caseapp.core import codes, dates, text
from caseapp.core.i18n import N_, _
from caseapp.core.permissions import Permission
from caseapp.documents import kit
from caseapp.features.people.consents import EXPLAINED, TEXT_VERSION
from caseapp.features.people.views import ConsentView, PersonView, place_name

Subject = tuple[PersonView, ConsentView | None]


class ConsentPaper(kit.Document[Subject]):
    """Filled with what is on file; blank where nothing is, to be filled by hand."""

    code: ClassVar[str] = "consent-form"
    title: ClassVar[str] = N_("Consent form")
    requires: ClassVar[Permission] = Permission.PERSON_READ
    about: ClassVar[str] = "person"
    levels = (kit.Redaction.INTERNAL,)

    def story(self, subject: Subject, level: kit.Redaction) -> Iterator[kit.Block]:
        person, consent = subject
        yield kit.Title(person.name, over=_("Consent"), under=self._under(person))
        yield kit.Grid(self._known(person))
        yield kit.Heading(_("What was explained"))
        yield kit.Note(
            *(_(line) for line in EXPLAINED),
            lead=_("Read aloud in the person's language. Leave time for questions."),
        )
        yield kit.Heading(_("I agree that what I tell may be used for"))
        chosen = consent.purposes if consent else ()
        yield kit.TickGrid(
            [(c.shown(), c.code in chosen) for c in codes.codes("consent_purposes")], columns=2
        )
        yield kit.Heading(_("How it was given"))
        yield kit.Grid(self._given(consent))
        yield kit.Signatures(*self._signatures(person, consent))

    def _under(self, person: PersonView) -> str:
        return " · ".join((person.sex.shown(), person.birth_date.shown(), person.here_as.shown()))

    def _known(self, person: PersonView) -> list[kit.Entry]:
        return [
            kit.Entry(_("Number"), person.number),
            kit.Entry(_("Identity document"), text.masked(person.id_number) if person.id_number else ""),
            kit.Entry(_("Place"), ", ".join(filter(None, (person.village, place_name(person.place)))), 2),
        ]

    def _given(self, consent: ConsentView | None) -> list[kit.Entry]:
        language = codes.label("languages", consent.language) if consent and consent.language else ""
        return [
            kit.Entry(_("How"), consent.method.shown() if consent else ""),
            kit.Entry(_("Explained in"), language),
            kit.Entry(_("Interpreter"), (consent.interpreter or "") if consent else ""),
            kit.Entry(_("Given on"), dates.day(consent.given_on) if consent else ""),
            kit.Entry(_("Ends on"), dates.day(consent.expires_on) if consent else ""),
            kit.Entry(_("Given by"), self._by(consent)),
            kit.Entry(_("Text read aloud"), _("version {number}").format(number=self._version(consent))),
            kit.Entry(_("Agencies named"), (consent.partners or "") if consent else "", 4),
        ]

    def _by(self, consent: ConsentView | None) -> str:
        if consent is None or consent.given_by is None:
            return ""
        return ", ".join(filter(None, (consent.given_by.shown(), consent.guardian)))

    def _version(self, consent: ConsentView | None) -> str:
        """Of the text this consent was given to; of the text above when the paper is still to be filled in."""
        return (consent.text_version or "1") if consent else TEXT_VERSION

    def _signatures(self, person: PersonView, consent: ConsentView | None) -> list[kit.Signature]:
        witness = (consent.witness or "") if consent else ""
        return [
            kit.Signature(person.name, _("Person or guardian"), thumbprint=True),
            kit.Signature("", _("Member of staff who explained it")),
            kit.Signature(witness, _("Witness or interpreter")),
        ]
