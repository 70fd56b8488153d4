"""Installing, starting, keeping and moving the platform: what an operator types. The top of the house."""
