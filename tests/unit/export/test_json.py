"""JSON for programs."""

import json
from pathlib import Path
from typing import Any

from carddesk.export import write
from tests.unit.export import rows


def written(path: Path, *of: Any, language: str = "en") -> list[dict[str, Any]]:
    write(of, path, language=language)
    found: list[dict[str, Any]] = json.loads(path.read_text(encoding="utf-8"))
    return found


def test_each_card_is_an_object_with_the_same_keys(tmp_path: Path) -> None:
    found = written(tmp_path / "out.json", *rows.ALL)
    assert [set(each) for each in found] == [set(found[0])] * 4
    assert [each["status"] for each in found] == ["accepted", "rejected", "clear", "failed"]
    assert found[1]["face"] == "emblem"
    assert found[0]["read_at"] == "2026-11-21T10:03:25+00:00"
    assert found[3]["trouble"] == "The file is empty."


def test_fields_carry_normal_form_and_text_as_read(tmp_path: Path) -> None:
    (found,) = written(tmp_path / "out.json", rows.EMBLEM)
    assert found["fields"][0] == {
        "key": "expiry_date",
        "label": "有效期限",
        "text": "长期",
        "value": "9999-12-31",
        "state": "sure",
        "changed_by": "",
        "reason": "",
        "read_by": "",
        "changed_at": None,
        "flags": [],
    }


def test_flags_keep_their_code_whatever_the_language(tmp_path: Path) -> None:
    (found,) = written(tmp_path / "out.json", rows.RESIDENT, language="zh_CN")
    (flag,) = found["fields"][4]["flags"]
    assert (flag["code"], flag["level"]) == ("bad_check_digit", "error")
    assert flag["message"] == "末位校验码应为 X，而不是 1：有字符不对"


def test_text_stays_readable_and_is_never_guarded(tmp_path: Path) -> None:
    (found,) = written(tmp_path / "out.json", rows.with_value("=1+1"))
    assert found["fields"][0]["value"] == "=1+1"
    written(tmp_path / "out.json", rows.RESIDENT)
    assert "张三" in (tmp_path / "out.json").read_text(encoding="utf-8")


def test_no_cards_are_an_empty_array(tmp_path: Path) -> None:
    assert written(tmp_path / "none.json") == []
