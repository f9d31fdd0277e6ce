"""What in trainings prevents taking an import back. See participants/roster_import/undo_rules.py."""

from django.utils.translation import gettext_lazy as _

from participants.roster_import.undo_rules import IF_POSTED, blocks, cascades

blocks("trainings.Enrolment.officer", _("The officer was enrolled in another session since."), of_known=IF_POSTED)
# Another programme asked for an officer whom nobody knows any more: its request lapses.
cascades("trainings.OfficerRequest.officer")
blocks("trainings.AttendanceMark.enrolment", _("Attendance is marked."))
blocks("trainings.AttendanceChange.enrolment", _("Attendance is marked."))
blocks("trainings.UndecidedMark.enrolment", _("Attendance is marked."))
blocks("trainings.Enrolment.double_of", _("Another record was merged with this one since."))
# A printed number stays taken; its tag then leads to nobody.
cascades("trainings.NameTag.enrolment")
# A waiver is about this entry alone.
cascades("trainings.EntryWaiver.enrolment")
blocks("trainings.WalkIn.enrolment", _("The officer was added on the spot since."))
blocks("trainings.Excuse.enrolment", _("The officer asked to be excused."))
blocks("trainings.ExcusedHalfDay.enrolment", _("The officer asked to be excused."))
blocks("trainings.MadeUpHalfDay.enrolment", _("A half-day was made up in another session."))
blocks("trainings.AllowancePayment.enrolment", _("An allowance was paid."))
blocks("trainings.LetterDelivery.enrolment", _("A letter was sent to the officer."))
blocks("trainings.ResultChange.enrolment", _("Attendance is marked."))
blocks("trainings.Objection.enrolment", _("The officer objected to a mark."))
blocks("trainings.ObjectedHalfDay.enrolment", _("The officer objected to a mark."))
