"""Control of execution: tasks that decisions give, their reports, and everything the charter obliges somebody to do by a day."""
