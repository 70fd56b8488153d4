"""What the demo's pages and loader share."""

DEMO_PASSWORD = "klaster-demo-2026"  # noqa: S105 -- shown on the demo's page, good for its invented accounts only
