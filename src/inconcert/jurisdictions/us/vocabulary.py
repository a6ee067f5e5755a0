"""OFAC's own words in its XML files, each with ours: a word that is not here is refused."""

from __future__ import annotations

from inconcert.model.vocabulary import Kind, NameRole, RelationKind

KINDS = {"Individual": Kind.PERSON, "Entity": Kind.ENTITY, "Vessel": Kind.VESSEL, "Aircraft": Kind.AIRCRAFT}

ALIAS_ROLES = {"A.K.A.": NameRole.ALIAS, "F.K.A.": NameRole.FORMER, "N.K.A.": NameRole.ALIAS}

SCRIPTS = {
    "Arabic": "Arab",
    "Armenian": "Armn",
    "Chinese Simplified": "Hans",
    "Chinese Traditional": "Hant",
    "Cyrillic": "Cyrl",
    "Georgian": "Geor",
    "Greek": "Grek",
    "Hangul": "Hang",
    "Hebrew": "Hebr",
    "Japanese": "Jpan",
    "Korean": "Kore",
    "Latin": "Latn",
}

RELATIONS = {
    "Acting for or on behalf of": RelationKind.ACTING_FOR,
    "Associate Of": RelationKind.ASSOCIATE,
    "Family member of": RelationKind.FAMILY,
    "Leader or official of": RelationKind.LEADER_OF,
    "Owned or Controlled By": RelationKind.OWNED_BY,
    "Owns, controls, or operates": RelationKind.OWNS,
    "Principal Executive Officer": RelationKind.LEADER_OF,
    "Property in the interest of": RelationKind.OWNED_BY,
    "Providing support to": RelationKind.SUPPORTS,
    "playing a significant role in": RelationKind.OTHER,
}
