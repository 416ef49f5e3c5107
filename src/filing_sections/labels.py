"""The labels: five for lines, five for entities. `data/GUIDELINES.md` says what each means."""

from enum import StrEnum


class Label(StrEnum):
    """What part of a filing a line belongs to. Their order is the order of the classifier's columns."""

    COVER = "cover"
    SIGNATURE = "signature"
    EXHIBIT = "exhibit"
    BOILERPLATE = "boilerplate"
    BODY = "body"


class EntityLabel(StrEnum):
    """What a marked span of text names."""

    PERSON = "PERSON"
    ORG = "ORG"
    TITLE = "TITLE"
    DATE = "DATE"
    ADDRESS = "ADDRESS"


LABELS: tuple[Label, ...] = tuple(Label)
ENTITY_LABELS: tuple[EntityLabel, ...] = tuple(EntityLabel)
