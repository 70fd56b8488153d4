"""The one library in which the tags of every module are registered, and where their templates stand."""

from django import template

register = template.Library()
DIR = "ui/components"
