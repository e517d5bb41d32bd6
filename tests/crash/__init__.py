"""What ends a program at the wrong moment, done on purpose and counted."""
