"""Sessions: restarts on both sides, MD5, wrong AS, listening, and strangers on the port."""

import os
import re
import signal
import time

from lab.process import Process
from lab.rack import BIRD, FRR, OURS, WEB, yaml
from lab.waiting import stays, wait_until

STATIC = "{name: always, prefixes: [198.51.100.1/32]}"
ON_FRR = {"198.51.100.1/32": {"path": "65001", "origin": "IGP", "nexthop": OURS}}


def peer(extra="", address=FRR, asn=65000):
    return f"{{name: router, address: {address}, sourceAddress: {OURS}, asn: {asn}, families: [ipv4 unicast]{extra}}}"


def announced(frr, within=20):
    wait_until(lambda: frr.received() == ON_FRR, lambda: f"FRR has {ON_FRR}, now {frr.received()}", within)


def test_router_restarts(rack):
    frr, bird = rack.frr(), rack.bird()
    agent = rack.vigilcast(yaml(("frr4", "bird4"), [STATIC], checks=()))
    announced(frr)
    wait_until(bird.table, "BIRD has it")
    frr.kill()
    bird.kill()
    wait_until(lambda: not agent.peer("frr4")["up"] and not agent.peer("bird4")["up"], "both sessions are down")
    frr.start()
    bird.start()
    announced(frr, within=30)
    wait_until(lambda: set(bird.table()) == {"198.51.100.1/32"}, "BIRD has it again", within=30)


def test_router_hangs(rack):
    """It answers nothing any more without closing the connection: the hold time ends the session, and it comes back afterwards."""
    frr = rack.frr()
    agent = rack.vigilcast(yaml([peer(", holdTime: 3s")], [STATIC], checks=()))
    announced(frr)
    bgpd = frr.processes[-1]
    bgpd.signal(signal.SIGSTOP)
    wait_until(lambda: not agent.peer("router")["up"], "the hold time has run out", within=10)
    assert "hold" in agent.explain("router").lower()
    bgpd.signal(signal.SIGCONT)
    announced(frr, within=40)


def test_we_restart(rack):
    frr = rack.frr()
    agent = rack.vigilcast(yaml(services=[STATIC], checks=()))
    announced(frr)
    assert agent.stop() == 0
    wait_until(lambda: frr.received() == {}, "withdrawn")
    assert frr.neighbor(OURS)["lastResetDueTo"].startswith("BGP Notification received")
    agent.start()
    announced(frr)


def test_we_are_killed(rack):
    frr = rack.frr()
    agent = rack.vigilcast(yaml(services=[STATIC], checks=()))
    announced(frr)
    agent.kill()
    wait_until(lambda: frr.received() == {}, "gone", within=15)
    agent.start()
    announced(frr)


def test_md5(rack):
    """IPv4 to FRR and to BIRD, with the password from a file."""
    frr = rack.frr(f"router bgp 65000\n neighbor {OURS} password secret-phrase\n")
    bird = rack.bird(f'router id {BIRD};\nprotocol bgp ours4 {{ local {BIRD} as 65001; neighbor {OURS} as 65001; password "in the file"; ipv4 {{ import all; export none; }}; }}\n')
    secret = rack.world.folder / "secret"
    secret.write_text("in the file\n")
    rack.vigilcast(yaml([peer(', password: {value: "secret-phrase"}'), f"{{name: bird, address: {BIRD}, sourceAddress: {OURS}, asn: 65001, password: {{file: {secret}}}}}"], [STATIC], checks=()))
    announced(frr)
    wait_until(lambda: set(bird.table()) == {"198.51.100.1/32"}, "BIRD has it")


def test_wrong_md5_is_told_and_a_reload_repairs_it(rack):
    frr = rack.frr(f"router bgp 65000\n neighbor {OURS} password right\n")
    agent = rack.vigilcast(yaml([peer(', password: {value: "wrong"}')], [STATIC], checks=()))
    agent.wait_for_log("(?i)password", within=40)
    assert "password" in agent.explain("router").lower()
    stays(lambda: not frr.established(OURS), "no session")
    agent.reload(yaml([peer(', password: {value: "right"}')], [STATIC], checks=()))
    announced(frr, within=30)


def test_wrong_as_is_told_and_a_reload_repairs_it(rack):
    frr = rack.frr()
    agent = rack.vigilcast(yaml([peer(asn=64999)], [STATIC], checks=()))
    agent.wait_for_log("64999.*65000|65000.*64999")
    text = wait_until(lambda: "65000" in agent.explain("router") and agent.explain("router"), "explain names the AS that came")
    assert "64999" in text
    stays(lambda: frr.received() == {}, "nothing announced", during=1)
    agent.reload(yaml([peer()], [STATIC], checks=()))
    announced(frr, within=30)


def test_explain_a_router_that_refuses(rack):
    """Nobody listens on the router's port."""
    agent = rack.vigilcast(yaml(services=[STATIC], checks=()))
    wait_until(lambda: "refused" in agent.explain("frr4"), "explain says refused")
    assert "refused" in agent.log()


def test_explain_a_router_that_does_not_answer(rack):
    """Its packets are lost on the way: the route back is missing."""
    rack.frr_host.ip("address", "del", f"{FRR}/24", "dev", "eth0")
    agent = rack.vigilcast(yaml(services=[STATIC], checks=()))
    wait_until(lambda: any(word in agent.explain("frr4") for word in ("no answer", "unreachable", "no route")), "explain says no answer", within=30)


def test_explain_a_source_address_that_is_not_ours(rack):
    absent = f"{{name: router, address: {FRR}, sourceAddress: 10.9.0.77, asn: 65000}}"
    agent = rack.vigilcast(yaml([absent], [STATIC], checks=()))
    wait_until(lambda: "10.9.0.77" in agent.explain("router") and "interface" in agent.explain("router"), "explain names the address")


def test_explain_a_session_without_routes(rack):
    rack.frr()
    agent = rack.vigilcast(yaml(services=[WEB]))
    wait_until(lambda: agent.peer("frr4")["up"], "the session is up")
    assert "nothing" in agent.explain("frr4").lower()


def test_family_that_the_router_has_switched_off(rack):
    frr = rack.frr()
    both = f"{{name: router, address: {FRR}, sourceAddress: {OURS}, asn: 65000, families: [ipv4 unicast, ipv6 unicast]}}"
    agent = rack.vigilcast(yaml([both], [STATIC, '{name: six, prefixes: ["2001:db8:a::6/128"]}'], checks=()))
    announced(frr)
    assert "ipv6 unicast" in agent.explain("router")
    assert frr.received("ipv6") == {}


def test_router_connects_to_us(rack):
    frr = rack.frr()
    rack.vigilcast(yaml([peer(", passive: true")], [STATIC], checks=()))
    announced(frr, within=30)


def test_strangers_on_the_port(rack):
    """Nonsense from an unknown host, and from the router's own address beside its session: told, closed, and the session is not touched."""
    frr = rack.frr()
    agent = rack.vigilcast(yaml([peer(", passive: true")], [STATIC], checks=()))
    announced(frr, within=30)
    for host in (rack.bird_host, rack.frr_host):
        for _ in range(3):
            done = host.run("python3", "-c", NONSENSE, timeout=30)
            assert done.returncode == 0, done.stderr
    agent.wait_for_log(f"{BIRD}.*refused|refused.*{BIRD}")
    stays(lambda: frr.received() == ON_FRR, "the announcement")
    assert frr.neighbor(OURS)["connectionsEstablished"] == 1


NONSENSE = f"""
import os, socket
line = socket.create_connection(("{OURS}", 179), 5)
line.settimeout(5)
try:
    line.sendall(b"GET / HTTP/1.1\\r\\n\\r\\n" + os.urandom(3000))
    while line.recv(1000): pass
except OSError:
    pass
"""

HOLD_PORT = f"""
import socket, time
taken = socket.create_server(("{OURS}", 179))
print("listening", flush=True)
time.sleep(600)
"""


def test_port_in_use(rack):
    taken = rack.world.keep(Process(["python3", "-c", HOLD_PORT], rack.world.folder / "taken.log", rack.host))
    taken.wait_for_log("listening")
    agent = rack.vigilcast(yaml([peer(", passive: true")], [STATIC], checks=()))
    line = agent.wait_for_log(f".*(in use).*{OURS}:179.*")
    assert "ss -ltnp" in line
    assert agent.process.wait(20) == 1


def test_no_permission_for_the_port(rack):
    folder = rack.world.folder / "vigilcast"
    folder.mkdir()
    os.chmod(folder, 0o777)
    agent = rack.vigilcast(yaml([peer(", passive: true")], [STATIC], checks=()), user="nobody")
    line = agent.wait_for_log(".*no permission to listen on port 179.*")
    assert "CAP_NET_BIND_SERVICE" in line
    assert agent.process.wait(20) == 1


def test_stopping_is_quick(rack):
    frr = rack.frr()
    agent = rack.vigilcast(yaml(services=[STATIC], checks=()))
    announced(frr)
    started = time.monotonic()
    assert agent.stop() == 0
    assert time.monotonic() - started < 5
