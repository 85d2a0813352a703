"""The form of the networks: small, one picture in, maps of half its size out."""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional

WIDTHS = (12, 20, 32, 48, 72)
"""Channels at a half, a quarter, ... of the picture's size."""


def _block(into: int, out: int, stride: int = 1) -> nn.Sequential:
    return nn.Sequential(nn.Conv2d(into, out, 3, stride, 1, bias=False), nn.BatchNorm2d(out), nn.ReLU(inplace=True))


class _Apart(nn.Module):
    """A depthwise and a pointwise convolution with a short cut, for the deep levels that see far."""

    def __init__(self, width: int, dilation: int) -> None:
        super().__init__()
        self.body = nn.Sequential(
            nn.Conv2d(width, width, 5, 1, 2 * dilation, dilation, groups=width, bias=False),
            nn.BatchNorm2d(width),
            nn.Conv2d(width, width, 1, bias=False),
            nn.BatchNorm2d(width),
        )

    def forward(self, seen: Tensor) -> Tensor:
        """B x width x H x W to the same."""
        return functional.relu(seen + self.body(seen))


class OutlineNet(nn.Module):
    """B x 3 x H x W (RGB, 0..1; sides that 32 divides) to B x `maps` x H/2 x W/2 logits."""

    def __init__(self, maps: int) -> None:
        super().__init__()
        a, b, c, d, e = WIDTHS
        self.one = nn.Sequential(_block(3, a, 2), _block(a, a))
        self.two = nn.Sequential(_block(a, b, 2), _block(b, b))
        self.three = nn.Sequential(_block(b, c, 2), _Apart(c, 1), _Apart(c, 2))
        self.four = nn.Sequential(_block(c, d, 2), _Apart(d, 1), _Apart(d, 2), _Apart(d, 1))
        self.five = nn.Sequential(_block(d, e, 2), _Apart(e, 1), _Apart(e, 2), _Apart(e, 1), _Apart(e, 2))
        self.up_four = _block(d + e, d)
        self.up_three = nn.Sequential(_block(c + d, c), _Apart(c, 1))
        self.up_two = nn.Sequential(_block(b + c, b), _block(b, b))
        self.up_one = _block(a + b, a)
        self.out = nn.Conv2d(a, maps, 1)

    def forward(self, picture: Tensor) -> Tensor:
        """The maps as logits."""
        one = self.one(picture * 4 - 2)
        two = self.two(one)
        three = self.three(two)
        four = self.four(three)
        seen = self.five(four)
        for finer, join in ((four, self.up_four), (three, self.up_three), (two, self.up_two), (one, self.up_one)):
            wider = functional.interpolate(seen, scale_factor=2.0, mode="bilinear", align_corners=False)
            seen = join(torch.cat([finer, wider], dim=1))
        return self.out(seen)
