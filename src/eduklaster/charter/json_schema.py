"""The JSON Schema of charters, for editors that complete and check YAML while it is written."""

from __future__ import annotations

from typing import Any

from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue
from pydantic_core import core_schema

from .keys import KEYS, KeySpec
from .schema import Charter

_YAML_TYPES: dict[str, dict[str, Any]] = {
    "text": {"type": "string"},
    "chain": {"type": "string"},
    "count": {"type": "integer", "minimum": 0},
    "bool": {"type": "boolean"},
    "threshold": {"type": "string", "pattern": r"^(all|(more than|at least) \d+( ?/ ?\d+|%)?)$"},
    "period": {"type": "string", "pattern": r"^(immediately|\d+ ((clear )?(working )?day|month|year)s?)$"},
    "day": {"type": "string", "pattern": r"^\d\d-\d\d$"},
    "day_list": {"type": "array", "items": {"type": "string", "pattern": r"^\d\d-\d\d$"}},
    "text_list": {"type": "array", "items": {"type": "string"}},
    "party_list": {"type": "array", "items": {"type": "string"}},
    "class_counts": {"type": "object", "additionalProperties": {"type": "integer", "minimum": 0}},
}


class _Generator(GenerateJsonSchema):
    """Writes thresholds and periods as the strings that a charter holds."""

    def is_instance_schema(self, schema: core_schema.IsInstanceSchema) -> JsonSchemaValue:
        return {"type": "string"}


def _value_schema(spec: KeySpec) -> dict[str, Any]:
    match spec.type:
        case "choice":
            return {"enum": list(spec.choices)}
        case "choice_list":
            return {"type": "array", "items": {"enum": list(spec.choices)}}
        case _:
            return dict(_YAML_TYPES[spec.type])


def charter_schema() -> dict[str, Any]:
    """Return the JSON Schema (2020-12) of a charter file, every rule key with its type and title."""
    schema = Charter.model_json_schema(by_alias=True, schema_generator=_Generator)
    schema["$schema"] = "https://json-schema.org/draft/2020-12/schema"
    schema["title"] = "Charter of an educational cluster"
    definitions = schema["$defs"]
    rule = definitions["RuleValue"]
    rules: dict[str, Any] = {"type": "object", "additionalProperties": False, "properties": {}}
    for spec in KEYS.values():
        typed = {
            **rule,
            "title": spec.title.en,
            "description": f"{spec.why.en} Default {spec.code}: {spec.raw_default}",
            "properties": {**rule["properties"], "value": _value_schema(spec)},
        }
        rules["properties"][spec.key] = {"anyOf": [typed, {"type": "array", "items": typed}]}
    definitions["Rules"] = rules
    for part in [schema, *definitions.values()]:
        if "rules" in part.get("properties", {}):
            part["properties"]["rules"] = {"$ref": "#/$defs/Rules"}
    return schema
