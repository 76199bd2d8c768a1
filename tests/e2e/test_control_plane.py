"""The site itself: what the other tests rely on."""

from cluster import objects
from cluster.api import ApiError
from lab.waiting import wait_until


def test_it_serves(site, show):
    show(f"control plane: ready after {site.started_in:.1f} s")
    assert site.api.ready()
    assert site.plane.kubectl("get", "namespaces").returncode == 0


def test_nodes_reach_it(site):
    for node in site.nodes:
        done = node.namespace.run("curl", "-fsS", "--cacert", site.plane.authority.certificate, f"{site.plane.server}/healthz")
        assert done.stdout == "ok", done.stderr


def test_a_node_can_be_cut_off(site):
    node = site.nodes[0]
    question = ["curl", "-fsS", "-m", "2", "--cacert", site.plane.authority.certificate, f"{site.plane.server}/healthz"]
    site.cut_off(node)
    try:
        assert node.namespace.run(*question).returncode != 0
        # Another node is reached as before: it answers at once that nobody listens there.
        assert node.namespace.run("curl", "-sS", "-m", "2", f"http://{site.nodes[1].address}:9/").returncode == 7
    finally:
        site.reconnect(node)
    assert node.namespace.run(*question).stdout == "ok"


def test_the_data_path_forwards_and_breaks(site, tmp_path):
    node = site.nodes[0]
    web = node.serve(tmp_path)
    try:
        node.forward("203.0.113.7", 80, web.port)
        assert node.namespace.run("curl", "-fsS", "-m", "2", "http://203.0.113.7/").stdout == "ok\n"
        node.break_data_path()
        assert node.namespace.run("curl", "-fsS", "-m", "2", "http://203.0.113.7/").returncode != 0
    finally:
        web.stop()


def test_nobody_interferes_with_what_tests_write(site):
    """A Service without a selector keeps the slice that the test wrote, and gets no address of anyone else."""
    made = site.api.apply(objects.service("plain"))
    mine = site.api.apply(objects.slice_of("plain", objects.endpoint("node-1", "10.244.1.5")))
    try:
        wait_until(lambda: site.api.get(mine)["endpoints"][0]["conditions"]["ready"], "the slice is there")
        slices = site.api.list(objects.SLICES, "EndpointSlice", "default", labelSelector="kubernetes.io/service-name=plain")
        assert [one["metadata"]["name"] for one in slices] == ["plain-ipv4"]
        assert not site.api.get(made)["status"]["loadBalancer"]
    finally:
        site.api.delete(made)
        site.api.delete(mine)


def test_the_api_server_restarts(site):
    site.plane.kill_api_server()
    site.plane.start_api_server()
    assert site.api.list("v1", "Namespace")


def test_errors_are_told(site):
    try:
        site.api.apply({"apiVersion": "v1", "kind": "Service", "metadata": {"name": "Bad Name"}})
    except ApiError as error:
        assert error.status == 422 and "Bad Name" in error.message
    else:
        raise AssertionError("it was accepted")
