"""The sample cards of the program are those of the script, small enough to ship, and readable by Pillow."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from carddesk.workflow.files import listed
from tests.specimens.samples import FOLDER, SAMPLES, Sample


def test_the_folder_holds_the_samples_and_nothing_else() -> None:
    assert {path.name for path in FOLDER.iterdir()} == {sample.name for sample in SAMPLES}
    assert len(SAMPLES) >= 12


def test_the_queue_that_they_fill_begins_with_a_resident_card() -> None:
    in_order = [path.name for path in listed([FOLDER]) if isinstance(path, Path)]
    assert in_order == [sample.name for sample in SAMPLES]
    assert "resident-id-portrait" in in_order[0]


def test_the_samples_are_small_enough_to_ship() -> None:
    sizes = [path.stat().st_size for path in FOLDER.iterdir()]
    assert max(sizes) < 600_000
    assert sum(sizes) < 4_000_000


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample.name)
def test_each_file_shows_what_the_script_makes_today(sample: Sample) -> None:
    with Image.open(FOLDER / sample.name) as stored:
        pages = sample.pages()
        assert getattr(stored, "n_frames", 1) == len(pages)
        for index, page in enumerate(pages):
            stored.seek(index)
            assert stored.size == page.image.size
            apart = np.abs(np.asarray(stored.convert("RGB"), int) - np.asarray(page.image, int))
            assert apart.mean() < 8
