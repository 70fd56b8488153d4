"""Extensions that the constraints and the search need, and the Cyrillic sort key."""

from django.contrib.postgres.operations import BtreeGistExtension, TrigramExtension, UnaccentExtension
from django.db import migrations

_ALPHABET = "абвгґдеёєжзиіїйклмнопрстуфхцчшщъыьэюя"
_SORTED = "".join(chr(0xE000 + position) for position in range(len(_ALPHABET)))

_CREATE = f"""
CREATE OR REPLACE FUNCTION uk_key(value text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURNS NULL ON NULL INPUT AS $$
  SELECT translate(lower(value), '{_ALPHABET + _ALPHABET.upper()}', '{_SORTED + _SORTED}') COLLATE "C"
$$;
"""


class Migration(migrations.Migration):
    initial = True
    dependencies = []
    operations = [
        BtreeGistExtension(),
        TrigramExtension(),
        UnaccentExtension(),
        migrations.RunSQL(_CREATE, "DROP FUNCTION IF EXISTS uk_key(text)"),
    ]
