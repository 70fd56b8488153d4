"""What calendar programs read: one maker of iCalendar objects, a feed of each person by a secret address, a feed of a cluster."""
