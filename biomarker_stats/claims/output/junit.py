"""Verdicts as JUnit XML: one case a claim, a failure only where a verdict is not the expected one."""

import xml.etree.ElementTree as ET

from biomarker_stats.claims.output.words import lines
from biomarker_stats.claims.verdict import VerdictTable
from biomarker_stats.errors import visible


def junit_xml(table: VerdictTable) -> str:
    """Return the verdicts as a JUnit XML document, as CI systems read it.

    A claim that is contradicted as expected passes: what fails is a verdict, value or flag that moved.

    >>> import biomarker_stats as bs
    >>> junit_xml(bs.verify("carracedo2008")).startswith("<?xml version='1.0' encoding='utf-8'?>")
    True
    """
    changed = [verdict for verdict in table.verdicts if not verdict.as_expected]
    counts = {"tests": str(len(table.verdicts)), "failures": str(len(changed)), "errors": "0", "skipped": "0"}
    root = ET.Element("testsuites", {"name": "biomarker-stats verify", **counts})
    suite = ET.SubElement(root, "testsuite", {"name": _text(table.study_id), **counts})
    properties = ET.SubElement(suite, "properties")
    for name, value in _properties(table):
        ET.SubElement(properties, "property", name=_text(name), value=_text(value))
    for verdict in table.verdicts:
        claim = verdict.claim
        case = ET.SubElement(suite, "testcase", classname=_text(f"{table.study_id}.claims"), name=_text(claim.id))
        told = "\n".join(_text(line) for line in lines(verdict))
        if not verdict.as_expected:
            message = _text("; ".join(verdict.changed))
            ET.SubElement(case, "failure", message=message, type="verdict changed").text = told
        ET.SubElement(case, "system-out").text = told
    ET.indent(root)
    written: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return written.decode("utf-8") + "\n"


def _properties(table: VerdictTable) -> list[tuple[str, str]]:
    found = [(f"sha256 {name}", value) for name, value in table.hashes.items()]
    found += [(f"version {name}", value) for name, value in table.versions.items()]
    found += [("seed", "none" if table.seed is None else str(table.seed)), ("space_hash", table.space_hash)]
    return [*found, ("simulated", "yes")] if table.simulated else found


def _text(text: str) -> str:
    """Return ``text`` without what XML 1.0 cannot hold."""
    return visible(text).replace("\ufffe", "\ufffd").replace("\uffff", "\ufffd")
