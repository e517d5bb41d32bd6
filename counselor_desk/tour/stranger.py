"""Somebody calls and asks about a client: the words to say."""

from counselor_desk.tour.guide import Tour

ORDER = 66


def steps(tour: Tour) -> None:
    tour.sit("bea")
    tour.go("stranger")
    tour.picture("stranger", "What to say when somebody asks about a client")
