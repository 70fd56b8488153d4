"""The public site: clusters, what they are and decide, without an account and without personal data.

Every page is an allow-list: a template gets frozen dataclasses of `selectors` and nothing else.
"""
