"""Whether two descriptions are of one person: names in both scripts, weights of evidence, search keys. No database."""

from participants.identity.evidence import Evidence, evidence_from_json
from participants.identity.keys import email_key, keys_of, keys_of_name
from participants.identity.weighing import LIKELY, Description, Weighed, description_of, weigh

__all__ = [
    "LIKELY",
    "Description",
    "Evidence",
    "Weighed",
    "description_of",
    "email_key",
    "evidence_from_json",
    "keys_of",
    "keys_of_name",
    "weigh",
]
