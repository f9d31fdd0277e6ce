import time

from jobs.running import performs
from tests.jobs.counting import UP_TO
from tests.jobs.counting.models import Counted


@performs("tests.count")
def count(job, lease):
    for number in range(Counted.objects.count(), UP_TO):
        with lease.chunk(done=number + 1, total=UP_TO):
            Counted.objects.create(number=number)
            # Inside the transaction, so that a kill most likely meets a row that is not committed.
            time.sleep(0.1)
    return {"counted": Counted.objects.count()}
