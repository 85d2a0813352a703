"""What a drawn card is in the hand: its size and the radius of its corners in millimetres."""


def width_mm(document: str, size: tuple[int, int]) -> float:
    """The width of a card drawn with that (width, height): ID-1, TD2, a passport's page, or a booklet's page."""
    aspect = size[0] / size[1]
    if aspect < 1:
        return 95.0
    if aspect > 1.5:
        return 85.6
    return 105.0 if document == "national_id" else 125.0


def corner_mm(document: str, size: tuple[int, int]) -> float:
    """The radius of its corners: 3.18 for ID-1 and TD2 (ISO/IEC 7810), less for a page."""
    return 3.18 if size[0] / size[1] > 1.5 or document == "national_id" else 1.2
