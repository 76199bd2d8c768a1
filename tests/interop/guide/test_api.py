"""The guide's chapter Dynamic Route Announcement, the 3.x forms, and what becomes of helper programs that misbehave."""

import re

import pytest
from lab.expected import route
from lab.waiting import stays, wait_until

DYNAMIC = {"100.10.0.0/24": route(), "100.20.0.0/24": route(), "100.30.0.0/24": route()}


def helper(body):
    return f"#!/usr/bin/env python3\nimport os, sys, time\n{body}\n"


def start_with(guide, body, mode=0o755):
    guide.host.write("api/announce.py", body, mode)
    return guide.start("dynamic.conf")


def test_announce(guide):
    guide.start("dynamic.conf", {"api/announce.py": "announce.py"})
    guide.established()
    guide.expect_table(DYNAMIC)
    guide.log(r"Started process 'dynamic-routes' with PID \d+")
    for prefix in DYNAMIC:
        guide.log(rf"\[API\] Announced {prefix}")
        guide.log(rf"Received command from API: announce route {prefix} next-hop self")
        guide.log(rf"Announced route {prefix}")


@pytest.mark.parametrize("config", ["v3-announce-routes.conf", "v4-announce-routes.conf"])
def test_both_forms_of_process(guide, config):
    guide.start(config, {"api/announce.py": "announce.py"})
    guide.expect_table(DYNAMIC)


@pytest.mark.parametrize("config", ["v3-migration.conf", "v4-migration.conf"])
def test_migration_example(guide, config):
    guide.start(config, {"announce.py": "announce.py"})
    guide.expect_table(DYNAMIC)


def test_withdraw(guide):
    """Chapter API Command Format, and a withdraw right behind its announce."""
    start_with(guide, helper("""
for line in ("announce route 100.10.0.0/24 next-hop 192.168.1.2", "announce route 100.20.0.0/24 next-hop self"):
    print(line, flush=True)
time.sleep(3)
print("withdraw route 100.10.0.0/24", flush=True)
print("announce route 100.30.0.0/24 next-hop self\\nwithdraw route 100.30.0.0/24", flush=True)
time.sleep(600)"""))
    guide.expect_table({"100.10.0.0/24": route(), "100.20.0.0/24": route()})
    guide.expect_table({"100.20.0.0/24": route()})


def test_helper_is_told_that_its_lines_were_taken(guide):
    start_with(guide, helper("""
print("announce route 100.10.0.0/24 next-hop self", flush=True)
os.write(2, f"ANSWER {sys.stdin.readline().strip()}\\n".encode())
time.sleep(600)"""))
    guide.log("ANSWER done")


def test_missing_word_route(guide):
    """Chapter Command Syntax: the wrong form is refused, with what is missing; the helper goes on."""
    start_with(guide, helper("""
print("announce 100.10.0.0/24 next-hop self", flush=True)
print("announce route 100.20.0.0/24 next-hop self", flush=True)
time.sleep(600)"""))
    guide.expect_table({"100.20.0.0/24": route()})
    guide.log("(?i)announce 100.10.0.0/24.*")
    guide.log("announce route 100.10.0.0/24|lacks the word.*route|missing.*'route'")


def test_script_is_not_executable(guide):
    """Chapter API Process Not Starting: the session lives on without it."""
    start_with(guide, helper("time.sleep(600)"), mode=0o644)
    guide.log("Process 'dynamic-routes' failed to start.*(?i:not executable)")
    guide.log(r"chmod \+x /etc/exabgp/api/announce\.py")


def test_script_without_shebang(guide):
    start_with(guide, "import time\ntime.sleep(600)\n")
    guide.log("Process 'dynamic-routes' failed to start.*(#!|(?i:shebang))")


def test_script_does_not_exist(guide):
    guide.start("dynamic.conf")
    guide.log("(Process 'dynamic-routes' failed to start.*|.*announce.py.*)(?i:does not exist|no such file|cannot find)")


def test_helper_that_ends_is_started_again(guide):
    start_with(guide, helper("""
print("announce route 100.10.0.0/24 next-hop self", flush=True)
time.sleep(1)"""))
    guide.expect_table({"100.10.0.0/24": route()})
    guide.log(r"Started process 'dynamic-routes' with PID \d+", count=2)


def test_helper_that_ends_at_once_is_given_up(guide):
    """ExaBGP's restart rule: five starts within about a minute, then the program ends, and says why."""
    process = start_with(guide, helper("sys.exit(1)"))
    guide.log("Too many death for dynamic-routes .5. terminating program", within=30)
    assert process.wait(15) == 1
    assert len(re.findall("Started process 'dynamic-routes'", process.log())) in range(5, 11)


def test_helper_that_never_reads_stalls_nobody(guide):
    """Its pipe and our queue fill up with updates; hold time is three seconds, and the session must live through it."""
    guide.start_router(" timers bgp 1 3\n")
    guide.host.write("api/receive.py", helper("time.sleep(600)"))
    guide.start("receive.conf")
    guide.established()
    networks = [f"network 20.{first}.{second}.0/24" for first in range(40) for second in range(50)]
    guide.frr.configure("router bgp 65000", "address-family ipv4 unicast", *networks)
    for _ in range(3):
        guide.frr.vtysh("clear bgp 192.168.1.2 out")
    stays(lambda: guide.frr.established("192.168.1.2"), "the session", during=8)
    assert guide.frr.neighbor("192.168.1.2")["connectionsEstablished"] == 1
    assert guide.exabgp.stop() == 0


def test_helper_is_ended_with_the_program(guide):
    start_with(guide, helper("time.sleep(600)"))
    pid = int(guide.log(r"Started process 'dynamic-routes' with PID \d+").rsplit(" ", 1)[1])
    guide.exabgp.stop()
    wait_until(lambda: not running(pid), "the helper is gone")


def running(pid):
    try:
        with open(f"/proc/{pid}/stat") as stat:
            return stat.read().rsplit(")", 1)[1].split()[0] != "Z"
    except FileNotFoundError:
        return False


def test_flow_route(guide):
    """Chapter API Command Format: the FlowSpec line as printed, on a router that speaks it."""
    guide.start_router(" address-family ipv4 flowspec\n  neighbor 192.168.1.2 activate\n exit-address-family\n")
    start_with(guide, helper("""
print("announce flow route { match { destination 100.10.0.0/24; } then { discard; } }", flush=True)
time.sleep(600)"""))
    shown = wait_until(lambda: "100.10.0.0/24" in flows(guide) and flows(guide), "FRR has the flow")
    assert "discard" in shown or "rate 0" in shown


def flows(guide):
    return guide.frr.vtysh("show bgp ipv4 flowspec detail")
