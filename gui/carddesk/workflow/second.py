"""Second readings: another service's opinion on a card, asked for or unasked, and boxes of an image read for one field."""

from __future__ import annotations

from collections.abc import Sequence

from carddesk.cards.geometry import Quad
from carddesk.cards.normal import normalise
from carddesk.language import current, mark
from carddesk.services.contract import ServiceInfo, SourceImage
from carddesk.services.regions import RegionReader
from carddesk.workflow.clean import clean
from carddesk.workflow.jobs import Request
from carddesk.workflow.opinions import Aside, OtherValue, joined
from carddesk.workflow.recognition import Recognition
from carddesk.workflow.usage import account_of
from carddesk.workflow.views import CaseView
from carddesk.workflow.wiring import Wiring

_READ_FROM_BOX = mark("read in the box you drew, by {service}")


class SecondReading:
    """Asks for second opinions; what they say is in the journal, and in the views of cases."""

    def __init__(self, wiring: Wiring, recognition: Recognition) -> None:
        self._at = wiring
        self._recognition = recognition
        self._last = wiring.settings.text("reading.second")
        self._held_back: list[int] = []
        self._regions: dict[str, OtherValue] = {}
        self._regions_of = 0

    # What stands now.

    def others(self) -> list[ServiceInfo]:
        """The services that can give a second opinion on the case on the desk, the one asked last first."""
        seen = self._at.seat.current
        infos = [each.info for each in self._at.services.values()]
        able = [each for each in infos if seen is not None and self._is_able(each, seen)]
        return sorted(able, key=lambda each: each.id != self._last)

    @property
    def free(self) -> ServiceInfo | None:
        """The service that can read every card once more at no cost, without an image leaving the machine."""
        return next((each.info for each in self._at.services.values() if each.info.offline), None)

    @property
    def unasked(self) -> str:
        """Id of the service that gives a second opinion after every reading; empty where none does."""
        return self._wanted() or ""

    def set_unasked(self, service_id: str) -> None:
        """Have this service give one from now on, or none.

        Raises:
            UserError: it cannot be kept; nothing changed.
        """
        self._at.settings.set("reading.second", service_id)

    def look_again(self) -> None:
        """See the case on the desk anew, as after the language changed in which services are named."""
        if self._at.seat.current is not None:
            self._look_again([self._at.seat.current.id])

    def aside(self, case_id: int) -> Aside:
        """What the case is seen with."""
        regions = self._regions if case_id == self._regions_of else {}
        return Aside(self._recognition.is_seconded(case_id), dict(regions), self.called)

    def called(self, service_id: str) -> str:
        """What a service is called in the language of the run; its id where it is not known any more."""
        service = self._at.services.get(service_id)
        if service is None:
            return service_id
        return service.info.title_zh if current() == "zh_CN" else service.info.title

    # A second opinion.

    async def read(self, service_id: str) -> None:
        """Have the case on the desk read by another service as well; to pick it is leave to send images to it.

        An answer that is there already is never asked for again. That it failed is in the journal, and told.

        Raises:
            KeyError: there is no such service.
            UserError: an option of it was lost.
        """
        seen = self._at.seat.current
        info = self._at.services[service_id].info
        if seen is None or not self._is_able(info, seen):
            return
        request = self._request(service_id)
        self._last = service_id
        self._at.choice.agree(service_id)
        faces = self._at.queue.with_faces([seen.id])
        if all(self._recognition.is_read(each, request) for each in faces):
            message = mark("{service} has read this image already; its reading stands beside the first one.")
            self._at.announcer.say("info", message, service=self.called(service_id))
            return
        await self._read(faces, request)
        failure = self._at.workspace.case(seen.id).second_failure
        if failure is not None and failure.service == service_id:
            message = mark("No second reading by {service}: {why}")
            self._at.announcer.say("warn", message, service=self.called(service_id), why=failure.message)

    async def read_held_back(self) -> None:
        """Make the second readings that wait for the operator's leave, which is given by this."""
        service_id = self._wanted()
        if service_id is None:
            return
        self._at.choice.agree(service_id)
        waiting, self._held_back = self._held_back, []
        await self._read(waiting, self._request(service_id))

    def follow(self, case_ids: Sequence[int]) -> None:
        """Cards were read: have them read once more if so set."""
        service_id = self._wanted()
        if service_id is None:
            return
        able = [each for each in case_ids if self._is_wanted(each, self._at.services[service_id].info)]
        if able and self._at.choice.may_send(service_id):
            _ = self._at.tasks.spawn(self._read(able, self._request(service_id)))  # owned and reported by `Tasks`
        elif able:
            self._held_back += able
            info = self._at.services[service_id].info
            message = mark("Second readings wait: they send images to {vendor}.")
            self._at.announcer.offer("read_second", message, vendor=self._at.accounts.title(account_of(info)))

    def _wanted(self) -> str | None:
        service_id = self._at.settings.text("reading.second")
        return service_id if service_id in self._at.services else None

    def _is_wanted(self, case_id: int, info: ServiceInfo) -> bool:
        reading = next(reversed(self._at.workspace.case(case_id).readings.values()), None)
        return reading is not None and reading.service != info.id and reading.document in info.documents

    async def _read(self, case_ids: Sequence[int], request: Request) -> None:
        try:
            await self._recognition.read(case_ids, request, again=False)
        finally:
            self._look_again(case_ids)

    def _request(self, service_id: str) -> Request:
        choice = self._at.choice
        choice.require_options(service_id)
        service, options = self._at.services[service_id], choice.options(service_id)
        return Request(service, options, choice.written(service_id), second=True)

    @staticmethod
    def _is_able(info: ServiceInfo, seen: CaseView) -> bool:
        return bool(seen.fields) and info.id != seen.service and (seen.document or "") in info.documents

    # A box read for one field.

    @property
    def can_read_regions(self) -> bool:
        """Whether there is an engine that reads boxes."""
        return self._region_reader() is not None

    async def read_region(self, key: str, region: Quad) -> OtherValue | None:
        """What stands in a box of the image of the case on the desk, offered for the field `key`; None where it says nothing.

        Nothing changes but what is offered; it goes with the case, or by `drop_regions`.

        Raises:
            UserError: the image cannot be read.
        """
        seen, found = self._at.seat.current, self._region_reader()
        field = seen.field(key) if seen is not None else None
        if seen is None or seen.look or seen.image is None or field is None or found is None:
            return None  # what another operator types blind, no engine types for them
        name, reader = found
        data = await self._at.tasks.in_thread(self._at.workspace.image, seen.image.sha256)
        read = await reader.read_region(SourceImage(data, seen.image.page, seen.source), region)
        text = clean(joined(field.kind, read.lines, field.label)).strip()
        if not text:
            self._at.announcer.say("info", mark("No text could be read in that box."))
            return None
        why = (("service", self.called(name)),)
        offer = OtherValue(key, normalise(field.kind, text), _READ_FROM_BOX, why, name, text, region)
        if self._at.seat.current is None or self._at.seat.current.id != seen.id:
            return None  # the operator has gone on
        if self._regions_of != seen.id:
            self._regions, self._regions_of = {}, seen.id
        self._regions[key] = offer
        self._look_again([seen.id])
        return offer

    def drop_regions(self) -> bool:
        """Offer no more what was read in boxes; whether anything was."""
        dropped, self._regions = bool(self._regions), {}
        if dropped:
            self._look_again([self._regions_of])
        return dropped

    def _region_reader(self) -> tuple[str, RegionReader] | None:
        readers = ((key, each) for key, each in self._at.services.items() if each.info.offline)
        return next(((key, each) for key, each in readers if isinstance(each, RegionReader)), None)

    def _look_again(self, case_ids: Sequence[int]) -> None:
        shown = [self._at.queue.seen_as(each) for each in case_ids]
        if self._at.seat.current is not None and self._at.seat.current.id in shown:
            self._at.seat.refresh()
            self._at.announcer.tell("case", "field", case_ids=shown)
