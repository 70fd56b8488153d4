"""The only place that asks what time it is, so that a tour or a test can fix the day."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import timezone


def now() -> datetime:
    """Return the present moment, aware; on a fixed day the date is `FIXED_TODAY`, the time of day real or `FIXED_TIME`."""
    moment = timezone.now()
    fixed: date | None = settings.FIXED_TODAY
    if fixed is None:
        return moment
    hour: time | None = settings.FIXED_TIME
    if hour is not None:
        return datetime.combine(fixed, hour)
    return moment + timedelta(days=(fixed - moment.date()).days)


def today(time_zone: str | None = None) -> date:
    """Return the date now in a time zone (IANA name), by default the platform's."""
    zone = ZoneInfo(time_zone) if time_zone else timezone.get_default_timezone()
    fixed: date | None = settings.FIXED_TODAY
    return fixed if fixed is not None else now().astimezone(zone).date()
