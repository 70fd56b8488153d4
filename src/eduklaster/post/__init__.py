"""Letters that have to leave: an outbox in the database, sent by background jobs; knows no domain."""
