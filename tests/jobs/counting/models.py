from django.db import models


class Counted(models.Model):
    """A number that was written down. Nothing forbids writing it twice, so that a test can see if it was."""

    number = models.IntegerField()

    class Meta:
        default_related_name = "counted"

    def __str__(self):
        return str(self.number)
