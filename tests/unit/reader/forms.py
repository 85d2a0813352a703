"""Cards as the engine's lines, written by hand: what the rules that need no pixels are tested on."""

from carddesk.cards.geometry import Quad
from carddesk.reader.lines import Line
from carddesk.reader.view import View

SIZE = (1000, 631)


def line(text: str, left: float, middle: float, height: float = 40, pitch: float | None = None) -> Line:
    """A line whose left edge and middle are in percent of the card, with letters of `pitch` pixels."""
    wide = sum(1.0 if ord(character) > 0x2E80 else 0.55 for character in text) * (pitch or 0.9 * height)
    x, y = left / 100 * SIZE[0], middle / 100 * SIZE[1]
    return Line(text, Quad.from_bounds(x, y - height / 2, x + wide, y + height / 2))


def view(*lines: Line) -> View:
    """An upright card that fills a picture of its own size."""
    return View(Quad.from_bounds(0, 0, *SIZE), *SIZE, lines)


PORTRAIT = (
    line("姓名", 7, 17),
    line("张三", 18, 17),
    line("性别女民族汉", 7, 30),
    line("出生", 7, 42.5),
    line("1990年3月7日", 18, 42.5),
    line("住址", 7, 56),
    line("北京市朝阳区云林路", 18, 56),
    line("12号3单元", 18, 63),
    line("公民身份号码", 7, 86),
    line("11010519491231002X", 34, 86),
)
EMBLEM = (
    line("中华人民共和国", 40, 18, 60),
    line("居民身份证", 40, 38, 80),
    line("签发机关", 22, 75),
    line("北京市公安局西城分局", 42, 75),
    line("有效期限", 22, 88),
    line("2010.07.21-2030.07.21", 42, 88),
)
