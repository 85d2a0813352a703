"""What the environment gives, and what pasting leaves around a value."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carddesk.errors import UserError
from carddesk.secrets import environment
from carddesk.services.contract import CredentialField, Vendor
from carddesk.services.secret import Secret
from carddesk.settings import Settings
from carddesk.workflow.accounts import vendors_of
from carddesk.workflow.catalogue import load_services
from tests.unit.secrets.conftest import VENDOR

AROUND = st.text(" \t\r\n\u00a0\u3000\ufeff\u200b\u200d\u2060", max_size=6)


@pytest.mark.parametrize(
    ("vendor", "key", "name"),
    [
        ("megvii", "api_key", "CARDDESK_MEGVII_API_KEY"),
        ("baidu", "secret_key", "CARDDESK_BAIDU_SECRET_KEY"),
        ("aliyun", "app_code", "CARDDESK_ALIYUN_APP_CODE"),
        ("our-own.gateway", "key", "CARDDESK_OUR_OWN_GATEWAY_KEY"),
    ],
)
def test_variables_are_called_as_the_manual_says(vendor: str, key: str, name: str) -> None:
    field = CredentialField(key, key)
    assert environment.variable(Vendor(vendor, "", "", (field,), ((key,),), ""), key) == name


@given(AROUND, st.text("abcXYZ019+/=-_ ", min_size=1).map(str.strip).filter(bool), AROUND)
def test_what_pasting_leaves_around_a_value_is_dropped(before: str, value: str, after: str) -> None:
    assert environment.cleaned(before + value + after) == Secret(value)


def test_an_empty_variable_gives_nothing() -> None:
    environ = {"CARDDESK_HUAWEI_ACCESS_KEY": " \n", "CARDDESK_HUAWEI_SECRET_KEY": "s3cret\n", "ACCESS_KEY": "other"}
    assert environment.given(VENDOR, environ) == {"secret_key": Secret("s3cret")}


@pytest.mark.parametrize(
    ("keys", "complete"),
    [
        (["access_key", "secret_key"], True),
        (["username", "password", "domain"], True),
        (["access_key", "password", "domain"], False),
        ([], False),
    ],
)
def test_an_account_is_complete_with_any_whole_set(keys: list[str], complete: bool) -> None:
    assert environment.is_complete(VENDOR, keys) is complete


@pytest.mark.parametrize(
    ("key", "value", "code"),
    [
        ("nonsense", "v4lue", "credential_field"),
        ("access_key", "", "credential_value"),
        ("access_key", "two\nlines", "credential_value"),
        ("access_key", "bell\a", "credential_value"),
    ],
)
def test_what_cannot_be_right_is_refused_and_not_repeated(key: str, value: str, code: str) -> None:
    with pytest.raises(UserError) as refused:
        environment.require_usable(VENDOR, {key: Secret(value)})
    assert refused.value.code == code
    assert "nonsense" not in refused.value.message
    assert not value or value not in refused.value.message


def test_the_vendors_there_are_take_the_variables_that_scripts_rely_on() -> None:
    vendors = vendors_of(load_services(Settings()).values()).values()
    names = {environment.variable(vendor, field.key) for vendor in vendors for field in vendor.fields}
    promised = {
        "megvii": "API_KEY API_SECRET",
        "baidu": "API_KEY SECRET_KEY",
        "huawei": "ACCESS_KEY SECRET_KEY USERNAME PASSWORD DOMAIN",
        "aliyun": "APP_CODE",
    }
    wanted = {f"CARDDESK_{vendor.upper()}_{key}" for vendor, keys in promised.items() for key in keys.split()}
    assert names == wanted


def test_children_are_given_everything_but_what_is_meant_for_the_program() -> None:
    given = {"PATH": "/bin", "CARDDESK_MEGVII_API_KEY": "s3cret", "carddesk_language": "en", "HTTPS_PROXY": "http://p"}
    assert environment.for_children(given) == {"PATH": "/bin", "HTTPS_PROXY": "http://p"}
    assert len(given) == 4
