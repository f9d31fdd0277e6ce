"""Which programme the audit entries about officers and their rosters belong to: the one that holds the record."""

from accounts.models.audit_programmes import belongs

belongs("participants.officer", "programme", is_about_officers=True)
belongs("participants.posting", "officer__programme", is_about_officers=True)
belongs("participants.merge", "kept__programme", is_about_officers=True)
belongs("participants.formernumber", "officer__programme", is_about_officers=True)
belongs("participants.distinctpair", "officer_low__programme", is_about_officers=True)
belongs("participants.duplicatepair", "officer_low__programme", is_about_officers=True)
belongs("participants.delegate", "consultation__programme", is_about_officers=True)
belongs("participants.officertable", "programme", is_about_officers=True)
belongs("participants.rosterimport", "programme", is_about_officers=True)
belongs("participants.rosterrow", "roster_import__programme", is_about_officers=True)
belongs("participants.claimslip", "officer__programme", is_about_officers=True)
belongs("participants.identitycheck", "officer__programme", is_about_officers=True)
