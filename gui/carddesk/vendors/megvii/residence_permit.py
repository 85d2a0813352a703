"""`megvii.residence_permit`: 港澳台居民居住证, either face (FaceID v5/ocr_residence_permit_card)."""

from carddesk.language import mark
from carddesk.vendors.cloud import offered
from carddesk.vendors.megvii.account import MegviiAccount
from carddesk.vendors.megvii.dialect import MegviiDialect, service_info

DIALECT = MegviiDialect(
    service_info(
        "megvii.residence_permit",
        mark("Megvii · residence permit"),
        "旷视 · 港澳台居民居住证",
        mark("Reads one face of one card and tells where each field stands and how well it can be seen."),
        20,
        never_gives=("issue_count",),
    ),
    "/faceid/v5/ocr_residence_permit_card",
)

SERVICE = offered(DIALECT, MegviiAccount)
