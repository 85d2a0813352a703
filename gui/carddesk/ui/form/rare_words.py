"""Rare characters in words: the tip over a marked character, and what is said where no font can draw one."""

from __future__ import annotations

from carddesk.cards.characters import Character, is_han, is_private, is_unusual
from carddesk.language import tr
from carddesk.ui.look.glyphs import block_of, can_be_drawn
from carddesk.ui.shortcuts import shortcut


def tip_of(character: str) -> str:
    """Why the character is marked; empty where it is not."""
    if not is_unusual(character):
        return ""
    point = f"U+{ord(character):04X}"
    if is_private(character):
        words = tr("{point}: a private number, which other machines show as something else", point=point)
    else:
        words = tr("{character} {point}: not in 通用规范汉字表", character=character, point=point)
    key = shortcut("rare").shown
    return words + ("\n" + tr("{key} tells more and offers what looks like it", key=key) if key else "")


def missing_glyphs(text: str) -> str:
    """What to say of the characters in `text` that no font on this machine can draw; empty where there are none."""
    missing = [each for each in dict.fromkeys(text) if (is_han(each) or is_private(each)) and not can_be_drawn(each)]
    if not missing:
        return ""
    points = ", ".join(f"U+{ord(each):04X}" for each in missing)
    blocks = ", ".join(dict.fromkeys(tr(block_of(each)) for each in missing if block_of(each)))
    if not blocks:
        return tr("No font on this machine shows {points}.", points=points)
    return tr("No font on this machine shows {points}. Install one that has {blocks}.", points=points, blocks=blocks)


def facts_of(known: Character) -> str:
    """Code point, sound and build in one line."""
    parts = [known.code_point]
    if known.pinyin:
        parts.append(" ".join(known.pinyin[:3]))
    if known.radical and known.beyond_radical is not None:
        parts.append(tr("radical {radical} + {count}", radical=known.radical, count=known.beyond_radical))
    if known.strokes is not None:
        parts.append(tr("{count} strokes", count=known.strokes))
    return " · ".join(parts)
