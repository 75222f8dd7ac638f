"""The worker process of training: relay, consumers, retries, audit sealing."""

from kit.worker import run_worker

from training.events.handlers import handlers
from training.settings import SERVICE

if __name__ == "__main__":
    run_worker(SERVICE, handlers)
