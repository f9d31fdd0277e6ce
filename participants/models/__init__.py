"""Officers, their ranks, units and postings, and the lists and tables they came from.

Fields, constraints and QuerySets; each change of state is a verb of a room above.
"""

from participants.models.claim_slip import (
    MOST_WRONG_NUMBERS,
    ClaimSlip,
    EndReason,
    IdentityCheck,
    IdentityQuestion,
    SlipPurpose,
    SlipState,
)
from participants.models.columns import ColumnMapping
from participants.models.delegate import Delegate
from participants.models.identity import OfficerKey
from participants.models.merge import DistinctPair, DuplicatePair, FormerNumber, Merge, in_pair
from participants.models.number_match import LookUp, NumberMatch
from participants.models.officer import Officer, Sex, id_of
from participants.models.officer_table import OfficerTable, OfficerTableState
from participants.models.posting import Posting
from participants.models.rank import Rank
from participants.models.roster import RosterImport, RosterImportState, RosterRow, RowDecision, RowOutcome
from participants.models.unit import Unit, UnitKind

__all__ = [
    "MOST_WRONG_NUMBERS",
    "ClaimSlip",
    "ColumnMapping",
    "Delegate",
    "DistinctPair",
    "DuplicatePair",
    "EndReason",
    "FormerNumber",
    "IdentityCheck",
    "IdentityQuestion",
    "LookUp",
    "Merge",
    "NumberMatch",
    "Officer",
    "OfficerKey",
    "OfficerTable",
    "OfficerTableState",
    "Posting",
    "Rank",
    "RosterImport",
    "RosterImportState",
    "RosterRow",
    "RowDecision",
    "RowOutcome",
    "Sex",
    "SlipPurpose",
    "SlipState",
    "Unit",
    "UnitKind",
    "id_of",
    "in_pair",
]
