"""Properties of the automation library's objects: read, and set to the nearest value that they take.

The objects are COM's, or what tests put in their place; an error of COM goes through.
"""

from __future__ import annotations

from typing import Any

from carddesk.capture.scanner.device_values import Range, nearest
from carddesk.capture.scanner.wia_constants import SUBTYPE_LIST, SUBTYPE_RANGE


def value(holder: Any, number: int) -> Any:
    """The value of the property with this number; None where there is none."""
    found = _property(holder, number)
    return None if found is None else found.Value


def allowed(holder: Any, number: int) -> Range | tuple[float, ...] | None:
    """Which values a numeric property takes, as far as it says so."""
    found = _property(holder, number)
    if found is None:
        return None
    if found.SubType == SUBTYPE_RANGE:
        return Range(float(found.SubTypeMin), float(found.SubTypeMax), float(found.SubTypeStep))
    if found.SubType == SUBTYPE_LIST:
        values = found.SubTypeValues
        return tuple(float(values.Item(position)) for position in range(1, values.Count + 1))
    return None


def put(holder: Any, number: int, wanted: float) -> None:
    """Set a numeric property to the nearest value that it takes; one that is not there, or only to be read, is left alone."""
    found = _property(holder, number)
    if found is not None and not found.IsReadOnly:
        found.Value = round(nearest(allowed(holder, number), wanted))


def put_exactly(holder: Any, number: int, wanted: int) -> None:
    """The same for flags, among which nothing is nearest."""
    found = _property(holder, number)
    if found is not None and not found.IsReadOnly:
        found.Value = wanted


def _property(holder: Any, number: int) -> Any:
    properties = holder.Properties
    return properties.Item(str(number)) if properties.Exists(str(number)) else None
