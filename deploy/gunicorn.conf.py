"""One server shape for laptop and cluster: one gevent process a node, live lines over WebSocket.

More cores are used by more nodes behind nginx; they share the database and the doorbell.
"""

import gc
import os

bind = f"{os.environ.get('HOST', '127.0.0.1')}:{os.environ.get('PORT', '5000')}"
worker_class = "gevent"
workers = 1
worker_connections = int(os.environ.get("MAX_SOCKETS", "5000")) + 500  # pages keep answering
graceful_timeout = 10
timeout = 60
keepalive = 5
backlog = 4096
control_socket_disable = True
loglevel = "warning"
forwarded_allow_ips = os.environ.get("FORWARDED_ALLOW_IPS", "127.0.0.1")


def post_worker_init(worker):
    """Everything is loaded. When this process is told to stop, its pump says goodbye to its lines."""
    # What is loaded by now stays: looking through all of it for rubbish, over and over, took a fifth
    # of a second now and then, in the middle of somebody's page.
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)
    pump = worker.wsgi.extensions.get("pump")
    if pump:  # the peers in bench/ are served with these settings, too, and have none
        pump.alive = lambda: worker.alive
