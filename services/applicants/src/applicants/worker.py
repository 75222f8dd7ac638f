"""The worker process of the applicants service: relay, consumers, retries, audit sealing."""

from kit.worker import run_worker

from applicants.events.handlers import handlers
from applicants.settings import SERVICE

if __name__ == "__main__":
    run_worker(SERVICE, handlers)
