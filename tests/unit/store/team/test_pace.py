"""A vendor's account that several desks use: together they keep to what one desk would keep to."""

import json
import os
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from pathlib import Path

import pytest

import carddesk
from carddesk.services.contract import ServiceContext, Vendor
from carddesk.store.team.workspace import TeamWorkspace
from carddesk.vendors.line import Line
from tests.postgres.server import PASSWORD
from tests.postgres.team import Team

DAY = "2026-11-21"
PER_SECOND = 20.0
PACKAGE_FOLDER = str(Path(carddesk.__file__).parents[1])

_DESK = """
import asyncio, json, sys, time
from contextlib import closing
from carddesk.services.contract import ServiceContext, Vendor
from carddesk.services.secret import Secret
from carddesk.store.team.opening import open_team
from carddesk.vendors.line import Line

vendor = Vendor("megvii", "", "", (), ((),), "", max_per_second=20.0, max_concurrency=4)
began, ended = [], []

async def work(workspace):
    line = Line(vendor, ServiceContext(lambda key: None, pace=workspace.pace), lambda: None)

    async def call():
        async with line.pacer.turn():
            if workspace.reserve_call("megvii.a", "2026-11-21", ["megvii.a", "megvii.b"], 50):
                began.append(time.time())
                await asyncio.sleep(0.05)
                ended.append(time.time())

    await asyncio.gather(*(call() for _ in range(30)))
    line.off_loop.close()

sys.stdin.readline()
with closing(open_team(sys.argv[1], password=Secret(sys.argv[2]))) as workspace:
    asyncio.run(work(workspace))
print(json.dumps([began, ended]))
"""


def test_three_desks_together_keep_to_cap_rate_and_places(made: Team, ann: TeamWorkspace) -> None:
    environment = {**os.environ, "PYTHONPATH": PACKAGE_FOLDER}
    command = [sys.executable, "-c", _DESK, made.url("ann"), PASSWORD]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    desks = [subprocess.Popen(command, env=environment, **pipes) for _ in range(3)]  # type: ignore[call-overload]
    for desk in desks:
        desk.stdin.write("now\n")
        desk.stdin.flush()
    told = [json.loads(desk.communicate(timeout=120)[0]) for desk in desks]
    began = sorted(moment for began, _ in told for moment in began)
    assert len(began) == 50  # of 90 that were wanted
    assert sum(1 for began, _ in told if began) > 1
    assert sum(use.calls for use in ann.uses(DAY).values()) == 50
    # 50 calls at 20 a second take 2.45 s. What a busy machine adds to each single wait moves a call, but none forward.
    assert began[-1] - began[0] >= 49 / PER_SECOND - 0.3
    under_way = sorted(
        [(moment, 1) for each, _ in told for moment in each] + [(m, -1) for _, each in told for m in each]
    )
    together = most = 0
    for _, step in under_way:
        together += step
        most = max(most, together)
    assert most <= 4


def test_turns_are_given_out_so_far_apart_as_the_rate_wants(made: Team, ann: TeamWorkspace, bob: TeamWorkspace) -> None:
    waits, following = [], []
    with made.server.admin(made.database) as admin:
        for number in range(10):
            waits.append((ann, bob)[number % 2].pace.take("megvii", PER_SECOND, 64, 60).wait_s)
            row = admin.execute("SELECT extract(epoch FROM next_at)::float FROM pace").fetchone()
            following.append(row[0])
    gaps = [later - earlier for earlier, later in pairwise(following)]
    assert min(gaps) >= 1 / PER_SECOND - 1e-5
    assert waits[0] == 0
    assert all(0 <= wait <= number / PER_SECOND for number, wait in enumerate(waits))


def test_places_are_given_back_or_free_after_their_lease(ann: TeamWorkspace, bob: TeamWorkspace) -> None:
    first = ann.pace.take("megvii", 1000, 2, 60)
    second = bob.pace.take("megvii", 1000, 2, 1)
    assert first.token
    assert second.token
    full = ann.pace.take("megvii", 1000, 2, 60)
    assert (full.token, full.wait_s > 0) == (None, True)
    assert ann.pace.take("baidu", 1000, 2, 60).token  # another account
    ann.pace.done(first.token)
    assert bob.pace.take("megvii", 1000, 2, 60).token
    time.sleep(1.1)
    assert bob.pace.take("megvii", 1000, 2, 60).token


def test_when_the_vendor_asks_one_desk_for_patience_all_have_it(ann: TeamWorkspace, bob: TeamWorkspace) -> None:
    ann.pace.take("megvii", 10, 64, 60)
    ann.pace.slow_down("megvii", 5.0)
    first, second = (bob.pace.take("megvii", 10, 64, 60) for _ in range(2))
    assert 4.5 < first.wait_s <= 5.0
    assert second.wait_s - first.wait_s == pytest.approx(0.2, abs=0.05)  # half as many a second


async def test_a_turn_that_nobody_waits_for_any_more_is_given_back(made: Team, ann: TeamWorkspace) -> None:
    import asyncio

    vendor = Vendor("megvii", "", "", (), ((),), "", max_per_second=1000.0, max_concurrency=1)
    lines = [Line(vendor, ServiceContext(lambda _key: None, pace=ann.pace), lambda: None) for _ in range(2)]  # type: ignore[arg-type,return-value]

    async def call(line: Line, seconds: float) -> str:
        async with line.pacer.turn():
            await asyncio.sleep(seconds)
        return "done"

    holding = asyncio.create_task(call(lines[0], 30))
    await asyncio.sleep(0.3)
    waiting = asyncio.create_task(call(lines[1], 0))
    await asyncio.sleep(0.3)
    assert not waiting.done()
    holding.cancel()
    await asyncio.wait([holding])
    assert await asyncio.wait_for(waiting, 10) == "done"
    for line in lines:
        line.off_loop.close()


def test_calls_are_counted_for_the_whole_team_up_to_its_cap(ann: TeamWorkspace, bob: TeamWorkspace) -> None:
    services = ["megvii.a", "megvii.b"]
    taken = [
        desk.reserve_call(service, DAY, services, 3)
        for desk, service in ((ann, "megvii.a"), (bob, "megvii.b"), (ann, "megvii.b"), (bob, "megvii.a"))
    ]
    assert taken == [True, True, True, False]
    assert {service: use.calls for service, use in bob.uses(DAY).items()} == {"megvii.a": 1, "megvii.b": 2}
    assert ann.reserve_call("megvii.a", "2026-11-22", services, 3)  # another day
    assert ann.reserve_call("baidu.a", DAY, ["baidu.a"], 3)  # another account
    assert ann.reserve_call("megvii.a", DAY, services, 0)  # no cap


def test_desks_that_count_at_once_never_go_over_the_cap_together(made: Team) -> None:
    desks = [made.open("ann") for _ in range(4)]
    services = ["megvii.a", "megvii.b"]
    with made.server.admin(made.database) as admin:
        # Whoever looks and then counts has others look meanwhile.
        admin.execute(
            "CREATE FUNCTION slowly() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM pg_sleep(0.03); RETURN NEW; END $$"
        )
        admin.execute("CREATE TRIGGER slowly BEFORE INSERT ON service_use FOR EACH ROW EXECUTE FUNCTION slowly()")
    with ThreadPoolExecutor(len(desks)) as threads:
        asked = [
            threads.submit(desks[number % 4].reserve_call, services[number % 2], DAY, services, 15)
            for number in range(40)
        ]
        counted = sum(each.result(60) for each in asked)
    assert counted == 15
    assert sum(use.calls for use in desks[0].uses(DAY).values()) == 15
