"""A finger that holds a card hides none of its values and none of its corners."""

import cv2
import numpy as np

from tests.specimens import draw
from tests.specimens.arrangement import lay, look
from tests.specimens.chance import Chance
from tests.specimens.conditions import CONDITIONS
from tests.specimens.thumb import hold


def test_fingers_stay_off_values_and_corners() -> None:
    held = 0
    flat = [draw("resident_id", face, 3) for face in ("portrait", "emblem")]
    for seed in range(12):
        chance = Chance(seed, "thumb")
        view = look(lay(flat[: 1 + seed % 2], chance, 6.0), chance, CONDITIONS["hard"], chance.uniform(0, 360))
        picture = np.zeros((view.frame[1], view.frame[0], 3), np.uint8)
        held += hold(picture, view, chance, view.cards())
        for card in view.cards():
            values = np.zeros(picture.shape[:2], np.uint8)
            for field in card.fields:
                cv2.fillConvexPoly(values, np.array(field.quad).round().astype(np.int32), 255)
            for corner in card.quad:
                cv2.circle(values, (round(corner[0]), round(corner[1])), 3, 255, -1)
            assert not picture[values > 0].any(), seed
    assert held >= 6
