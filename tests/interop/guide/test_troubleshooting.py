"""The guide's chapters Troubleshooting and Checking Your Version, and the environment variables it uses."""

from lab.expected import route
from lab.waiting import stays, wait_until


def test_debug_log(guide):
    guide.start("minimal.conf", prefix=("env", "exabgp.log.level=DEBUG"))
    guide.expect_table({"100.10.0.0/24": route()})
    assert "debug" in guide.exabgp.log().lower()


def test_without_debug_there_are_fewer_lines(guide):
    guide.start("minimal.conf")
    guide.expect_table({"100.10.0.0/24": route()})
    assert "| debug" not in guide.exabgp.log().lower()


def test_version(guide):
    done = guide.host.run("exabgp", "version")
    assert done.returncode == 0
    lines = done.stdout.splitlines()
    assert lines[0].startswith("ExaBGP : 5.0.")
    assert lines[1].startswith("Python : ")


def test_md5(guide):
    guide.start_router()
    guide.frr.configure("router bgp 65000", "neighbor 192.168.1.2 password secretpassword")
    guide.start("md5.conf")
    guide.established()


def test_md5_mismatch(guide):
    """Chapter Authentication Failure: no session, a line that says so, and it comes up when the router's password is set right."""
    guide.start_router()
    guide.frr.configure("router bgp 65000", "neighbor 192.168.1.2 password anotherpassword")
    guide.start("md5.conf")
    guide.log("Authentication failure", within=40)
    stays(lambda: not guide.frr.established("192.168.1.2"), "no session")
    guide.frr.configure("router bgp 65000", "neighbor 192.168.1.2 password secretpassword")
    guide.established(within=40)


def test_wrong_as(guide):
    guide.start_router()
    guide.frr.configure("router bgp 65000", "neighbor 192.168.1.2 remote-as 65099")
    guide.start("minimal.conf")
    guide.log("(?i)65001.*65099|bad peer AS|NOTIFICATION", within=30)
    stays(lambda: not guide.frr.established("192.168.1.2"), "no session")


OTHER_PORT = ("env", "exabgp.tcp.bind=192.168.1.2", "exabgp.tcp.port=1790")


def start_on_other_port(guide):
    """exabgp.tcp.port is where we listen and where we connect to; the router listens on 179 only, so the session is the one that it opens."""
    guide.start_router()
    guide.frr.configure("router bgp 65000", "neighbor 192.168.1.2 port 1790")
    guide.start("minimal.conf", prefix=OTHER_PORT)


def test_listening(guide):
    start_on_other_port(guide)
    wait_until(lambda: "192.168.1.2:1790" in guide.namespace.run("ss", "-Hltn").stdout, "it listens")
    guide.expect_table({"100.10.0.0/24": route()})


def test_port_is_taken(guide):
    """One clear message with place, cause and remedy; no session is lost over it silently."""
    guide.start_router()
    taken = guide.world.keep(guide.host.start("env", "python3", "-c", LISTEN, log="taken.log"))
    taken.wait_for_log("listening")
    guide.start("minimal.conf", prefix=OTHER_PORT)
    guide.log("192.168.1.2:1790.*(?i:in use)|(?i:in use).*192.168.1.2:1790|1790.*(?i:in use)")


LISTEN = """
import socket, time
taken = socket.create_server(("192.168.1.2", 1790))
print("listening", flush=True)
time.sleep(600)
"""


def test_mistakes_in_the_file(guide):
    """All of them at once, each with its place; exit code 1."""
    guide.host.write("exabgp.conf", "neighbor 192.168.1.1 {\n    router-id 192.168.1.2;\n    local-adress 192.168.1.2;\n    local-as 65001;\n    static { route 100.10.0.300/24 next-hop self; }\n}\n", 0o644)
    process = guide.world.keep(guide.host.start("exabgp", "/etc/exabgp/exabgp.conf"))
    assert process.wait(20) == 1
    text = process.log()
    assert "exabgp.conf:3:" in text and "local-adress" in text and "local-address" in text
    assert "exabgp.conf:5:" in text and "100.10.0.300/24" in text
    assert "peer-as" in text


def test_local_address_is_absent(guide):
    guide.start_router()
    guide.namespace.ip("address", "del", "192.168.1.2/24", "dev", "eth0")
    guide.namespace.add_address("192.168.1.3/24")
    guide.start("minimal.conf")
    guide.log("192.168.1.2.*(?i:not.*(address|host|interface)|cannot assign)")
    guide.namespace.add_address("192.168.1.2/24")
    guide.established(within=40)


def test_garbage_on_the_port(guide):
    """Someone connects to the BGP port and sends nonsense: the session of the real peer is not touched."""
    start_on_other_port(guide)
    guide.expect_table({"100.10.0.0/24": route()})
    for _ in range(5):
        done = guide.router.run("python3", "-c", GARBAGE)
        assert done.returncode == 0, done.stderr
    stays(lambda: guide.frr.established("192.168.1.2"), "the session")
    assert guide.frr.neighbor("192.168.1.2")["connectionsEstablished"] == 1


GARBAGE = """
import os, socket
line = socket.create_connection(("192.168.1.2", 1790), 5)
line.settimeout(5)
try:
    line.sendall(b"GET / HTTP/1.1\\r\\n\\r\\n" + os.urandom(4000))
    while line.recv(1000): pass
except OSError:
    pass
"""
