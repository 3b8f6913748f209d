// Places.
