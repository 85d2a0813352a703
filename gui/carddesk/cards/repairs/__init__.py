"""Values that would make a failing check hold. Each module in this package declares some as `REPAIRERS`.

They are offered and never taken by themselves: a card that was changed until it fits is worse than one that does not fit.
"""

from carddesk.cards.repairs.contract import Repair, Repairer
from carddesk.cards.repairs.registry import repairers, repairs

__all__ = ["Repair", "Repairer", "repairers", "repairs"]
