from participants.models.delegate import Delegate
from participants.models.officer import Officer, Posting, Sex
from participants.models.rank import Rank
from participants.models.roster import RosterImport, RosterImportState, RosterRow, RowDecision, RowOutcome
from participants.models.unit import Unit, UnitKind

__all__ = [
    "Delegate",
    "Officer",
    "Posting",
    "Rank",
    "RosterImport",
    "RosterImportState",
    "RosterRow",
    "RowDecision",
    "RowOutcome",
    "Sex",
    "Unit",
    "UnitKind",
]
