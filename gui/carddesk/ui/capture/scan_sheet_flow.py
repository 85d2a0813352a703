"""Between the sheet of scanners and the desk: profiles are kept as they are changed, scanners asked what they can do."""

from __future__ import annotations

from collections.abc import Coroutine
from dataclasses import replace

from PySide6.QtCore import QObject
from PySide6.QtGui import QImage

from carddesk.capture.scanner.contract import Area, Capabilities, Device
from carddesk.errors import UserError
from carddesk.language import tr
from carddesk.ui.capture.scan_sheet import ScanSheet
from carddesk.ui.intents import Intents
from carddesk.workflow.changes import Change
from carddesk.workflow.desk import Desk
from carddesk.workflow.scan_profiles import Profile, fitted, name_for
from carddesk.workflow.tasks import Tasks


class ScanSheetFlow(QObject):
    """Keeps the sheet up to date as long as it is open."""

    def __init__(self, desk: Desk, tasks: Tasks, sheet: ScanSheet, intents: Intents) -> None:
        super().__init__(sheet)
        self._tasks = tasks
        self._sheet = sheet
        self._intents = intents
        self._scanning = desk.capturing.scanning
        self._profiles = desk.capturing.scanning.profiles
        self._shown = ""
        self._can: dict[str, Capabilities] = {}
        self._asked: set[str] = set()
        self._making = False
        sheet.opened.connect(self._open)
        sheet.profile_picked.connect(self._pick)
        sheet.new_asked.connect(self._new)
        sheet.delete_asked.connect(self._delete)
        sheet.use_asked.connect(self._use)
        sheet.scan_asked.connect(self._scan)
        sheet.preview_asked.connect(self._preview)
        sheet.choices.changed.connect(self._keep)
        sheet.choices.renamed.connect(self._rename)
        sheet.preview.area_drawn.connect(self._draw)
        sheet.devices.taken.connect(self._take)
        sheet.devices.look_asked.connect(self._look)
        sheet.devices.address_given.connect(self._add)
        self._unsubscribe = desk.subscribe(self._heard)
        sheet.destroyed.connect(self._unsubscribe)

    @property
    def _profile(self) -> Profile | None:
        """The one that is looked at."""
        every = self._profiles.all
        return next((each for each in every if each.name == self._shown), every[0] if every else None)

    def _open(self) -> None:
        in_use = self._profiles.in_use
        self._making = False
        self._sheet.say("\n".join(self._profiles.complaints))
        self._look()
        self._pick(in_use.name if in_use is not None else "")

    def _heard(self, change: Change) -> None:
        if "scan" in change.what and self._sheet.isVisible():
            self._render()

    def _render(self) -> None:
        profile, in_use, seen = self._profile, self._profiles.in_use, self._scanning.seen
        self._shown = profile.name if profile is not None else ""
        self._sheet.show_profiles(self._profiles.all, self._shown, in_use.name if in_use is not None else "")
        can = self._can.get(profile.device) if profile is not None else None
        self._sheet.show_profile(profile, can, seen)
        self._sheet.show_work(busy=self._scanning.view.busy)
        if profile is not None:
            self._ask(profile.device)
        elif seen.devices and not self._making:
            self._make(seen.devices[0])

    # Profiles.

    def _pick(self, name: str) -> None:
        self._shown = name
        self._sheet.preview.show_picture(None)
        self._render()

    def _keep(self, profile: Profile, *, in_place_of: str | None = None) -> None:
        try:
            self._profiles.put(profile, in_place_of=self._shown if in_place_of is None else in_place_of)
        except UserError as error:
            self._sheet.say(error.message)
        else:
            self._shown = profile.name
            self._sheet.say("")
        self._render()

    def _rename(self, typed: str) -> None:
        profile, name = self._profile, name_for(typed)
        if profile is not None and name and name != profile.name:
            self._keep(replace(profile, name=name))
        else:
            self._render()

    def _draw(self, area: Area) -> None:
        if (profile := self._profile) is not None:
            self._keep(replace(profile, area=area))

    def _new(self) -> None:
        profile, devices = self._profile, self._scanning.seen.devices
        if profile is not None:
            self._keep(replace(profile, name=self._profiles.free_name(profile.name)), in_place_of="")
            self._sheet.choices.name.setFocus()
            self._sheet.choices.name.selectAll()
        elif devices:
            self._make(devices[0])
        else:
            self._sheet.say(tr("A scan profile is made of a scanner: none has been found yet."))

    def _delete(self) -> None:
        try:
            self._profiles.delete(self._shown)
        except UserError as error:
            self._sheet.say(error.message)
        self._making = True  # whoever deletes the last one does not want it back
        self._pick("")

    def _use(self) -> None:
        try:
            self._profiles.use(self._shown)
        except UserError as error:
            self._sheet.say(error.message)
        self._scanning.told()

    def _scan(self) -> None:
        if self._profile is not None:
            self._use()
            self._sheet.close_sheet()
            self._intents.do("scan")
        else:
            self._sheet.say(tr("Choose a scanner first."))

    # Scanners.

    def _look(self) -> None:
        self._asked.clear()
        self._can.clear()
        self._scanning.look()

    def _take(self, device_id: str) -> None:
        device = next((each for each in self._scanning.seen.devices if each.id == device_id), None)
        profile = self._profile
        if device is None:
            return
        if profile is None:
            self._make(device)
        elif profile.device != device.id:
            self._keep(replace(profile, device=device.id, title=device.title))

    def _make(self, device: Device) -> None:
        self._making = True
        self._spawn(self._made(device))

    async def _made(self, device: Device) -> None:
        self._shown = (await self._scanning.new_profile(device)).name
        self._render()

    def _ask(self, device: str) -> None:
        if device and device not in self._asked:
            self._asked.add(device)
            self._spawn(self._asked_for(device))

    async def _asked_for(self, device: str) -> None:
        can = await self._scanning.capabilities(device)
        self._can[device] = can
        profile = self._profile
        if profile is not None and profile.device == device and fitted(profile, can) != profile:
            self._keep(fitted(profile, can))
        self._render()

    def _add(self, address: str) -> None:
        self._sheet.say(tr("Asking {address} …", address=address))
        self._spawn(self._added(address))

    async def _added(self, address: str) -> None:
        await self._scanning.add_address(address)
        self._sheet.devices.address.clear()
        self._sheet.say("")

    def _preview(self) -> None:
        profile = self._profile
        if profile is not None:
            self._sheet.say("")
            self._spawn(self._previewed(Device(profile.device, profile.title, "")))

    async def _previewed(self, device: Device) -> None:
        page = await self._scanning.preview(device)
        picture = await self._tasks.in_thread(QImage.fromData, page.data)
        if self._sheet.isVisible():
            self._sheet.preview.show_picture(picture)

    def _spawn(self, work: Coroutine[object, object, None]) -> None:
        _ = self._tasks.spawn(self._in_place(work))

    async def _in_place(self, work: Coroutine[object, object, None]) -> None:
        """What goes wrong is said on the sheet, as long as that is open."""
        try:
            await work
        except UserError as error:
            if not self._sheet.isVisible():
                raise
            self._sheet.say(error.message)
