"""Telephone numbers: checked softly against the numbering plans (libphonenumber), kept in the international form."""

from __future__ import annotations

from caseapp.core.i18n import _, n_

# National mobile length without the trunk zero; only to word the message, the plan itself is the library's.
_LENGTH = {"LS": 8, "KE": 9, "ZA": 9, "ET": 9}
_NATION = {"LS": "Lesotho", "KE": "Kenya", "ZA": "South Africa", "SO": "Somalia", "ET": "Ethiopia"}


def understand(typed: str, country: str) -> str:
    """The number in E.164 (`+26650123456`) as dialled from `country`. Raises ValueError with the sentence to show."""
    import phonenumbers  # ~60 ms of metadata: only when somebody types a number

    try:
        number = phonenumbers.parse(typed, country)
    except phonenumbers.NumberParseException as error:
        raise ValueError(
            _("This is not a telephone number. Use digits, or + and the country code.")
        ) from error
    if not phonenumbers.is_possible_number(number) or not phonenumbers.is_valid_number(number):
        region = phonenumbers.region_code_for_country_code(number.country_code or 0)
        raise ValueError(_problem(str(number.national_number), region))
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def _problem(national: str, country: str) -> str:
    expected, nation = _LENGTH.get(country), _(_NATION.get(country, country))
    if expected and len(national) < expected:
        short = expected - len(national)
        return n_(
            "{count} digit short for {nation}.", "{count} digits short for {nation}.", short, nation=nation
        )
    if expected and len(national) > expected:
        over = len(national) - expected
        return n_(
            "{count} digit too many for {nation}.",
            "{count} digits too many for {nation}.",
            over,
            nation=nation,
        )
    return _("No number in {nation} looks like this. Please check the digits.").format(nation=nation)


def shown(e164: str) -> str:
    """Grouped for reading: `+266 5012 3456`. What is not a number is shown as it is."""
    import phonenumbers

    try:
        number = phonenumbers.parse(e164, None)
    except phonenumbers.NumberParseException:
        return e164
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.INTERNATIONAL)
