"""As much of JSON Schema (draft 2020-12) as vectors/schema.json uses."""
from __future__ import annotations

import re

TYPES = {"object": dict, "array": list, "string": str, "integer": int, "boolean": bool}


def faults(value, schema: dict, root: dict | None = None, place: str = "") -> list[str]:
    """Where `value` is not as `schema` says; unknown keywords are an error of this program."""
    root, found = root or schema, []
    for keyword, rule in schema.items():
        found += KEYWORDS[keyword](value, rule, schema, root, place)
    return found


def reference(value, rule, _, root, place):
    target = root
    for part in rule.removeprefix("#/").split("/"):
        target = target[part]
    return faults(value, target, root, place)


def kind(value, rule, _, __, place):
    is_type = isinstance(value, TYPES[rule]) and (rule != "integer" or not isinstance(value, bool))
    return [] if is_type else [f"{place or '/'} is not of type {rule}"]


def required(value, rule, _, __, place):
    return [f"{place}/{name} is missing" for name in rule if name not in value]


def properties(value, rule, _, root, place):
    return [fault for name, each in rule.items() if isinstance(value, dict) and name in value
            for fault in faults(value[name], each, root, f"{place}/{name}")]


def additional(value, rule, schema, root, place):
    extra = [name for name in value if name not in schema.get("properties", {})]
    if rule is False:
        return [f"{place}/{name} is not known" for name in extra]
    return [fault for name in extra
            for fault in faults(value[name], rule, root, f"{place}/{name}")]


def items(value, rule, _, root, place):
    return [fault for index, each in enumerate(value if isinstance(value, list) else [])
            for fault in faults(each, rule, root, f"{place}/{index}")]


def pattern(value, rule, _, __, place):
    return [] if re.search(rule, value) else [f"{place} does not match {rule}"]


def enum(value, rule, _, __, place):
    return [] if value in rule else [f"{place} is none of {rule}"]


def conditional(value, rule, schema, root, place):
    branch = "else" if faults(value, rule, root, place) else "then"
    return faults(value, schema.get(branch, {}), root, place)


def every(value, rule, _, root, place):
    return [fault for each in rule for fault in faults(value, each, root, place)]


def nothing(*_):
    return []


KEYWORDS = {
    "$schema": nothing, "$id": nothing, "$defs": nothing, "title": nothing, "description": nothing,
    "then": nothing, "else": nothing, "$ref": reference, "type": kind, "required": required,
    "properties": properties, "additionalProperties": additional, "items": items,
    "pattern": pattern, "enum": enum, "if": conditional, "allOf": every,
    "const": lambda value, rule, schema, root, place: enum(value, [rule], schema, root, place),
}
