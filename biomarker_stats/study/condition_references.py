"""What must hold of a condition, given the table it is put to."""

from collections.abc import Iterable, Iterator, Mapping

from biomarker_stats.errors import Violation
from biomarker_stats.study.faults import fault
from biomarker_stats.study.manifest import Column, Condition, ScaleSpec, TableSpec
from biomarker_stats.study.symbols import canonical_symbols, skeleton
from biomarker_stats.terms import did_you_mean


def condition_violations(
    conditions: Iterable[Condition], table: TableSpec, scales: Mapping[str, ScaleSpec], file: str, label: str
) -> Iterator[Violation]:
    """Yield a Violation for each column, kind of value or level that a condition gets wrong."""
    for number, condition in enumerate(conditions, start=1):
        place = f"{label}[{number}]"
        column = table.columns.get(condition.column)
        if column is None:
            remedy = did_you_mean(condition.column, table.columns)
            yield fault("is not a column of the table", remedy, file, f"{place}.column", condition.column)
            continue
        for message, remedy, value in _faults(condition, column, scales):
            yield fault(message, remedy, file, place, value)


_Fault = tuple[str, str, str | None]


def _faults(condition: Condition, column: Column, scales: Mapping[str, ScaleSpec]) -> Iterator[_Fault]:
    bounds = [bound for bound in (condition.at_least, condition.at_most) if bound is not None]
    listed = [values for values in (condition.is_in, condition.not_in) if values is not None]
    numeric = column.type in {"integer", "number"}
    if not bounds and not listed:
        yield "says nothing about its column", "add in, not_in, at_least or at_most", condition.column
    if bounds and not numeric:
        message = f"has at_least or at_most on a column of type {column.type}"
        yield message, "use in or not_in, or choose a column of numbers", condition.column
    if len(bounds) == 2 and bounds[0] > bounds[1]:
        yield f"asks for at least {bounds[0]} and at most {bounds[1]}", "exchange them", condition.column
    for values in listed:
        if not values:
            yield "lists no value", "list at least one", condition.column
        for value in values:
            if isinstance(value, str) == numeric:
                wanted = "a number, without quotes" if numeric else "text, in quotes"
                yield (
                    f"must be {wanted}: column {condition.column!r} is of type {column.type}",
                    "write it so",
                    str(value),
                )
            else:
                yield from _unknown(value, column, scales)


def _unknown(value: str | float, column: Column, scales: Mapping[str, ScaleSpec]) -> Iterator[_Fault]:
    if not isinstance(value, str):
        return
    if column.levels and value not in column.levels:
        yield "is not a level of the column", did_you_mean(value, column.levels), value
    scale = scales.get(column.scale or "")
    if scale is not None and skeleton(value) not in canonical_symbols(scale):
        yield "is not a symbol of the scale", f"known: {', '.join((*scale.levels, *scale.mixed))}", value
