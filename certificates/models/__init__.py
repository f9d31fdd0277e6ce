"""Certificates, their designs and keys, and what was asked about them: corrections, revocations, reissues.

Fields, constraints and QuerySets; triggers keep an issued certificate as it was printed.
"""

from certificates.models.badge import Badge, StatusList
from certificates.models.ceremony import (
    Ceremony,
    CeremonySession,
    CeremonyState,
    Dignitary,
    DignitaryRole,
    HandOver,
    HandOverOrder,
    HandOverState,
    RunningOrderItem,
)
from certificates.models.certificate import (
    Certificate,
    CertificateBatch,
    CertificateState,
    SerialCounter,
    SerialReservation,
)
from certificates.models.correction import CorrectionRequest, CorrectionState
from certificates.models.design import (
    CertificateDesign,
    Colours,
    DesignPartner,
    DesignSignatory,
    FrozenDesign,
    Layout,
    Level,
    Paper,
    Signatory,
)
from certificates.models.programme_request import ProgrammeRequest
from certificates.models.reinstatement import Reinstatement, ReinstatementState
from certificates.models.reissue import Reissue, ReissueItem
from certificates.models.revocation import RevocationItem, RevocationOutcome, RevocationRequest, RevocationState
from certificates.models.signing import SigningCertificate

__all__ = [
    "Badge",
    "Ceremony",
    "CeremonySession",
    "CeremonyState",
    "Certificate",
    "CertificateBatch",
    "CertificateDesign",
    "CertificateState",
    "Colours",
    "CorrectionRequest",
    "CorrectionState",
    "DesignPartner",
    "DesignSignatory",
    "Dignitary",
    "DignitaryRole",
    "FrozenDesign",
    "HandOver",
    "HandOverOrder",
    "HandOverState",
    "Layout",
    "Level",
    "Paper",
    "ProgrammeRequest",
    "Reinstatement",
    "ReinstatementState",
    "Reissue",
    "ReissueItem",
    "RevocationItem",
    "RevocationOutcome",
    "RevocationRequest",
    "RevocationState",
    "RunningOrderItem",
    "SerialCounter",
    "SerialReservation",
    "Signatory",
    "SigningCertificate",
    "StatusList",
]
