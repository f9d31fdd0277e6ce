from jobs.execution.running import performs
from tests.jobs.counting import HALF_WAY, UP_TO
from tests.jobs.counting.models import Counted
from tests.standing_still import stand_still


@performs("tests.count")
def count(job, lease):
    for number in range(Counted.objects.count(), UP_TO):
        with lease.chunk(done=number + 1, total=UP_TO):
            Counted.objects.create(number=number)
            if number == HALF_WAY:
                # Inside the transaction, so that a kill meets a row that is not committed.
                stand_still()
    return {"counted": Counted.objects.count()}
