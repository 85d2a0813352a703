from carddesk.settings import Settings
from carddesk.workflow.catalogue import load_services


def test_the_engine_inside_is_offered() -> None:
    services = load_services(Settings())
    assert services["local"].info.id == "local"
    assert services["local"].info.offline
