"""What can be counted while it runs, in Prometheus' format at /metrics."""

from prometheus_client import Counter, Gauge, Histogram

ANSWERS = Counter("grappe_answers_total", "Answers by view and status", ["view", "status"])
DURATION = Histogram(
    "grappe_answer_seconds",
    "Time to answer by view",
    ["view"],
    buckets=(0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 5),
)
EVENTS = Counter("grappe_events_total", "Live events by name and result", ["event", "result"])
SOCKETS = Gauge("grappe_sockets", "Open live lines in this process")
CUT = Counter("grappe_sockets_cut_total", "Live lines cut by the server", ["why"])
BEATS = Histogram("grappe_beat_seconds", "Time for one beat of the pump")
UNANNOUNCED = Counter(
    "grappe_unannounced_total", "Changes found by the poll that no doorbell had announced"
)
TASKS_DONE = Counter("grappe_tasks_total", "Tasks by kind and result", ["kind", "result"])
