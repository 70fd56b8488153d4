"""The key by which typed text is found: one Latin letter for each Cyrillic one, because trigrams need letters.

Under the locale «C» PostgreSQL sees no letters in Cyrillic text: it makes no trigrams of them and cannot change their case.
Letters that are mixed up in typing share one key; apostrophes and quotes fall out.
"""

from django.db import migrations

_LETTERS = {
    **dict(zip("абвгґдзклмнопрстуфхц", "abvggdzklmnoprstufhc", strict=True)),
    **dict.fromkeys("еёєэ", "e"),
    **dict.fromkeys("иіїйы", "i"),
    **dict(zip("жчшщюяў", "jqwwyxu", strict=True)),
}
_FROM = "".join(_LETTERS)
_TO = "".join(_LETTERS.values())
_DROPPED = "ьЬъЪ'’ʼ`´‘′«»“”„\""

_CREATE = f"""
CREATE OR REPLACE FUNCTION latin_key(value text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURNS NULL ON NULL INPUT AS $$
  SELECT translate(lower(value), $chars${_FROM + _FROM.upper() + _DROPPED}$chars$, '{_TO + _TO}') COLLATE "C"
$$;
"""


class Migration(migrations.Migration):
    dependencies = [("kernel", "0001_extensions_and_sort_key")]
    operations = [migrations.RunSQL(_CREATE, "DROP FUNCTION IF EXISTS latin_key(text)")]
