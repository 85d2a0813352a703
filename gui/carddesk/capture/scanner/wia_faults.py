"""The errors of Windows Image Acquisition, and what each means for a person. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from carddesk.capture.scanner.driver_trouble import DriverTrouble
from carddesk.capture.scanner.troubles import Trouble

PAPER_EMPTY: Final = 0x80210003

_TROUBLES: Final[Mapping[int, Trouble]] = {
    0x80210002: "feeder_jam",  # WIA_ERROR_PAPER_JAM
    PAPER_EMPTY: "feeder_empty",
    0x80210004: "feeder_jam",  # WIA_ERROR_PAPER_PROBLEM
    0x80210005: "scanner_gone",  # WIA_ERROR_OFFLINE
    0x80210006: "scanner_busy",  # WIA_ERROR_BUSY
    0x80210007: "scanner_busy",  # WIA_ERROR_WARMING_UP
    0x80210009: "scanner_gone",  # WIA_ERROR_ITEM_DELETED
    0x8021000A: "scanner_gone",  # WIA_ERROR_DEVICE_COMMUNICATION
    0x8021000C: "scanner_wish",  # WIA_ERROR_INCORRECT_HARDWARE_SETTING
    0x8021000D: "scanner_busy",  # WIA_ERROR_DEVICE_LOCKED
    0x80210015: "scanner_gone",  # WIA_S_NO_DEVICE_AVAILABLE
    0x80210016: "cover_open",  # WIA_ERROR_COVER_OPEN
    0x80210019: "scanner_busy",  # WIA_ERROR_NETWORK_RESERVATION_FAILED
    0x80210020: "feeder_jam",  # WIA_ERROR_MULTI_FEED
    0x80070005: "scanner_denied",  # E_ACCESSDENIED
    0x80070057: "scanner_wish",  # E_INVALIDARG
    0x800706BA: "scanner_gone",  # RPC_S_SERVER_UNAVAILABLE
    0x800706BE: "scanner_gone",  # RPC_S_CALL_FAILED
}


def trouble(error: Exception) -> DriverTrouble:
    """What an error of COM means; one that is not known is a fault, with its number.

    Called through `IDispatch`, an object answers DISP_E_EXCEPTION, and the number that matters stands in the details
    (comtypes: description, source, help file, help context, `scode`).
    """
    numbers = list(_numbers(error))
    known = next((number for number in numbers if number in _TROUBLES), None)
    number = known if known is not None else numbers[-1] if numbers else 0
    return DriverTrouble(_TROUBLES.get(number, "scanner_fault"), f"0x{number:08X}")


def is_paper_empty(error: Exception) -> bool:
    """Whether it only says that the feeder has given its last sheet."""
    return PAPER_EMPTY in _numbers(error)


def _numbers(error: Exception) -> Iterator[int]:
    """Every result that the error carries; comtypes gives them as signed numbers."""
    details: Any = getattr(error, "details", None)
    scode = details[-1] if isinstance(details, tuple) and details else None
    for number in (getattr(error, "hresult", None), scode):
        if isinstance(number, int) and number:
            yield number & 0xFFFFFFFF
