"""Checkers for what the paper puts out for machines, from their published schemas."""

import json
import re
from functools import cache
from pathlib import Path

from lxml import etree

KIT = Path(__file__).parent


def atom_faults(content):
    return _faults(etree.RelaxNG, "atom.rng", content)


def sitemap_faults(content):
    return _faults(etree.XMLSchema, "xsd/all.xsd", content)


def sitemap_index_faults(content):
    return _faults(etree.XMLSchema, "xsd/siteindex.xsd", content)


@cache
def _schema(kind, name):
    return kind(etree.parse(KIT / name))


def _faults(kind, name, content):
    schema = _schema(kind, name)
    schema.validate(etree.fromstring(content))
    return [str(error) for error in schema.error_log]


# JSON Feed and ninjs --------------------------------------------------------------

TYPES = {"object": dict, "array": list, "string": str, "boolean": bool, "integer": int}
FORMATS = {
    "uri": re.compile(r"[a-z][a-z0-9+.-]*:[\x21-\x7e]+"),
    "date-time": re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)"),
}


def json_feed_faults(feed):
    return _broken_in("jsonfeed-1.1.schema.json", feed)


def ninjs_faults(item):
    return _broken_in("ninjs-3.1.schema.json", item)


def _broken_in(name, value):
    schema = json.loads((KIT / name).read_text())
    return list(_broken(schema, value, schema, "feed"))


def _broken(rule, value, schema, where):
    """The few words of JSON Schema that these schemas use."""
    if "$ref" in rule:
        rule = schema["$defs"][rule["$ref"].rpartition("/")[2]]
    if "const" in rule and value != rule["const"]:
        yield f"{where} is not {rule['const']}"
    if "type" in rule and not isinstance(value, TYPES[rule["type"]]):
        yield f"{where} is no {rule['type']}"
        return
    if "enum" in rule and value not in rule["enum"]:
        yield f"{where} is none of {rule['enum']}"
    if "minimum" in rule and not rule["minimum"] <= value <= rule["maximum"]:
        yield f"{where} is out of bounds"
    for other in rule.get("allOf", ()):
        yield from _broken(other, value, schema, where)
    if rule.get("additionalProperties") is False:
        unknown = value.keys() - rule["properties"].keys()
        yield from (f"{where} has {name}" for name in sorted(unknown))
    shortest = max(rule.get("minLength", 0), rule.get("minProperties", 0))
    if shortest and len(value) < shortest:
        yield f"{where} is too short"
    if "format" in rule and not FORMATS[rule["format"]].fullmatch(value):
        yield f"{where} is no {rule['format']}"
    yield from (f"{where} lacks {name}" for name in rule.get("required", ()) if name not in value)
    choices = [choice["required"] for choice in rule.get("anyOf", ())]
    if choices and not any(set(names) <= value.keys() for names in choices):
        yield f"{where} lacks one of {choices}"
    for name, inner in rule.get("properties", {}).items():
        if name in value:
            yield from _broken(inner, value[name], schema, f"{where}.{name}")
    for number, item in enumerate(value if "items" in rule else ()):
        yield from _broken(rule["items"], item, schema, f"{where}[{number}]")


# schema.org -----------------------------------------------------------------------


def unknown_terms(node):
    """Types that schema.org does not know, and properties that their type does not have."""
    terms = json.loads((KIT / "schemaorg-terms.json").read_text())
    return sorted(set(_unknown(node, terms)))


def _unknown(node, terms):
    if isinstance(node, list):
        for part in node:
            yield from _unknown(part, terms)
    if not isinstance(node, dict):
        return
    if "@type" in node:
        kinds = terms["types"].get(node["@type"])
        if kinds is None:
            yield node["@type"]
            return
        known = {name for kind in kinds for name in terms["properties"].get(kind, ())}
        yield from (f"{node['@type']}.{n}" for n in node if n[0] != "@" and n not in known)
    for part in node.values():
        yield from _unknown(part, terms)
