"""Numbers of Windows Image Acquisition that scanning needs, by the names of Microsoft's `WiaDef.h` and of the automation library.

Sources: learn.microsoft.com, "Scanner Device Property Constants", "Scanner Item Property Constants", "WIA Error Codes", and the
reference of the Windows Image Acquisition Automation Library 2.0 (wiaaut.dll).
"""

from __future__ import annotations

from typing import Final

DEVICE_TYPE_SCANNER: Final = 1

# Properties of a device.
DPS_HORIZONTAL_BED_SIZE: Final = 3074
DPS_VERTICAL_BED_SIZE: Final = 3075
DPS_HORIZONTAL_SHEET_FEED_SIZE: Final = 3076
DPS_VERTICAL_SHEET_FEED_SIZE: Final = 3077
DPS_DOCUMENT_HANDLING_CAPABILITIES: Final = 3086
DPS_DOCUMENT_HANDLING_STATUS: Final = 3087
DPS_DOCUMENT_HANDLING_SELECT: Final = 3088
DPS_PAGES: Final = 3096
DPS_PREVIEW: Final = 3100

# Properties of an item, that is of what is scanned.
IPA_DATATYPE: Final = 4103
IPS_CUR_INTENT: Final = 6146
IPS_XRES: Final = 6147
IPS_YRES: Final = 6148
IPS_XPOS: Final = 6149
IPS_YPOS: Final = 6150
IPS_XEXTENT: Final = 6151
IPS_YEXTENT: Final = 6152

# DPS_DOCUMENT_HANDLING_CAPABILITIES
FEED: Final = 0x01
FLAT: Final = 0x02
DUP: Final = 0x04

# DPS_DOCUMENT_HANDLING_STATUS
FEED_READY: Final = 0x01
PATH_COVER_UP: Final = 0x10
PAPER_JAM: Final = 0x20

# DPS_DOCUMENT_HANDLING_SELECT
FEEDER: Final = 0x01
FLATBED: Final = 0x02
DUPLEX: Final = 0x04

# IPS_CUR_INTENT
INTENT_COLOR: Final = 0x01
INTENT_GRAYSCALE: Final = 0x02
INTENT_TEXT: Final = 0x04

# IPA_DATATYPE
DATA_THRESHOLD: Final = 0
DATA_GRAYSCALE: Final = 2
DATA_COLOR: Final = 3

# What a property says about its values (`Property.SubType`).
SUBTYPE_RANGE: Final = 1
SUBTYPE_LIST: Final = 2

FORMAT_BMP: Final = "{B96B3CAB-0728-11D3-9D7B-0000F81EF32E}"
"""The one format that every driver has to have."""
MILLI_INCH: Final = 1000
"""Sizes of bed and sheet are in thousandths of an inch; places and extents in pixels of the resolution that is set."""
