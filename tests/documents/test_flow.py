"""How blocks fall on pages: nothing lost, nothing twice, no heading alone, slips at the foot."""

import random
import re

import pytest

from caseapp.documents.flow import Flow
from caseapp.documents.kit import (
    Bullets,
    Column,
    Columns,
    Entry,
    Grid,
    Heading,
    Note,
    Outcomes,
    PageBreak,
    Panel,
    Panels,
    Paragraph,
    Segments,
    Signature,
    Signatures,
    Space,
    StampBoxes,
    Table,
    TearOff,
    TickGrid,
    Together,
    Tone,
    WriteLines,
)
from caseapp.documents.style import BODY_BOTTOM, BODY_TOP, MEASURE
from tests.documents.papers import printed, text, texts


def words(prefix, count):
    return " ".join(f"{prefix}{i:04d}" for i in range(count))


def found(pdf, prefix):
    return [int(number) for number in re.findall(rf"{prefix}(\d{{4}})", text(pdf))]


def pages(blocks):
    return Flow().fill(blocks)


@pytest.mark.parametrize(
    "block",
    [
        lambda: Paragraph(words("w", 3000)),
        lambda: Table([Column("A", 20), Column("B", 80)], [[f"w{i:04d}", "x"] for i in range(200)]),
        lambda: Table(
            [Column("A", 20), Column("B", 80)], [["x", words("w", 2500)]]
        ),  # one row over several pages
        lambda: Grid([(f"label {i}", f"w{i:04d}") for i in range(400)]),
        lambda: Grid([Entry("note", words("w", 2500), 4)]),
        lambda: Bullets([f"w{i:04d}" for i in range(150)]),
        lambda: Note(*(f"w{i:04d}" for i in range(150))),
    ],
    ids=["paragraph", "table", "high row", "grid", "high grid", "bullets", "note"],
)
def test_long_blocks_go_over_pages_whole_and_in_order(block):
    pdf = printed([Heading("One"), block(), Paragraph("the end")])
    numbers = found(pdf, "w")
    assert numbers == list(range(len(numbers)))
    assert len(numbers) >= 150
    assert len(texts(pdf)) > 1
    assert text(pdf).count("the end") == 1


def test_table_head_is_repeated():
    pdf = printed([Table([Column("Agency", 1), Column("Outcome", 1)], [[f"r{i}", ""] for i in range(90)])])
    assert all("Agency Outcome" in page for page in texts(pdf))
    assert len(texts(pdf)) == 3


def test_total_stands_last_and_not_alone():
    for rows in range(30, 40):
        pdf = printed([Table([Column("A", 1)], [[f"w{i:04d}"] for i in range(rows)], total=["Together"])])
        last = texts(pdf)[-1]
        assert text(pdf).count("Together") == 1
        assert re.search(r"w\d{4} Together", last)


def test_no_heading_is_left_at_the_foot_of_a_page():
    makers = [
        lambda: Paragraph(words("w", 200)),
        lambda: Paragraph(words("w", 30)),
        lambda: Table([Column("A", 1)], [["x " * 400], ["y"]]),
        lambda: Grid([("a", "b " * 300)] * 6),
        lambda: Note(words("w", 100), words("v", 100)),
        lambda: StampBoxes("a", "b"),
    ]
    dice = random.Random(3)
    for _ in range(60):
        story = []
        for _ in range(20):
            story += [Heading("H", 1), dice.choice(makers)()]
        for page in pages(story):
            assert not isinstance(page[-1].block, Heading)


def test_nothing_overlaps_or_leaves_the_page():
    dice = random.Random(5)
    for _ in range(40):
        story = [Paragraph(words("w", dice.randint(1, 300))) for _ in range(12)]
        story.insert(6, Panels(Panel("A", [Entry("x", "y")]), Panel("B", [Entry("x", "y " * 90, 2)])))
        for page in pages(story):
            bottom = BODY_TOP - 0.01
            for placed in page:
                assert placed.y >= bottom - 0.01
                bottom = placed.y + placed.block.height(MEASURE) * placed.factor
            assert bottom <= BODY_BOTTOM + 0.02


def test_slip_stands_at_the_foot_and_what_follows_begins_a_page():
    slip = TearOff("cut", Outcomes([("yes", False)]), WriteLines([("Name", 0.5), ("Date", 0.5)]))
    first, second = pages([Paragraph("a"), slip, Paragraph("b")])
    assert first[-1].block is slip
    assert first[-1].y + slip.height(MEASURE) == pytest.approx(BODY_BOTTOM)
    assert len(second) == 1


def test_slip_takes_a_new_page_when_there_is_no_room():
    slip = TearOff("cut", WriteLines(*[[("Name", 1.0)]] * 8))
    laid = pages([Paragraph(words("w", 700)), slip])
    assert len(laid) == 2
    assert laid[1][0].block is slip


def test_a_block_higher_than_a_page_is_made_smaller_rather_than_cut():
    options = [(f"w{i:04d}", False) for i in range(240)]
    pdf = printed([TickGrid(options), Paragraph("after")])
    assert sorted(found(pdf, "w")) == list(range(240))
    assert len(texts(pdf)) == 2


def test_page_break_and_space():
    assert len(pages([Paragraph("a"), PageBreak(), Paragraph("b")])) == 2
    assert len(pages([PageBreak(), Paragraph("b"), PageBreak()])) == 1
    (page,) = pages([Space(50), Paragraph("a")])
    assert page[0].y == pytest.approx(BODY_TOP)


def test_an_empty_story_is_one_page():
    assert pages([]) == [[]]
    assert len(texts(printed([]))) == 1


def test_headings_are_counted_without_gaps():
    pdf = printed([Heading("First"), Paragraph("x"), Heading("Second"), Paragraph("y")])
    assert "1 First x 2 Second y" in text(pdf)


def test_empty_answers_are_seen_as_dashes():
    assert "Phone —" in text(printed([Grid([("Phone", "")])]))
    assert "a —" in text(printed([Table([Column("A", 1), Column("B", 1)], [["a", ""]])]))


def test_chips_segments_and_ticks_say_their_word():
    pdf = printed(
        [
            Table(
                [Column("A", 1)],
                [[[("In progress", Tone.BRAND)]], [[("A state far too long for its cell " * 4, Tone.OK)]]],
            ),
            Segments("Priority", ("Routine", "Urgent"), 1),
            TickGrid([("Mental health", True), ("Nutrition", False)]),
        ]
    )
    for word in (
        "In progress",
        "far too long",
        "Priority",
        "Routine",
        "Urgent",
        "Mental health",
        "Nutrition",
    ):
        assert word in text(pdf)


def test_signatures_leave_room_for_a_thumb():
    plain, thumb = Signatures(Signature("A", "Client")), Signatures(Signature("A", "Client", thumbprint=True))
    assert thumb.height(MEASURE) > plain.height(MEASURE) + 20
    assert "Thumbprint" in text(printed([thumb]))
    assert "Thumbprint" not in text(printed([plain]))


def test_columns_and_together_are_as_high_as_their_highest():
    low, high = Paragraph("a"), Paragraph(words("w", 100))
    assert Columns((0.5, [low]), (0.5, [high])).height(400) == pytest.approx(high.height(196))
    assert Together(low, low).height(400) > 2 * low.height(400)
