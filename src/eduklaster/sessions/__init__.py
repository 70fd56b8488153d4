"""Sessions of organs: proposals, notice, agenda, attendance, quorum, minutes."""
