"""A page that one desk of a team splits is split at the others, and one again where that is taken back."""

from pathlib import Path

from carddesk.settings import Settings
from tests.postgres.team import Team
from tests.unit.workflow.team.test_team_desks import Seated, until
from tests.unit.workflow.test_framing import LEFT, LOWER, RIGHT, page, sheet, shown, splitting


async def test_what_is_split_at_one_desk_is_split_at_the_other_and_undo_brings_it_back(
    made: Team, tmp_path: Path
) -> None:
    settings = Settings()
    settings.override("reading.auto=false")
    ann, bob = (Seated(made, name, tmp_path, settings) for name in ("ann", "bob"))
    try:
        (first,) = await ann.desk.add_image(sheet(), "page.png")
        await until(lambda: ann.workspace.holding.is_ready(first))
        cases = splitting(ann.desk).split(page(ann.desk), [LEFT, RIGHT, LOWER])
        expected = list(zip(cases, [LEFT, RIGHT, LOWER], strict=True))
        await until(lambda: shown(bob.desk) == expected)
        await until(lambda: ann.workspace.unsent == 0)
        ann.desk.select_case(first)
        ann.desk.judging.undo()
        await until(lambda: shown(bob.desk) == [(first, None)])
        assert shown(ann.desk) == [(first, None)]
        ann.desk.judging.redo()
        await until(lambda: shown(bob.desk) == expected)
    finally:
        await ann.desk.close()
        await bob.desk.close()
