"""Pages of the room: the documentation, and the keys of the reader."""
