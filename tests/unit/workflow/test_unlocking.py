"""The key of a workspace: where it comes from, who is asked for it, and what is said where it is not to be had."""

import shutil
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from keyring.backend import KeyringBackend

from carddesk.errors import EnvironmentFault
from carddesk.secrets.keyring_entries import KeyringEntries
from carddesk.secrets.one_thread import OneThread
from carddesk.secrets.trouble import Kind, NoKeyring
from carddesk.secrets.workspace_keys import WorkspaceKeys
from carddesk.settings import Settings
from carddesk.store import keyfile, recovery_code
from carddesk.store.folder import IMAGES_FILE, JOURNAL_FILE, open_folder
from carddesk.workflow.asking import Stage, weakness
from carddesk.workflow.opening import locked_by, open_workspace
from carddesk.workflow.unlocking import VARIABLE, Left, Unlocking, catch_up
from tests.unit.secrets.keyrings import Locked, Memory
from tests.unit.workflow.people import AGAIN, Somebody, code, saying, words

GOOD = "cloud piano seven hill"
OTHER = "river stone under moon"


class Machine:
    """One with a keyring of its own, which may be absent or locked for a while."""

    def __init__(self, folder: Path, backend: Callable[[], KeyringBackend]) -> None:
        self.folder = folder
        self.backend = backend
        self._keys = WorkspaceKeys(KeyringEntries(5, self._chosen, OneThread("test keyring")))

    def _chosen(self) -> KeyringBackend:
        return self.backend()

    def unlocking(self, who: Somebody | None = None, given: str = "", **more: Path) -> Unlocking:
        return Unlocking(self.folder, who, {VARIABLE: given} if given else {}, self._keys, **more)

    def open(self, who: Somebody | None = None, given: str = "") -> bytes:
        """As the program opens it; gives the key."""
        unlocking = self.unlocking(who, given)
        key = unlocking.key()
        with closing(open_folder(self.folder, key)):
            unlocking.give_code(key)
        return key

    @property
    def kept(self) -> bytes | object:
        return self._keys.get(keyfile.read(self.folder).workspace)


def own_memory() -> Callable[[], KeyringBackend]:
    """A keyring that no other machine has."""
    there: dict[tuple[str, str], str] = {}
    return type("Own", (Memory,), {"kept": there, "asked": []})


def absent() -> KeyringBackend:
    raise NoKeyring


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    return Machine(tmp_path / "workspace", own_memory())


@pytest.fixture
def bare(tmp_path: Path) -> Machine:
    """One without a keyring."""
    return Machine(tmp_path / "workspace", absent)


@pytest.fixture
def elsewhere(machine: Machine, tmp_path: Path) -> Callable[..., Machine]:
    """The folder copied to another machine."""

    def copied(backend: Callable[[], KeyringBackend]) -> Machine:
        return Machine(Path(shutil.copytree(machine.folder, tmp_path / "there" / "workspace")), backend)

    return copied


def test_the_keyring_keeps_the_key_and_a_code_is_shown_once(machine: Machine) -> None:
    somebody = saying()
    key = machine.open(somebody)
    assert machine.kept == key
    (shown,) = somebody.codes
    assert machine.open(again := saying()) == key
    assert again.codes == []
    assert again.questions == []
    assert keyfile.read(machine.folder).recovered(shown) == key


def test_a_code_that_nobody_wrote_down_is_worth_nothing_and_another_is_shown(machine: Machine) -> None:
    with pytest.raises(Left):
        machine.open(hasty := saying(writes_down=False))
    assert keyfile.read(machine.folder).lock.recovery is None
    machine.open(careful := saying())
    assert careful.codes != hasty.codes
    assert keyfile.read(machine.folder).recovered(hasty.codes[0]) is None


def test_on_another_machine_the_code_opens_it_and_that_keyring_keeps_the_key(
    machine: Machine, elsewhere: Callable[..., Machine]
) -> None:
    key = machine.open(first := saying())
    there = elsewhere(own_memory())
    typed = first.codes[0].lower().replace("-", " ")
    assert there.open(somebody := saying(code(typed))) == key
    assert [each.by_passphrase for each in somebody.questions] == [False]
    assert there.kept == key
    assert there.open() == key


def test_without_a_keyring_there_the_code_leads_to_a_passphrase(
    machine: Machine, elsewhere: Callable[..., Machine]
) -> None:
    key = machine.open(first := saying())
    there = elsewhere(absent)
    assert there.open(somebody := saying(code(first.codes[0]), words(GOOD))) == key
    assert somebody.asked_for_new[0] is not None
    assert there.open(saying(words(GOOD))) == key
    assert there.open(given=GOOD) == key


def test_a_slip_and_another_code_are_said_and_asked_again(machine: Machine, elsewhere: Callable[..., Machine]) -> None:
    key = machine.open(first := saying())
    right = first.codes[0]
    slip = right[:-1] + ("0" if right[-1] != "0" else "1")
    somebody = saying(code(slip), code(recovery_code.made()), code(right))
    assert elsewhere(own_memory()).open(somebody) == key
    first_said, slip_said, other_said = (each.wrong for each in somebody.questions)
    assert first_said == ""
    assert "group 6" in slip_said
    assert "not the recovery code" in other_said


def test_without_a_keyring_a_passphrase_is_asked_at_the_making_and_at_each_start(bare: Machine) -> None:
    key = bare.open(first := saying(words(GOOD)))
    assert [trouble.kind for trouble in first.asked_for_new if trouble] == [Kind.MISSING]
    assert len(first.codes) == 1
    somebody = saying(words(OTHER), words(GOOD.upper()), words(GOOD))
    assert bare.open(somebody) == key
    assert [bool(each.wrong) for each in somebody.questions] == [False, True, True]
    assert bare.open(saying(code(first.codes[0]), words(OTHER))) == key, "who forgot the passphrase has the code"
    assert bare.open(given=OTHER) == key
    assert not [each for each in bare.folder.iterdir() if key in each.read_bytes()]
    assert not [each for each in bare.folder.iterdir() if GOOD.encode() in each.read_bytes()]


def test_who_has_neither_goes_and_nothing_is_made(bare: Machine) -> None:
    with pytest.raises(Left):
        bare.open(saying())
    assert not (bare.folder / JOURNAL_FILE).exists()
    assert not keyfile.is_there(bare.folder)


def test_the_environment_gives_the_passphrase_of_a_run_without_anybody(bare: Machine) -> None:
    key = bare.open(given=GOOD)
    assert bare.open(given=GOOD) == key
    with pytest.raises(EnvironmentFault, match=VARIABLE) as told:
        bare.open(given=OTHER)
    assert told.value.code == "workspace_passphrase_wrong"
    assert OTHER not in told.value.message


def test_who_gives_the_passphrase_by_the_environment_is_shown_no_code(bare: Machine) -> None:
    bare.open(somebody := saying(), given=GOOD)
    assert somebody.codes == []


@pytest.mark.parametrize("making", [True, False], ids=["new", "there"])
def test_with_nobody_to_ask_it_is_said_what_to_do(bare: Machine, making: bool) -> None:
    if not making:
        bare.open(given=GOOD)
    with pytest.raises(EnvironmentFault) as told:
        bare.open()
    assert told.value.code == "workspace_locked"
    for wanted in ("no keyring", VARIABLE, str(bare.folder)):
        assert wanted in told.value.message
    assert ("carddesk workspace unlock" in told.value.message) == (not making)


def test_a_locked_keyring_is_asked_again_once_it_is_unlocked(machine: Machine) -> None:
    key = machine.open(saying())
    keyring, machine.backend = machine.backend, Locked

    class Unlocker(Somebody):
        def key(self, question: object) -> object:  # type: ignore[override]
            machine.backend = keyring
            return super().key(question)  # type: ignore[arg-type]

    somebody = Unlocker()
    somebody.answers.append(AGAIN)
    assert machine.open(somebody) == key
    (question,) = somebody.questions
    assert question.trouble is not None
    assert question.trouble.kind is Kind.LOCKED
    assert not question.by_passphrase
    assert question.by_code


def test_a_keyring_that_refuses_at_the_making_may_be_tried_again(machine: Machine) -> None:
    keyring, machine.backend = machine.backend, Locked

    class Unlocker(Somebody):
        def new_passphrase(self, place: str, trouble: object) -> object:  # type: ignore[override]
            machine.backend = keyring
            return super().new_passphrase(place, trouble)  # type: ignore[arg-type]

    somebody = Unlocker()
    somebody.answers.append(AGAIN)
    assert machine.open(somebody) == machine.kept
    assert keyfile.read(machine.folder).lock.passphrase is None


def test_a_keyring_that_comes_later_gets_the_key_if_that_is_wanted(bare: Machine) -> None:
    key = bare.open(given=GOOD)
    bare.backend = own_memory()
    bare.open(somebody := saying(words(GOOD)))
    assert somebody.questions[0].trouble is None
    assert bare.kept is None, "only if they say so"
    bare.open(saying(words(GOOD, keep=True)))
    assert bare.kept == key
    assert bare.open(quiet := saying()) == key
    assert quiet.questions == []


def test_the_key_of_another_time_in_the_keyring_is_not_taken(machine: Machine) -> None:
    machine.open(first := saying())
    workspace = keyfile.read(machine.folder).workspace
    machine._keys.keep(workspace, bytes(32))
    machine.open(somebody := saying(code(first.codes[0])))
    assert len(somebody.questions) == 1


def test_locking_by_passphrase_takes_the_key_out_of_the_keyring_and_back(machine: Machine) -> None:
    key = machine.open(saying())
    machine.unlocking(saying(words(GOOD))).lock_by_passphrase(key)
    assert machine.kept is None
    assert "passphrase" in locked_by(machine.folder)
    assert machine.open(saying(words(GOOD))) == key
    machine.unlocking().lock_by_keyring(key)
    assert machine.kept == key
    assert "keyring" in locked_by(machine.folder)
    with pytest.raises(EnvironmentFault):
        Machine(machine.folder, absent).open(given=GOOD)


def test_a_new_code_kills_the_old_one(machine: Machine) -> None:
    key = machine.open(first := saying())
    machine.unlocking(second := saying()).renew_code(key)
    keys = keyfile.read(machine.folder)
    assert keys.recovered(first.codes[0]) is None
    assert keys.recovered(second.codes[0]) == key


def test_a_change_of_key_gives_the_keyring_the_new_key_and_a_new_code(machine: Machine) -> None:
    old = machine.open(first := saying())
    machine.unlocking(second := saying()).begin_change(old)
    new = machine.open(third := saying())
    assert new != old
    assert machine.kept == new
    assert third.codes == []
    assert Stage.REKEYING in third.stages
    keys = keyfile.read(machine.folder)
    assert keys.recovered(first.codes[0]) is None
    assert keys.recovered(second.codes[0]) == new
    for name in (JOURNAL_FILE, IMAGES_FILE):
        assert (machine.folder / name).exists()


def test_a_change_of_key_asks_for_the_passphrase_so_that_it_opens_the_new_one(bare: Machine) -> None:
    old = bare.open(saying(words(GOOD)))
    bare.unlocking(somebody := saying(words(OTHER), words(GOOD))).begin_change(old)
    assert [bool(each.wrong) for each in somebody.questions] == [False, True]
    new = bare.open(saying(words(GOOD)))
    assert new != old
    assert bare.open(given=GOOD) == new


def test_who_does_not_write_the_new_code_down_changes_nothing(machine: Machine) -> None:
    old = machine.open(saying())
    with pytest.raises(Left):
        machine.unlocking(saying(writes_down=False)).begin_change(old)
    assert machine.open(saying()) == old


def test_while_a_desk_is_open_a_change_waits_and_others_go_on_with_the_old_key(machine: Machine) -> None:
    old = machine.open(first := saying())
    with closing(open_folder(machine.folder, old)):
        machine.unlocking(saying()).begin_change(old)
        assert machine.unlocking().key() == old
        open_folder(machine.folder, old, beside=True).close()
        with pytest.raises(EnvironmentFault) as told:
            machine.unlocking(saying()).renew_code(old)
        assert told.value.code == "workspace_key_changing"
    assert machine.open(saying()) != old
    assert first.codes


def test_a_backup_from_before_a_change_of_key_opens_by_the_key_of_now(machine: Machine, tmp_path: Path) -> None:
    old = machine.open(saying())
    backup = Path(shutil.copytree(machine.folder, tmp_path / "backup"))
    machine.unlocking(saying()).begin_change(old)
    machine.open(saying())
    then = Machine(backup, machine.backend)
    assert then.unlocking(through=machine.folder).key(finish=False) == old
    with pytest.raises(EnvironmentFault):
        then.unlocking().key(finish=False)


def test_a_backup_from_the_midst_of_a_change_is_left_as_it_is(machine: Machine, tmp_path: Path) -> None:
    old = machine.open(saying())
    machine.unlocking(saying()).begin_change(old)
    backup = Path(shutil.copytree(machine.folder, tmp_path / "backup"))
    before = {each.name: each.read_bytes() for each in backup.iterdir()}
    machine.open(saying())
    assert Machine(backup, machine.backend).unlocking().key(finish=False) == old
    assert {each.name: each.read_bytes() for each in backup.iterdir()} == before


def test_a_backup_that_is_put_back_goes_on_with_the_key_and_the_code_of_now(machine: Machine, tmp_path: Path) -> None:
    machine.open(saying())
    backup = Path(shutil.copytree(machine.folder, tmp_path / "backup"))
    for _ in range(2):
        machine.unlocking(last := saying()).begin_change(machine.open())
    now = machine.open()
    aside = machine.folder.rename(tmp_path / "aside")
    shutil.copytree(backup, machine.folder)
    then = machine.unlocking(through=aside).key(finish=False)
    assert then != now
    catch_up(machine.folder, aside, then, machine._keys)
    assert machine.open(somebody := saying()) == now
    assert somebody.questions == []
    assert keyfile.read(machine.folder).recovered(last.codes[0]) == now


def test_a_backup_of_another_workspace_is_left_as_it_is(machine: Machine, tmp_path: Path) -> None:
    machine.open(saying())
    other = Machine(tmp_path / "other", machine.backend)
    key = other.open(saying())
    before = keyfile.read(other.folder)
    catch_up(other.folder, machine.folder, key, machine._keys)
    assert keyfile.read(other.folder) == before


def test_two_that_make_one_workspace_at_once_do_not_make_two_keys(machine: Machine) -> None:
    with closing(open_folder(machine.folder, machine.unlocking(saying()).key())):
        settings = Settings()
        settings.override(f"workspace.path={machine.folder}")
        with pytest.raises(EnvironmentFault) as told:
            open_workspace(settings, ask=(late := saying()))
    assert told.value.code == "workspace_in_use"
    assert late.questions == [], "nobody is asked for what is of no use"


@pytest.mark.parametrize(
    ("passphrase", "good"),
    [
        ("short", False),
        ("          ab", False),
        ("aaaaaaaaaaaaaaa", False),
        ("121212121212", False),
        ("20260131080000", False),
        ("correct horse", True),
        ("云 琴 山 七 门 石 水 火", True),
    ],
)
def test_a_weak_passphrase_is_told_why(passphrase: str, good: bool) -> None:
    assert (weakness(passphrase) == "") == good
