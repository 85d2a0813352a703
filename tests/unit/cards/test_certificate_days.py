"""The days of certificates: which label says which, and what no label says."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carddesk.cards.certificate_days import Role, days, of_special_operations

DOCUMENT_003 = {
    "标题": "低压电工证",
    "初领日期": "2021-10-08",
    "有效期限": "2021-10-08至2027-10-07",
    "应复审日期": "2024-10-07前",
}


def test_the_vendors_example() -> None:
    found = {role: (said.key, said.day) for role, said in days(DOCUMENT_003).items()}
    assert found == {
        "first": ("初领日期", date(2021, 10, 8)),
        "start": ("有效期限", date(2021, 10, 8)),
        "end": ("有效期限", date(2027, 10, 7)),
        "review": ("应复审日期", date(2024, 10, 7)),
    }


@pytest.mark.parametrize(
    ("label", "text", "roles"),
    [
        ("有效期至", "2027-10-07", {"end"}),
        ("有效期至：", "2027-10-07", {"end"}),
        ("有 效 期", "2021.10.08-2027.10.07", {"start", "end"}),
        ("有效期", "至2027-10-07", {"end"}),
        ("有效期", "2027年10月7日前", {"end"}),
        ("有效期", "2027-10-07", set()),
        ("有效期", "长期", {"end"}),
        ("初次领证日期", "2021-10-08", {"first"}),
        ("下次复审日期", "2024-10-07", {"review"}),
        ("签发日期", "2024-10-07", set()),
        ("有效期限", "", set()),
    ],
)
def test_labels_and_what_they_say(label: str, text: str, roles: set[Role]) -> None:
    assert set(days({label: text})) == roles


def test_the_first_label_of_a_role_counts() -> None:
    assert days({"有效期至": "2027-10-07", "失效日期": "2028-01-01"})["end"].day == date(2027, 10, 7)


def test_only_whole_days_without_doubt_are_days() -> None:
    assert days({"初领日期": "2O21-10-08"})["first"].day is None
    assert days({"初领日期": "2021-10"})["first"].day is None
    assert days({"有效期": "2021-10-08至长期"})["end"].day == date.max


@given(st.dictionaries(st.text(max_size=6) | st.sampled_from([*DOCUMENT_003, "有效期至"]), st.text(max_size=25)))
def test_any_labels_and_texts_are_borne(values: dict[str, str]) -> None:
    assert all(said.key in values for said in days(values).values())


def test_labels_tell_certificates_of_special_operations() -> None:
    assert of_special_operations(["姓名", "作业类别"])
    assert not of_special_operations(["姓名", "有效期限"])
