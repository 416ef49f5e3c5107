"""What stands between a line and the one before it."""

from filing_sections.joints import N_JOINTS, joints
from filing_sections.lines import Lines
from filing_sections.tokens import Tokens


def of(text: str) -> list[int]:
    return joints(Tokens(Lines.from_text(text))).tolist()


def test_a_sentence_that_goes_on_differs_from_a_new_part() -> None:
    first, goes_on, after_stop, after_blank = of("The report of\nthe Company.\nItem 1\n\nItem 2")[:4]
    assert len({goes_on, after_stop, after_blank}) == 3
    assert first == of("\n\nThe report of")[0]


def test_rules_and_tags_are_told_on_both_sides() -> None:
    plain, rule, behind_rule, tag, behind_tag = of("Item 1\nItem 2\n-----\nItem 3\n<PAGE>\nItem 4")[1:]
    assert [joint % 3 for joint in (plain, rule, behind_rule, tag, behind_tag)] == [0, 1, 1, 2, 2]


def test_any_text_has_a_joint_a_line() -> None:
    assert of("") == []
    assert of("\n \n") == []
    found = of("“A”\n\tb\n§\n\x0c\n…\n<")
    assert len(found) == 5
    assert all(0 <= joint < N_JOINTS for joint in found)
