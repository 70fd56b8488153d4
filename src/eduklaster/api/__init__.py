"""The JSON API: what the pages show and do, for programs, with its description and the keys that open it."""
