"""What the pages of the living charter show, as plain values for the components of `ui`."""
