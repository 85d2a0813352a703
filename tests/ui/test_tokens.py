"""Whatever is written or marked on a surface can be seen on it, by day and by night (WCAG 2.2: 1.4.3 and 1.4.11)."""

from itertools import product

import pytest

from carddesk.ui.image.quad_item import ON_CARD
from carddesk.ui.look.tokens import DARK, LIGHT, Tokens, contrast

SCHEMES = [pytest.param(LIGHT, id="light"), pytest.param(DARK, id="dark")]
SURFACES = ("window", "panel", "stage", "hover", "selected")
WASHES = ("sure_wash", "doubtful_wash", "broken_wash")


def test_contrast_is_that_of_the_standard() -> None:
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert contrast("#777777", "#FFFFFF") == pytest.approx(4.48, abs=0.01)
    assert contrast("#123456", "#123456") == 1


@pytest.mark.parametrize("tokens", SCHEMES)
@pytest.mark.parametrize(("ink", "surface"), [*product(("text", "secondary"), (*SURFACES, *WASHES))])
def test_text_can_be_read(tokens: Tokens, ink: str, surface: str) -> None:
    assert contrast(getattr(tokens, ink), getattr(tokens, surface)) >= 4.5


@pytest.mark.parametrize("tokens", SCHEMES)
@pytest.mark.parametrize(
    ("ink", "surface"), [*product(("sure", "doubtful", "broken", "accent"), ("window", "panel", "selected"))]
)
def test_states_in_words_can_be_read(tokens: Tokens, ink: str, surface: str) -> None:
    assert contrast(getattr(tokens, ink), getattr(tokens, surface)) >= 4.5


@pytest.mark.parametrize("tokens", SCHEMES)
def test_text_on_the_accent_can_be_read(tokens: Tokens) -> None:
    assert contrast(tokens.on_accent, tokens.accent) >= 4.5
    assert contrast(tokens.on_accent, tokens.accent_hover) >= 4.5


@pytest.mark.parametrize("tokens", SCHEMES)
@pytest.mark.parametrize(
    ("mark", "surface"),
    [
        *product(("control", "accent"), ("window", "panel", "selected")),
        ("doubtful", "doubtful_wash"),
        ("broken", "broken_wash"),
    ],
)
def test_outlines_and_marks_can_be_found(tokens: Tokens, mark: str, surface: str) -> None:
    assert contrast(getattr(tokens, mark), getattr(tokens, surface)) >= 3


@pytest.mark.parametrize("state", ["sure", "doubtful", "broken"])
def test_quads_can_be_found_on_their_pale_halo(state: str) -> None:
    assert contrast(getattr(ON_CARD, state), "#FFFFFF") >= 3
