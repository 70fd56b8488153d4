"""Pages of the room, by noun: find, call one service, choose a template."""
