from certificates.models.certificate import (
    Certificate,
    CertificateBatch,
    CertificateState,
    SerialCounter,
    SerialReservation,
)
from certificates.models.design import CertificateDesign, DesignPartner, DesignSignatory, Layout, Level, Signatory

__all__ = [
    "Certificate",
    "CertificateBatch",
    "CertificateDesign",
    "CertificateState",
    "DesignPartner",
    "DesignSignatory",
    "Layout",
    "Level",
    "SerialCounter",
    "SerialReservation",
    "Signatory",
]
