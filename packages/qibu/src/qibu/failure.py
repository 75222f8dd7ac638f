"""What goes wrong while the platform is started or kept up, said for the person at the console."""


class Failure(Exception):
    """The platform cannot do this; the text says why and what to do about it."""


class AlreadyRunning(Failure):
    """Another process holds this data directory."""


class PortTaken(Failure):
    """Another program listens on the port that was asked for."""


class DidNotStart(Failure):
    """A part ended, or stayed silent, before it was ready."""
