"""Files about people: known by their content, small, without camera data, with consent, within limits."""

from __future__ import annotations

import zipfile
from io import BytesIO

import pytest
from PIL import Image

from caseapp.core import contents
from caseapp.core.errors import Invalid, NotFound, PermissionDenied, Refused
from caseapp.data.journal import JournalEntry
from caseapp.features.people import files, service
from caseapp.features.people.models import Attachment

PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF"


def picture(size=(900, 1200), kind="JPEG", place=True):
    raw = BytesIO()
    image = Image.new("RGB", size, "brown")
    exif = image.getexif()
    if place:
        exif[0x010F] = "SpyCam"
        exif.get_ifd(0x8825)[2] = (29.0, 17.0, 1.0)  # GPS
    image.save(raw, kind, **({"exif": exif} if kind == "JPEG" else {}))
    return raw.getvalue()


def archive(*names, mimetype=""):
    raw = BytesIO()
    with zipfile.ZipFile(raw, "w") as made:
        if mimetype:
            made.writestr("mimetype", mimetype)
        for name in names:
            made.writestr(name, "x")
    return raw.getvalue()


@pytest.fixture
def case(make_case):
    return make_case(consent_method="signature", consent_purposes=["case_management", "photo"])


@pytest.fixture
def put(database, caseworker, case):
    def add(data=PDF, kind="identity", title="Identity card", actor=caseworker):
        with database.work(actor) as uow:
            return files.add_file(uow, case.person.id, {"file_title": title, "file_kind": kind}, data)

    return add


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (picture(), contents.JPEG), (picture(kind="PNG"), contents.PNG), (picture(kind="WEBP"), contents.WEBP),
        (PDF, contents.PDF), (archive("word/document.xml"), contents.DOCX), (archive("xl/workbook.xml"), contents.XLSX),
        (archive(mimetype=contents.ODT), contents.ODT), ("Lumela, ’M’e".encode(), contents.TEXT),
        (archive("word/document.xml", "word/vbaProject.bin"), ""), (archive("setup.exe"), ""), (b"MZ\x90\x00\x03", ""),
        (b"\x7fELF\x02", ""), (b"PK\x03\x04 broken", ""), (b"\x00\x01\x02", ""), (b"<html>\x07</html>", ""),
    ],
    ids=["jpeg", "png", "webp", "pdf", "docx", "xlsx", "odt", "text", "macros", "zip", "exe", "elf", "broken", "zero",
         "bell"],
)  # fmt: skip
def test_a_file_is_what_it_holds(data, kind):
    assert contents.media_type(data) == kind


def test_a_picture_is_kept_small_upright_and_bare():
    kept = contents.kept(picture((4000, 3000)))
    image = Image.open(BytesIO(kept.data))
    assert max(image.size) <= contents.SIDE and not image.getexif()
    assert b"SpyCam" not in kept.data and b"GPS" not in kept.data


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "empty"), (b"%PDF-" + b"x" * (20 * 2**20), "20 MB"), (b"MZ\x90\x00", "not kept here"),
        (b"\x00\x00\x00\x18ftypheic\x00", "HEIC"), (b"\xff\xd8\xff\xe0 no picture", "not a picture"),
    ],
)  # fmt: skip
def test_what_is_not_kept_is_said_in_words(data, why):
    with pytest.raises(Invalid) as said:
        contents.kept(data)
    assert why in said.value.problems["file"]


def test_too_many_pixels_are_noticed_before_they_are_drawn(monkeypatch):
    from caseapp.core import pictures

    monkeypatch.setattr(pictures, "MOST_PIXELS", 10_000)
    with pytest.raises(Invalid, match="too many pixels"):
        contents.kept(picture((200, 200)))


def test_a_file_is_kept_shown_and_journalled(database, caseworker, case, put):
    key = put(picture(), "photo", "The house")
    with database.look(caseworker) as uow:
        (line,) = files.files(uow, case.person.id)
        shown = files.content(uow, key)
    assert (line.title, line.media_type, line.shown) == ("The house", contents.JPEG, True)
    assert line.size == len(shown.data) and shown.data.startswith(b"\xff\xd8\xff")
    assert "Mokoena" not in shown.name and shown.name.endswith(".jpg")
    with database.look(caseworker) as uow:
        seen = uow.session.query(JournalEntry).filter_by(action="file.open").one()
        added = uow.session.query(JournalEntry).filter_by(action="file.add").one()
    assert seen.case_id == added.case_id == case.id
    assert "content" not in added.body  # no second copy in the journal


def test_without_consent_nothing_is_kept(database, caseworker, make_case):
    bare = make_case()
    with pytest.raises(Refused, match="no consent"), database.work(caseworker) as uow:
        files.add_file(uow, bare.person.id, {"file_title": "Card", "file_kind": "identity"}, PDF)


def test_each_kind_needs_the_consent_it_names(database, caseworker, case, put):
    with pytest.raises(Refused, match="health"):
        put(kind="medical", title="Clinic card")
    key = put(picture(), "photo", "The house")
    with database.work(caseworker) as uow:
        service.withdraw_consent(uow, case.person.id, {"withdrawn_purposes": ["photo"]})
    with pytest.raises(Refused, match="photo"), database.look(caseworker) as uow:
        files.content(uow, key)
    card = put()
    with pytest.raises(Refused), database.work(caseworker) as uow:
        files.change_file(uow, card, {"file_title": "x", "file_kind": "photo"})


def test_the_same_file_is_kept_once(put):
    put()
    with pytest.raises(Refused, match="already"):
        put(title="Again")


def test_there_is_a_limit_and_it_is_said_in_megabytes(database, caseworker, case, put, monkeypatch):
    from caseapp.core import rules

    monkeypatch.setitem(rules.RULES, "files.person_mb", rules.Rule("files.person_mb", "", 1, "MB", ""))
    put(b"%PDF-" + b"a" * 800_000)
    with pytest.raises(Refused, match="may take 1 MB and take 1 MB"):
        put(b"%PDF-" + b"b" * 800_000)
    with database.look(caseworker) as uow:
        assert files.files_count(uow, case.person.id) == 1


def test_taken_away_means_gone_but_the_reason(database, caseworker, case, put):
    key = put()
    with database.work(caseworker) as uow:
        files.remove_file(uow, key, {"removed_why": "Wrong person"})
    with database.look(caseworker) as uow:
        assert uow.session.get(Attachment, key).content == b""
        (line,) = files.files(uow, case.person.id)
        assert line.removed_why == "Wrong person" and files.room(uow, case.person.id).used == 0
    with pytest.raises(NotFound, match="Wrong person"), database.look(caseworker) as uow:
        files.content(uow, key)
    put()  # and may come again


def test_a_copy_leaves_only_with_the_right_and_a_reason(database, caseworker, supervisor, case, put):
    key = put()
    with pytest.raises(PermissionDenied), database.work(caseworker) as uow:
        files.copy_out(uow, key, {"copy_why": "For the bank"})
    with pytest.raises(Invalid), database.work(supervisor) as uow:
        files.copy_out(uow, key, {})
    with database.work(supervisor) as uow:
        assert files.copy_out(uow, key, {"copy_why": "For the bank"}).data == PDF
    with database.look(supervisor) as uow:
        entry = uow.session.query(JournalEntry).filter_by(action="file.copy").one()
    assert "For the bank" in entry.body


def test_who_sees_no_names_sees_no_files(database, actors, case, put):
    put()
    with pytest.raises(PermissionDenied), database.look(actors["me"]) as uow:
        files.files(uow, case.person.id)


def test_a_photo_taken_away_leaves_no_pixels(database, caseworker, case):
    from caseapp.features.people import queries
    from caseapp.features.people.models import Photo

    with database.work(caseworker) as uow:
        service.set_photo(uow, case.person.id, picture())
        service.remove_photo(uow, case.person.id)
        assert queries.photo(uow, case.person.id) is None
        assert [p.image for p in uow.session.query(Photo)] == [b""]
