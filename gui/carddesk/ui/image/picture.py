"""The picture: one image's pixels made ready to be painted."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from carddesk.ui.image.pyramid import Pyramid
from carddesk.workflow.views import ImageView

Address = tuple[str, int]
"""SHA-256 and page of an image."""


def address_of(image: ImageView) -> Address:
    """Where the workspace has this image."""
    return image.sha256, image.page


@dataclass(frozen=True, slots=True)
class Picture:
    """An image ready to be shown.

    Attributes:
        address: of the image.
        pixels: RGB H×W×3, upright.
        scale: pixels held for one pixel of the original; 1.0 once it is whole.
    """

    address: Address
    pyramid: Pyramid = field(repr=False)
    pixels: NDArray[np.uint8] = field(repr=False)
    scale: float

    @property
    def whole(self) -> bool:
        """Whether this is the original size."""
        return self.scale >= 1.0

    @property
    def nbytes(self) -> int:
        """About how much memory it takes."""
        return self.pixels.nbytes + sum(level.sizeInBytes() for level in self.pyramid.levels)

    def shows(self, image: ImageView | None) -> bool:
        """Whether it is a picture of this image."""
        return image is not None and address_of(image) == self.address
