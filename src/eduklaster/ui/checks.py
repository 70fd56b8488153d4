"""System checks: what the room needs from the settings and from the vendored files."""

from collections.abc import Sequence

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Warning, register

from eduklaster.ui.icons import icons_missing


@register("ui")
def check_icons(app_configs: Sequence[AppConfig] | None, **kwargs: object) -> list[CheckMessage]:
    """Every icon of the allow-list has its file."""
    missing = icons_missing()
    if not missing:
        return []
    return [
        Warning(
            f"{len(missing)} icons have no file: {', '.join(missing[:5])}.",
            hint="Run the installation of the vendored assets; see settings.ICONS_DIR.",
            id="ui.W001",
        )
    ]


@register("ui")
def check_settings(app_configs: Sequence[AppConfig] | None, **kwargs: object) -> list[CheckMessage]:
    """Forms are rendered through the template engines, so that our field is used everywhere."""
    if settings.FORM_RENDERER == "django.forms.renderers.TemplatesSetting":
        return []
    return [
        Warning(
            "FORM_RENDERER does not look into our templates, fields will look foreign.",
            hint="Set FORM_RENDERER = 'django.forms.renderers.TemplatesSetting' and install django.forms.",
            id="ui.W002",
        )
    ]
