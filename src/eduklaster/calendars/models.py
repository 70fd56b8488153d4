"""By which secret a calendar program reads somebody's calendar."""

from __future__ import annotations

from django.db import models


class Subscription(models.Model):
    """The feed of one person. The address is made of `secret` and the installation's key; another secret, another address."""

    person = models.OneToOneField("people.Person", on_delete=models.CASCADE, related_name="+")
    secret = models.CharField(max_length=40, unique=True)
    made_at = models.DateTimeField()
    read_on = models.DateField(null=True, blank=True, help_text="day on which a program read it last")
