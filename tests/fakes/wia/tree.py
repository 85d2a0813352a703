"""The objects: what a client sees of Windows' scanners, under the names that Microsoft gave them."""
# ruff: noqa: N802

from __future__ import annotations

import io
import json
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from PIL import Image, ImageDraw

DISP_E_EXCEPTION = -2147352567
E_INVALIDARG = 0x80070057
E_ACCESSDENIED = 0x80070005
PAPER_EMPTY = 0x80210003
SCANNER = r"{6BDD1FC6-810F-11D0-BEC7-08002BE2092F}\0001"
BED = (8500, 11700)
SHEET = (8500, 14000)
BMP = "{B96B3CAB-0728-11D3-9D7B-0000F81EF32E}"
RANGE, LIST, FLAG = 1, 2, 3


class ComError(Exception):
    """As comtypes raises it (`_ctypes.COMError`): result, text, details."""

    def __init__(self, scode: int, said: str = "") -> None:
        self.hresult = DISP_E_EXCEPTION
        self.text = "Exception occurred."
        self.details = (said, "WIA.Device.1", None, 0, scode - 0x1_0000_0000)
        super().__init__(self.hresult, self.text, self.details)


@dataclass
class State:
    """How the scanner stands; kept in a file, so that a test can change it while the driver's process runs.

    Attributes:
        sheets: in the feeder.
        error: the next transfers fail with this number; 0 for none.
        status: what is added to the status of the feeder.
        hangs: transfers never end.
        page_s: how long a transfer takes.
        is_there: whether it is connected.
        given: sides given so far.
        has_feeder: else it has a glass alone.
    """

    sheets: int = 0
    error: int = 0
    status: int = 0
    hangs: bool = False
    page_s: float = 0.0
    is_there: bool = True
    given: int = 0
    has_feeder: bool = True

    @classmethod
    def read(cls, path: Path) -> State:
        return cls(**json.loads(path.read_text()))

    def write(self, path: Path) -> None:
        path.write_text(json.dumps(asdict(self)))


class Collection:
    """Counts from 1."""

    def __init__(self, members: Sequence[Any]) -> None:
        self._members = members

    @property
    def Count(self) -> int:
        return len(self._members)

    def Item(self, index: int) -> Any:
        if not 1 <= index <= len(self._members):
            raise ComError(E_INVALIDARG)
        return self._members[index - 1]


class Property:
    """One property; `watch` is called when it was set."""

    IsVector = False

    def __init__(
        self,
        number: int,
        name: str,
        value: Any,
        *,
        limits: Callable[[], tuple[int, int, int]] | None = None,
        choices: Sequence[int] = (),
        flags: int = 0,
        is_read_only: bool = False,
        watch: Callable[[], None] = lambda: None,
    ) -> None:
        self.PropertyID, self.Name, self.IsReadOnly = number, name, is_read_only
        self._value, self._limits, self._choices, self._flags, self._watch = value, limits, choices, flags, watch
        self.SubType = RANGE if limits else LIST if choices else FLAG if flags else 0

    @property
    def Value(self) -> Any:
        return self._value() if callable(self._value) else self._value

    @Value.setter
    def Value(self, to: Any) -> None:
        if self.IsReadOnly:
            raise ComError(E_ACCESSDENIED)
        if not isinstance(to, int) or not self._takes(to):
            raise ComError(E_INVALIDARG)
        self._value = to
        self._watch()

    def _takes(self, value: int) -> bool:
        if self._limits:
            low, high, step = self._limits()
            return low <= value <= high and (value - low) % step == 0
        return value in self._choices if self._choices else not self._flags or value & ~self._flags == 0

    def reset(self, to: int) -> None:
        """The driver's own change."""
        self._value = to

    def _limit(self, position: int) -> int:
        if self._limits is None:
            raise ComError(0x80004001)
        return self._limits()[position]

    @property
    def SubTypeMin(self) -> int:
        return self._limit(0)

    @property
    def SubTypeMax(self) -> int:
        return self._limit(1)

    @property
    def SubTypeStep(self) -> int:
        return self._limit(2)

    @property
    def SubTypeValues(self) -> Collection:
        return Collection(self._choices)


class Properties:
    """Found by name, or by number as a string."""

    def __init__(self, members: Sequence[Property]) -> None:
        self._members = {**{each.Name: each for each in members}, **{str(each.PropertyID): each for each in members}}

    def Exists(self, index: str) -> bool:
        return index in self._members

    def Item(self, index: str) -> Property:
        if index not in self._members:
            raise ComError(0x80210067)
        return self._members[index]


class Vector:
    def __init__(self, data: bytes) -> None:
        self.BinaryData = bytearray(data)  # as comtypes gives it when it is asked for arrays


class ImageFile:
    FileExtension = "bmp"

    def __init__(self, data: bytes) -> None:
        self.FileData = Vector(data)


class Device:
    """A flatbed with a feeder that reads both sides."""

    def __init__(self, state: Path) -> None:
        self._state = state
        self.Type = 1
        capabilities = 0x07 if State.read(state).has_feeder else 0x02
        self.Properties = Properties(
            [
                Property(3074, "Horizontal Bed Size", BED[0], is_read_only=True),
                Property(3075, "Vertical Bed Size", BED[1], is_read_only=True),
                Property(3076, "Horizontal Sheet Feed Size", SHEET[0], is_read_only=True),
                Property(3077, "Vertical Sheet Feed Size", SHEET[1], is_read_only=True),
                Property(3086, "Document Handling Capabilities", capabilities, is_read_only=True),
                Property(3087, "Document Handling Status", self._status, is_read_only=True),
                Property(3088, "Document Handling Select", 2, flags=0x07),
                Property(3096, "Pages", 1, limits=lambda: (0, 100, 1)),
                Property(3100, "Preview", 0, choices=(0, 1)),
            ]
        )
        self.Items = Collection([Item(self, state)])

    def _status(self) -> int:
        state = State.read(self._state)
        return (0x01 if state.sheets else 0) | 0x02 | state.status

    @property
    def selected(self) -> int:
        return int(self.Properties.Item("3088").Value)

    @property
    def size(self) -> tuple[int, int]:
        return SHEET if self.selected & 1 else BED


class Item:
    """What is scanned: its properties depend on each other as the documents have it."""

    def __init__(self, device: Device, state: Path) -> None:
        self._device, self._state = device, state
        self.Properties = Properties(
            [
                Property(4103, "Data Type", 3, choices=(0, 2, 3)),
                Property(6146, "Current Intent", 0, flags=0x3000F, watch=self._intend),
                Property(6147, "Horizontal Resolution", 150, choices=(75, 100, 150, 200, 300, 600), watch=self._fit),
                Property(6148, "Vertical Resolution", 150, choices=(75, 100, 150, 200, 300, 600), watch=self._fit),
                Property(6149, "Horizontal Start Position", 0, limits=lambda: self._places(0)),
                Property(6150, "Vertical Start Position", 0, limits=lambda: self._places(1)),
                Property(6151, "Horizontal Extent", 1275, limits=lambda: self._extents(0)),
                Property(6152, "Vertical Extent", 1755, limits=lambda: self._extents(1)),
            ]
        )

    def _get(self, number: int) -> int:
        return int(self.Properties.Item(str(number)).Value)

    def _pixels(self, axis: int) -> int:
        return self._device.size[axis] * self._get(6147 + axis) // 1000

    def _places(self, axis: int) -> tuple[int, int, int]:
        return 0, self._pixels(axis) - self._get(6151 + axis), 1

    def _extents(self, axis: int) -> tuple[int, int, int]:
        return 1, self._pixels(axis) - self._get(6149 + axis), 1

    def _intend(self) -> None:
        """The intent sets data type, resolution and extent to what fits it."""
        intent = self._get(6146)
        self.Properties.Item("4103").reset({1: 3, 2: 2, 4: 0}.get(intent & 0x0F, 3))
        for number in ("6147", "6148"):
            self.Properties.Item(number).reset(150)
        self._fit()

    def _fit(self) -> None:
        """Another resolution makes places and extents new ones: the whole."""
        for axis in (0, 1):
            self.Properties.Item(str(6149 + axis)).reset(0)
            self.Properties.Item(str(6151 + axis)).reset(self._pixels(axis))

    def Transfer(self, format_id: str = BMP) -> ImageFile:
        if format_id != BMP:
            raise ComError(E_INVALIDARG)
        state = State.read(self._state)
        while state.hangs:
            time.sleep(0.05)
        if state.error:
            raise ComError(state.error)
        if self._device.selected & 1:
            if not state.sheets:
                raise ComError(PAPER_EMPTY)
            both = bool(self._device.selected & 4)
            state.given += 1
            if not both or state.given % 2 == 0:
                state.sheets -= 1
            state.write(self._state)
        time.sleep(state.page_s)
        return ImageFile(self._picture(state.given))

    def _picture(self, number: int) -> bytes:
        left, top, width, height = (self._get(number) for number in (6149, 6150, 6151, 6152))
        dpi, kind = self._get(6147), self._get(4103)
        sheet = Image.new("RGB", (left + width, top + height), (250, 250, 248))
        draw = ImageDraw.Draw(sheet)
        for mm in range(5, 300, 15):
            at = mm * dpi / 25.4
            draw.rectangle(
                (at, at * 0.7, at + dpi * 0.35, at * 0.7 + dpi * 0.2), fill=(200, 30 + 9 * (number % 20), 40)
            )
            draw.rectangle((at * 0.5, at, at * 0.5 + dpi * 0.1, at + dpi * 0.3), fill=(20, 60, 160))
        shown = sheet.crop((left, top, left + width, top + height)).convert({0: "1", 2: "L", 3: "RGB"}[kind])
        file = io.BytesIO()
        shown.save(file, "BMP", dpi=(dpi, dpi))
        return file.getvalue()


class DeviceInfo:
    def __init__(self, number: str, name: str, kind: int, connect: Callable[[], Device]) -> None:
        self.DeviceID, self.Type, self._connect = number, kind, connect
        self.Properties = Properties(
            [
                Property(7, "Name", name, is_read_only=True),
                Property(6, "Port", r"\\.\Usbscan0", is_read_only=True),
            ]
        )

    def Connect(self) -> Device:
        return self._connect()


class DeviceManager:
    """`WIA.DeviceManager`."""

    def __init__(self, state: Path) -> None:
        self._state = state

    @property
    def DeviceInfos(self) -> Collection:
        camera = DeviceInfo(r"{6BDD1FC6}\0000", "Specimen camera", 2, self._never)
        scanner = DeviceInfo(SCANNER, "Specimen Flatbed 3", 1, self._connected)
        return Collection([camera, *([scanner] if State.read(self._state).is_there else [])])

    def _connected(self) -> Device:
        return Device(self._state)

    def _never(self) -> Device:
        raise ComError(0x80210006)
