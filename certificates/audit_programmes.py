"""Which programme the audit entries about certificates belong to."""

from accounts.models.audit_programmes import belongs

belongs("certificates.certificate", "enrolment__session__phase__programme", is_about_officers=True)
belongs("certificates.certificatebatch", "session__phase__programme")
belongs("certificates.badge", "certificate__enrolment__session__phase__programme", is_about_officers=True)
belongs("certificates.correctionrequest", "enrolment__session__phase__programme", is_about_officers=True)
belongs("certificates.handover", "ceremony__programme", is_about_officers=True)
belongs("certificates.dignitary", "ceremony__programme")
belongs("certificates.runningorderitem", "ceremony__programme")
belongs("certificates.reissue", "programme", is_about_officers=True)
belongs("certificates.revocationrequest", "programme", is_about_officers=True)
belongs("certificates.reinstatement", "enrolment__session__phase__programme", is_about_officers=True)
