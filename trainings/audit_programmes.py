"""Which programme the audit entries about trainings belong to."""

from accounts.models.audit_programmes import belongs

belongs("trainings.trainingsession", "phase__programme")
belongs("trainings.sessionday", "session__phase__programme")
belongs("trainings.slot", "day__session__phase__programme")
belongs("trainings.sessiontrainer", "session__phase__programme")
belongs("trainings.sessionquota", "session__phase__programme")
belongs("trainings.enrolment", "session__phase__programme", is_about_officers=True)
belongs("trainings.attendancemark", "enrolment__session__phase__programme", is_about_officers=True)
belongs("trainings.sessionroster", "session__phase__programme", is_about_officers=True)
# Of the programme that asks, also where another one answers.
belongs("trainings.officerrequest", "session__phase__programme", is_about_officers=True)
