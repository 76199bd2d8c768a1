"""What people get who do not know the verbs by heart. Needs no namespaces and no agent."""

import json
import os
import subprocess

import pytest
from lab.agent import BINARY


def vigilcast(*words):
    environment = {"VIGILCAST_SOCKET": "/nonexistent/vigilcast.sock", "PATH": "/usr/bin:/bin"}
    return subprocess.run([BINARY, *words], capture_output=True, text=True, timeout=20, check=False, env=environment)


def test_version():
    verb, option = vigilcast("version"), vigilcast("--version")
    assert verb.returncode == option.returncode == 0
    assert verb.stdout == option.stdout and verb.stdout.startswith("vigilcast ")


@pytest.mark.parametrize(("words", "told"), [
    ((), "explain"),
    (("stauts",), "did you mean 'status'?"),
    (("zebra",), "vigilcast --help"),
    (("--nonsense",), "--nonsense"),
    (("status", "--nonsense"), "vigilcast status --help"),
    (("status", "nonsense"), "nonsense"),
    (("routes", "sideways"), "in"),
    (("explain",), "subject"),
    (("explain", "peer", "a", "b"), "vigilcast explain --help"),
    (("explain", "cat", "tom"), "the kinds are peer, service"),
    (("check",), "files"),
    (("decode",), "hex"),
    (("probe",), "url"),
    (("status", "-o", "xml"), "json"),
    (("run", "--log-level", "loud"), "debug"),
])
def test_what_is_not_understood(words, told):
    """Exit code 2, a sentence that names the verb or the word, and nothing on stdout."""
    done = vigilcast(*words)
    assert done.returncode == 2, done
    assert told in done.stderr and done.stderr.startswith("vigilcast"), done.stderr
    assert not done.stdout


@pytest.mark.parametrize("words", [
    ("status",), ("peers",), ("services",), ("routes",), ("routes", "in"), ("events",), ("reload",), ("explain", "web"), ("explain", "peer", "tor-a"),
])
def test_without_an_agent(words):
    done = vigilcast(*words)
    assert done.returncode == 1 and "/nonexistent/vigilcast.sock" in done.stderr and not done.stdout, done


@pytest.mark.parametrize(("words", "told"), [
    (("check", "/nonexistent.yaml"), "/nonexistent.yaml"),
    (("decode", "xyz"), "not hex"),
    (("crd", "Nonsense"), "the kinds are BGPPeer"),
    (("probe", "nonsense"), "nonsense"),
    (("run", "-c", "/nonexistent.yaml"), "/nonexistent.yaml"),
])
def test_what_cannot_be_done(words, told):
    """Exit code 1, and what is wrong."""
    done = vigilcast(*words)
    assert done.returncode == 1 and told in done.stderr, done


UPDATE = "FF" * 16 + "00300200000015400101004002004003040102030440050400000064180A0000"


@pytest.mark.parametrize(("words", "printed"), [
    (("encode", "route 10.0.0.0/24 next-hop 1.2.3.4"), UPDATE),
    (("encode", "-n", "10.0.0.0/24", "next-hop", "1.2.3.4"), "180A0000"),
    (("encode", "-n", "--", "10.0.0.0/24", "next-hop", "1.2.3.4"), "180A0000"),
    (("encode", "10.0.0.0/24", "next-hop", "1.2.3.4", "as-path", "[65001,65002]"),
     "FF" * 16 + "003A020000001F4001010040020A02020000FDE90000FDEA40030401020304" + "40050400000064180A0000"),
    (("decode", "-m", UPDATE), "announce route 10.0.0.0/24 next-hop 1.2.3.4 origin igp as-path [ ] local-preference 100"),
    (("decode", "-n", "-f", "ipv4 unicast", "180A0000"), '{ "nlri": "10.0.0.0/24" }'),
    (("env", "-d", "-e"), ""),
    (("--env-file=/dev/null", "env", "-d", "-e"), ""),
    (("--de",), ""),
])
def test_exabgps_verbs(words, printed):
    done = vigilcast("exabgp", *words)
    assert done.returncode == 0 and done.stdout.strip() == printed and not done.stderr, done


def test_exabgp_decodes_each_line_of_standard_input():
    environment = {"PATH": "/usr/bin:/bin"}
    done = subprocess.run([BINARY, "exabgp", "decode"], input=f"{UPDATE}\n\n00000000\n", capture_output=True, text=True, timeout=20, check=False, env=environment)
    first, second = (json.loads(line) for line in done.stdout.splitlines())
    assert done.returncode == 0 and not done.stderr
    assert first["neighbor"]["message"]["update"]["announce"] == {"ipv4 unicast": {"1.2.3.4": [{"nlri": "10.0.0.0/24"}]}}
    assert second["neighbor"]["message"] == {"eor": {"afi": "ipv4", "safi": "unicast"}}


def test_exabgp_decodes_as_compactly_as_helpers_are_told():
    environment = {"PATH": "/usr/bin:/bin", "exabgp_api_compact": "true"}
    done = subprocess.run([BINARY, "exabgp", "decode", UPDATE], capture_output=True, text=True, timeout=20, check=False, env=environment)
    assert json.loads(done.stdout)["neighbor"]["message"]["update"]["announce"] == {"ipv4 unicast": {"1.2.3.4": ["10.0.0.0/24"]}}


@pytest.mark.parametrize(("words", "code", "told"), [
    (("decode", "zz"), 1, "not hexadecimal"),
    (("decode", "-f", "ipv4", "00000000"), 1, "no list of address families"),
    (("decode", "-n", "-f", "ipv4 evpn", "00"), 1, "no list of address families"),
    (("decode", "-c", "/nonexistent.conf", "00000000"), 1, "/nonexistent.conf"),
    (("decode", "--nonsense"), 2, "exabgp decode --help"),
    (("encode",), 2, "route"),
    (("encode", "10.0.0.0/24", "--nonsense"), 2, "--nonsense"),
    (("run", "version", "--nonsense"), 2, "--nonsense"),
    (("encode", "nonsense"), 1, "not understood"),
    (("schema",), 2, "exabgp schema export"),
    (("configuration", "nonsense"), 2, "configuration validate"),
    (("healthcheck", "--rise", "often", "--fall", "x"), 2, "argument --rise: 'often': not a whole number\nexabgp healthcheck: error: argument --fall"),
    (("healthcheck", "--ip", "192.0.2.1", "--no-syslog", "--no-ip-setup", "--user", "nobody-at-all"), 1, "there is no user 'nobody-at-all'"),
])
def test_exabgps_verbs_say_what_is_wrong(words, code, told):
    done = vigilcast("exabgp", *words)
    assert done.returncode == code and told in done.stderr and not done.stdout, done


def test_exabgp_configuration_writes_what_it_read(tmp_path):
    example = vigilcast("exabgp", "configuration", "example")
    assert example.returncode == 0 and not example.stderr
    assert "/usr/local/bin/helper" in example.stdout  # which is not there, and would be warned about
    (tmp_path / "example.conf").write_text(example.stdout.replace("/usr/local/bin/helper", "/bin/cat"), encoding="utf-8")
    for word in ("--text", "-t"):
        written = vigilcast("exabgp", "configuration", "export", word, str(tmp_path / "example.conf"))
        assert written.returncode == 0 and "route 198.51.100.0/24 next-hop self" in written.stdout and not written.stderr, written
    exported = json.loads(vigilcast("exabgp", "configuration", "export", str(tmp_path / "example.conf")).stdout)
    assert exported["neighbor"]["192.0.2.1"]["capability"] == {"route-refresh": True}


def test_convert_prints_yaml_that_is_good(tmp_path):
    example = vigilcast("exabgp", "configuration", "example").stdout
    (tmp_path / "exabgp.conf").write_text(example, encoding="utf-8")
    done = vigilcast("convert", "exabgp", str(tmp_path / "exabgp.conf"))
    assert done.returncode == 0 and "prefixes: [198.51.100.0/24]" in done.stdout and "notes, at the top" in done.stderr, done
    (tmp_path / "vigilcast.yaml").write_text(done.stdout, encoding="utf-8")
    checked = vigilcast("check", str(tmp_path / "vigilcast.yaml"))
    assert checked.returncode == 0 and "good (1 peers, 0 routes, 0 checks, 1 services" in checked.stdout, checked
    (tmp_path / "exabgp.conf").write_text("neighbor {", encoding="utf-8")
    assert vigilcast("convert", "exabgp", str(tmp_path / "exabgp.conf")).returncode == 1


OLDER = "neighbor 192.0.2.1 { # old\n local-address 192.0.2.2; local-as 1; peer-as 2; md5 hush; family { inet unicast; }\n}\n"


def test_migrate_rewrites_a_file_in_place(tmp_path):
    file = tmp_path / "old.conf"
    file.write_text(OLDER, encoding="utf-8")
    file.chmod(0o600)
    newer = OLDER.replace("md5 ", "md5-password ").replace("inet ", "ipv4 ")
    migrate = ("exabgp", "migrate", "conf", "-f", "3.4", "-t", "5")
    assert vigilcast(*migrate, str(file)).stdout == newer
    dry = vigilcast(*migrate, "-n", str(file))
    assert dry.returncode == 0 and not dry.stdout and "old.conf:2: md5 -> md5-password" in dry.stderr and "hush" not in dry.stderr, dry
    assert vigilcast(*migrate, "-o", str(tmp_path / "new.conf"), str(file)).returncode == 0
    assert (tmp_path / "new.conf").read_text(encoding="utf-8") == newer and file.read_text(encoding="utf-8") == OLDER
    assert vigilcast(*migrate, "-i", str(file)).returncode == 0
    assert file.read_text(encoding="utf-8") == newer and file.stat().st_mode & 0o777 == 0o600
    assert vigilcast("exabgp", "migrate", "conf", "-f", "5", "-t", "4", str(file)).returncode == 2
    file.write_text("neighbor {", encoding="utf-8")
    broken = vigilcast(*migrate, "-i", str(file))
    assert broken.returncode == 1 and file.read_text(encoding="utf-8") == "neighbor {", broken


def test_migrate_filters_a_helpers_lines():
    done = subprocess.run([BINARY, "exabgp", "migrate", "api", "-f", "4", "-t", "main"], input="announce eor\nnonsense\n", capture_output=True, text=True,
                          timeout=20, check=False, env={"PATH": "/usr/bin:/bin"})
    assert done.stdout == "peer * announce eor\nnonsense\n" and "line 2: " in done.stderr and done.returncode == 0


def test_the_settings_are_where_the_link_is(tmp_path):
    """As ExaBGP finds them: etc/exabgp beside the folder of the program that was called."""
    for folder in ("bin", "etc/exabgp"):
        (tmp_path / folder).mkdir(parents=True)
    (tmp_path / "bin/exabgp").symlink_to(BINARY)
    (tmp_path / "etc/exabgp/exabgp.env").write_text("[exabgp.tcp]\nport = 1790\n", encoding="utf-8")
    by_path = subprocess.run([tmp_path / "bin/exabgp", "env", "-d", "-e"], capture_output=True, text=True, timeout=20, check=True, env={})
    by_name = subprocess.run(["exabgp", "env", "-d", "-e"], capture_output=True, text=True, timeout=20, check=True, env={"PATH": f"{tmp_path}/bin"})
    assert by_path.stdout == by_name.stdout == "exabgp.tcp.port=1790\n"
    for root in (["-f", tmp_path], ["--root", tmp_path], [f"--root={tmp_path}"]):
        by_root = subprocess.run([BINARY, "exabgp", *root, "env", "-d", "-e"], capture_output=True, text=True, timeout=20, check=True, env={})
        assert by_root.stdout == by_path.stdout


def test_healthcheck_by_its_link_and_by_the_option_of_4_2(tmp_path):
    (tmp_path / "exabgp-healthcheck").symlink_to(BINARY)
    words = ["--no-syslog", "--no-ip-setup", "--no-ack", "--ip", "192.0.2.1", "--rise", "1", "--interval", "0"]
    expected = "neighbor * announce route 192.0.2.1/32 next-hop self med 100\n"
    linked = subprocess.run([tmp_path / "exabgp-healthcheck", *words], capture_output=True, text=True, timeout=20, check=True)
    assert linked.stdout == vigilcast("exabgp", "--run", "healthcheck", *words).stdout == expected


def test_healthcheck_of_3_4_waits_for_no_answer():
    """That version sends none: standard input stays open and silent."""
    words = ["exabgp", "healthcheck", "--no-syslog", "--no-ip-setup", "--ip", "192.0.2.1", "--ip", "192.0.2.2", "--rise", "1", "--interval", "0"]
    silent, ours = os.pipe()
    done = subprocess.run([BINARY, *words], stdin=silent, capture_output=True, text=True, timeout=20, check=True,
                          env={"PATH": "/usr/bin:/bin", "exabgp_compat": "3.4"})
    os.close(silent)
    os.close(ours)
    assert [line.split()[2] for line in done.stdout.splitlines()] == ["192.0.2.1/32", "192.0.2.2/32"]
