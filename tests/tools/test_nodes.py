"""Web nodes and workers as they run in earnest, on one PostgreSQL and one Valkey."""

import contextlib
import time
import urllib.error
import urllib.request

import pytest

from tests.servers import DURABLE, Node, grappe_node, grappe_worker, postgres, prepare, valkey

pytestmark = pytest.mark.chaos


@pytest.fixture(scope="module")
def cluster(tmp_path_factory):
    """(database, bell), prepared as for a first start."""
    with postgres(**DURABLE) as server, valkey(own=True) as bell:
        prepare(server.url, tmp_path_factory.mktemp("prepare"))
        yield server, bell


@pytest.fixture(scope="module")
def node(cluster):
    database, bell = cluster
    with grappe_node(database.url, bell.url) as node:
        yield node


def status(node, path="/healthz", timeout=2.0):
    try:
        with urllib.request.urlopen(node.url + path, timeout=timeout) as answer:
            return answer.status
    except urllib.error.HTTPError as refused:
        with refused:
            return refused.code


def test_a_killed_node_comes_back_on_its_port(node):
    address = node.url
    node.kill()
    with pytest.raises(urllib.error.URLError):
        status(node)
    node.start()
    assert (node.url, status(node)) == (address, 200)


def test_a_frozen_node_says_nothing_and_goes_on_when_it_is_thawed(node):
    node.freeze()
    with pytest.raises(TimeoutError):
        status(node, timeout=0.5)
    node.thaw()
    assert status(node) == 200


def test_a_node_that_is_told_to_stop_does_so_at_once(node):
    node.stop()
    assert not node.running
    node.start()
    assert 20_000_000 < node.rss() < 500_000_000


@contextlib.contextmanager
def away(server):
    """Pulled out of the wall, and plugged in again whatever happens meanwhile."""
    server.kill()
    try:
        yield
    finally:
        server.start()


def test_a_node_lives_but_is_not_ready_while_its_database_is_away(cluster, node):
    with away(cluster[0]):
        assert status(node, "/readyz") == 503
        assert status(node, "/healthz") == 200
    assert status(node, "/readyz") == 200


def test_a_node_does_not_mind_that_the_bell_is_away(cluster, node):
    with away(cluster[1]):
        assert status(node, "/readyz") == 200


def test_a_worker_is_killed_and_started_again(cluster):
    database, bell = cluster
    with grappe_worker(database.url, bell.url) as worker:
        worker.kill()
        assert not worker.running
        worker.start()
        assert worker.running


def test_unsafe_settings_end_a_node_with_one_sentence(cluster):
    database, bell = cluster
    began = time.monotonic()
    with (
        pytest.raises(RuntimeError, match="SECRET_KEY is too short"),
        grappe_node(database.url, bell.url, SECRET_KEY="short"),
    ):
        pass
    assert time.monotonic() - began < Node.patience, "it tried again and again instead of ending"
