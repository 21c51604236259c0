"""Which field of which kind has which policy (spec/merge.md#kinds)."""
from __future__ import annotations

KINDS = {
    "fieldNote": {
        "keepAll": ["title"], "text": ["body"],
        "latest": ["area", "place", "observedOn", "followUpOn", "followUpDone"],
        "union": ["themes", "attachments"],
        "strictest signal": ["signal"], "strictest visibility": ["visibility"]},
    "successStory": {
        "keepAll": ["title", "outcome", "evidence"], "text": ["summary", "body", "lessons"],
        "latest": ["period", "area", "contact"],
        "union": ["successFactors", "needs", "barriers", "partners", "themes", "attachments"],
        "strictest visibility": ["visibility"]},
    "connectorProfile": {
        "keepAll": ["name", "contact"], "text": ["mandate"], "latest": ["role", "availability"],
        "union": ["organisations", "expertise", "areas", "languages", "stories"],
        "strictest consent": ["consent"], "strictest visibility": ["visibility"]},
}

POLICIES = {kind: {field: policy for policy, fields in table.items() for field in fields}
            for kind, table in KINDS.items()}


def policy(field: str, kind: str | None) -> str:
    """What nobody knows keeps all."""
    return POLICIES.get(kind, {}).get(field, "keepAll")


def is_known(field: str, kind: str | None) -> bool:
    return field in POLICIES.get(kind, {})
