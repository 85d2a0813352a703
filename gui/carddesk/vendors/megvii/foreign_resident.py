"""`megvii.foreign_resident`: 外国人永久居留身份证 (FaceID v5/ocr_foreign_pr_card)."""

from carddesk.language import mark
from carddesk.vendors.cloud import offered
from carddesk.vendors.megvii.account import MegviiAccount
from carddesk.vendors.megvii.dialect import MegviiDialect, service_info

DIALECT = MegviiDialect(
    service_info(
        "megvii.foreign_resident",
        mark("Megvii · foreign resident card"),
        "旷视 · 外国人永久居留身份证",
        mark("Reads the face with the portrait and tells where each field stands and how well it can be seen."),
        21,
        never_gives=("issuing_authority",),
    ),
    "/faceid/v5/ocr_foreign_pr_card",
)

SERVICE = offered(DIALECT, MegviiAccount)
