"""What every room stands on: clock, errors, event bus, texts in three languages, Cyrillic sort order."""
