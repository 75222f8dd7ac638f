"""Credit's worker process (relay, consumers, audit sealing): ``python -m credit.worker``."""

from kit.worker import run_worker

from credit.events.handlers import handlers

if __name__ == "__main__":
    run_worker("credit", handlers)
