"""What is measured, for Prometheus."""

from prometheus_client import Counter, Gauge, Histogram

REQUESTS = Histogram(
    "qibu_request_seconds",
    "Time to answer a request.",
    ["service", "method", "route", "status"],
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10),
)
EVENTS_PUBLISHED = Counter("qibu_events_published_total", "Outbox events sent to the bus.", ["service"])
EVENTS_APPLIED = Counter("qibu_events_applied_total", "Events applied.", ["service", "type"])
EVENT_DELAY = Histogram(
    "qibu_event_delay_seconds",
    "From recording an event to its effect in this service.",
    ["service"],
    buckets=(0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5, 60, 3600),
)
OUTBOX_WAITING = Gauge("qibu_outbox_waiting", "Events not yet published.", ["service"])
LAG = Gauge("qibu_lane_lag", "Events of a lane that this service has still to apply.", ["service", "lane"])
DEAD_LETTERS = Gauge("qibu_dead_letters", "Events held back, by state.", ["service", "state"])
