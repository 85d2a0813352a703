"""Images that came in and of which a kill kept every case from knowing are not kept for ever."""

from pathlib import Path

from sqlalchemy import select

from carddesk.store.schema import IMAGES
from carddesk.workflow.desk import Desk
from tests.durability.conftest import MakeDesk
from tests.unit.workflow.fakes import drawn, png


def stored(desk: Desk) -> set[str]:
    with desk._workspace.engines.images.connect() as connection:
        return set(connection.execute(select(IMAGES.c.sha256)).scalars())


async def test_after_a_kill_images_without_a_case_go_and_all_others_stay(
    tmp_path: Path, folder: Path, make_desk: MakeDesk
) -> None:
    desk = make_desk(tmp_path / "workspace")
    await desk.add_files(drawn(folder, "a.png", "b.png"))
    shown = stored(desk)
    stray = desk._workspace.put_image(png(200))
    await desk.sitting.drafting.close()  # and no more, as if it were killed here
    desk._workspace.close()
    again = make_desk(tmp_path / "workspace")
    assert len(shown) == 2
    assert stored(again) == shown
    assert stray not in shown
    await again.close()
    await desk.close()


async def test_after_an_orderly_end_nothing_is_looked_for(tmp_path: Path, make_desk: MakeDesk) -> None:
    desk = make_desk(tmp_path / "workspace")
    stray = desk._workspace.put_image(png(200))
    await desk.close()
    again = make_desk(tmp_path / "workspace")
    assert stored(again) == {stray}
    await again.close()
