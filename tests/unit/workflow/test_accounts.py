import pytest

from carddesk.errors import EnvironmentFault, UserError
from carddesk.language import use
from carddesk.services.contract import CredentialField, Limits, ServiceInfo
from carddesk.services.secret import Secret
from carddesk.workflow.accounts import Accounts
from tests.unit.workflow.cloud import CloudService, PlayedCredentials
from tests.unit.workflow.fakes import FakeService


async def test_nothing_is_known_of_an_account_before_somebody_looked() -> None:
    cloud = CloudService()
    accounts = Accounts({"acme.card": cloud}, PlayedCredentials())
    before = accounts.of(cloud.info)
    assert before is not None
    assert before.configured is None
    await accounts.look("acme")
    after = accounts.of(cloud.info)
    assert after is not None
    assert after.configured is False


async def test_what_is_kept_is_known_at_once_and_what_is_deleted_is_gone() -> None:
    credentials = PlayedCredentials()
    accounts = Accounts({"acme.card": CloudService()}, credentials)
    half = await accounts.keep("acme", {"api_key": Secret("k")})
    assert half.configured is False
    whole = await accounts.keep("acme", {"api_secret": Secret("s")})
    assert whole.configured is True
    assert [field.source for field in whole.fields] == ["keyring", "keyring"]
    assert (await accounts.forget("acme")).configured is False


async def test_a_keyring_that_fails_is_part_of_what_is_known() -> None:
    credentials = PlayedCredentials(api_key="k", api_secret="s")
    credentials.fault = EnvironmentFault("keyring_locked", "The keyring is locked.")
    accounts = Accounts({"acme.card": CloudService()}, credentials)
    found = await accounts.look("acme")
    assert found.configured is None
    assert found.fault is credentials.fault
    credentials.fault = None
    assert (await accounts.look_again("acme")).configured is True


async def test_the_engine_inside_needs_no_account() -> None:
    local = FakeService()
    accounts = Accounts({"local": local}, PlayedCredentials())
    assert accounts.ids == ()
    assert accounts.of(local.info) is None


async def test_a_plugged_in_service_that_names_no_vendor_is_understood_by_its_declaration() -> None:
    plugged = FakeService()
    plugged.info = ServiceInfo(
        "far.card", "Far", "远", "far", (), Limits(), credentials=(CredentialField("token", "Token"),)
    )
    accounts = Accounts({"far.card": plugged}, PlayedCredentials())
    assert accounts.vendor("far").sets == (("token",),)
    assert accounts.title("far") == "Far"
    assert not accounts.can_test("far")
    with pytest.raises(UserError):
        await accounts.test("far")


async def test_an_account_is_tried_without_a_card() -> None:
    cloud = CloudService()
    accounts = Accounts({"acme.card": cloud}, PlayedCredentials())
    assert accounts.can_test("acme")
    assert await accounts.test("acme") == "Acme knows this account."
    assert cloud.asked == []


def test_accounts_are_called_by_their_name_in_the_language_of_the_run() -> None:
    accounts = Accounts({"acme.card": CloudService()})
    assert accounts.title("acme") == "Acme"
    use("zh_CN")
    try:
        assert accounts.title("acme") == "样张厂商"
    finally:
        use("en")
