"""Who reads, and how: the picked service, the options of each, and whether images may go out without being asked."""

from __future__ import annotations

from collections.abc import Mapping

from carddesk.errors import UserError
from carddesk.language import current, tr
from carddesk.services.contract import OptionValue, ReadingService
from carddesk.settings import Settings
from carddesk.store.workspace import Workspace
from carddesk.workflow import options
from carddesk.workflow.changes import Announcer


class Choice:
    """What the operator chose.

    Attributes:
        service: id of the picked service; empty where there is none.
    """

    def __init__(
        self, services: Mapping[str, ReadingService], settings: Settings, workspace: Workspace, announcer: Announcer
    ) -> None:
        self._services = services
        self._announcer = announcer
        self._settings = settings
        self._workspace = workspace
        wanted = settings.text("reading.service")
        self.service = wanted if wanted in services else next(iter(services), "")
        self._agreed: set[str] = set()
        stored = workspace.service_options()
        self._options = {key: options.kept(each.info, stored.get(key, "")) for key, each in services.items()}
        self._lost = {key: options.lost(each.info, stored.get(key, "")) for key, each in services.items()}

    def pick(self, service_id: str) -> None:
        """Have images read by this service from now on, in later runs too; that is leave to send them to it.

        Raises:
            KeyError: there is no such service.
            UserError: the choice cannot be kept; it holds for this run.
        """
        self.service = self._services[service_id].info.id
        self.agree()
        self._announcer.tell("service", "progress")
        self._settings.set("reading.service", self.service)

    def agree(self, service_id: str = "") -> None:
        """The operator had something read by this service, or the picked one: further images may go to it."""
        self._agreed.add(service_id or self.service)

    @property
    def reads_by_itself(self) -> bool:
        """Whether the picked service reads what comes in unasked: no image leaves the machine before the operator said so."""
        return self.may_send(self.service)

    def may_send(self, service_id: str) -> bool:
        """Whether images may go to this service unasked; to the engine inside they always may, as none leaves the machine."""
        service = self._services.get(service_id)
        return service is not None and (service.info.offline or service_id in self._agreed)

    def options(self, service_id: str) -> dict[str, OptionValue]:
        """A value for every option that the service declares."""
        return dict(self._options[service_id])

    def lost(self, service_id: str) -> tuple[str, ...]:
        """Keys of the options whose kept value cannot be honoured, until the operator has set them."""
        return self._lost[service_id]

    def require_options(self, service_id: str) -> None:
        """Raise where the service would be asked with other options than those that were chosen.

        Raises:
            UserError: `option_lost`.
        """
        lost, info = self._lost[service_id], self._services[service_id].info
        if not lost:
            return
        titles = ", ".join(tr(option.title) for option in info.options if option.key in lost)
        said = tr(
            "What was chosen for {options} of {service} cannot be read or is no longer allowed, so nothing was sent. Open the "
            "options of the service and choose anew, or reset all to their defaults there.",
            options=titles,
            service=info.title_zh if current() == "zh_CN" else info.title,
        )
        raise UserError("option_lost", said)

    def written(self, service_id: str) -> str:
        """What of them differs from the defaults, as the journal keeps it."""
        return options.written(self._services[service_id].info, self._options[service_id])

    def set_options(self, service_id: str, wished: Mapping[str, OptionValue]) -> None:
        """Ask the service with these options from now on; those not named get their defaults.

        One that is lost stays so while it is named with the value that it has only for want of another.

        Raises:
            EnvironmentFault: they cannot be kept; nothing changed.
        """
        info, before = self._services[service_id].info, self._options[service_id]
        values = options.settled(info, wished)
        lost = tuple(key for key in self._lost[service_id] if key in wished and values[key] == before[key])
        self._workspace.keep_service_options(service_id, options.written(info, values, lost))
        self._options[service_id], self._lost[service_id] = values, lost
        self._announcer.tell("service")
