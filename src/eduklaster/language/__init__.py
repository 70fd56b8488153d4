"""Ukrainian and Russian words: names and posts in their cases, and word forms for search. Pure Python, no Django.

Declension follows rules and dictionaries, and both can be wrong about a rare name. So every form says whether it is sure;
an unsure one is shown to the person who signs, never printed as if it were known.

Dictionaries are loaded at the first question in their language and stay: about 20 MB and 0.2 s each.
"""
