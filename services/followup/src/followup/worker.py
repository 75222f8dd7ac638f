"""Follow-up's worker: relay, consumers, retries and audit sealing."""

from kit.worker import run_worker

from followup.events.handlers import handlers

if __name__ == "__main__":
    run_worker("followup", handlers)
