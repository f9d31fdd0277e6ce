"""Draws a moment at which the tests shall hold, within the next five years, and prints it in UTC: "2028-02-29 18:00:10".

Every other moment lies where dates go wrong: at the turn of a month or year or in a leap day, and near midnight there or
in Dhaka. Usage: python3 scripts/drawn_date.py
"""

import random
from datetime import UTC, date, datetime, time, timedelta

YEARS = 5
# Midnight in Dhaka; Bangladesh has kept UTC+6 since 2010.
MIDNIGHT_IN_DHAKA = timedelta(hours=18)


def draw(chance, today):
    """Returns the moment (datetime in UTC). chance: a random.Random. today: the date the five years begin with."""
    days = [today + timedelta(days=number) for number in range(1, YEARS * 365)]
    day = chance.choice(chance.choice([days, *edges(days)]))
    midnight = datetime.combine(day, time(), UTC)
    if chance.random() < 0.5:
        return midnight + timedelta(seconds=chance.randrange(86_400))
    # From half an hour before to a minute after, so that the run begins before the turn as often as in its first minute.
    turn = midnight + chance.choice([timedelta(0), MIDNIGHT_IN_DHAKA])
    return turn + timedelta(seconds=chance.choice([chance.randrange(-1800, 0), chance.randrange(60)]))


def edges(days):
    """Returns the days around the turn of a year, around the turn of a month, and around leap days, in three lists."""
    month = [day for day in days if (day + timedelta(days=1)).day <= 2]
    year = [day for day in month if (day + timedelta(days=1)).month == 1 and day.day in {1, 31}]
    leap = [day for day in days if day in around_leap_days(day.year)]
    return [found for found in (year, month, leap) if found]


def around_leap_days(year):
    """Returns 28 and 29 February and 1 March of a leap year, nothing of another year."""
    try:
        middle = date(year, 2, 29)
    except ValueError:
        return set()
    return {middle + timedelta(days=number) for number in (-1, 0, 1)}


if __name__ == "__main__":
    print(draw(random.SystemRandom(), datetime.now(UTC).date()).strftime("%Y-%m-%d %H:%M:%S"))
