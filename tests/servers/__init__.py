"""Real servers for tests, thrown away afterwards: no container, for root and ordinary users.

with postgres(**DURABLE) as database, valkey() as bell:
    database.kill(); database.start()      # same port, same data
    bell.freeze(); bell.thaw()
"""

from .databases import DURABLE, Postgres, Valkey, postgres, valkey
from .mail import MailBox, smtp_sink
from .nodes import Node, Worker, grappe_node, grappe_worker, prepare
from .process import Process, free_port

__all__ = [
    "DURABLE",
    "MailBox",
    "Node",
    "Postgres",
    "Process",
    "Valkey",
    "Worker",
    "free_port",
    "grappe_node",
    "grappe_worker",
    "postgres",
    "prepare",
    "smtp_sink",
    "valkey",
]
