"""Container images without a registry: built by podman, carried to the nodes as archives."""

import os
import shutil
import subprocess
from pathlib import Path

from lab.agent import ROOT

from .worker import PAUSE

BASE = "docker.io/library/debian:bookworm-slim"
OURS = "localhost/vigilcast:e2e"
WEB = "localhost/vigilcast-web:e2e"

PAUSE_PROGRAM = """
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>
static void leave(int number) { (void)number; _exit(0); }
static void collect(int number) { (void)number; while (waitpid(-1, 0, WNOHANG) > 0) {} }
int main(void) { signal(SIGTERM, leave); signal(SIGINT, leave); signal(SIGCHLD, collect); for (;;) pause(); }
"""

# Answers with its host's name. After SIGTERM it says that it is not ready any more, serves for a while, and ends. A client that falls silent keeps nobody else waiting.
WEB_PROGRAM = r"""
use strict; use IO::Socket::INET;
my $leaving = 0;
$SIG{TERM} = sub { $leaving = 1; alarm 8 };
$SIG{ALRM} = sub { exit 0 };
$SIG{CHLD} = 'IGNORE';
my $server = IO::Socket::INET->new(LocalAddr => '0.0.0.0', LocalPort => 8080, Listen => 64, ReuseAddr => 1) or die $!;
while (1) {
  my $client = $server->accept or next;
  next if fork // 1;
  alarm 2;
  my $request = <$client> // '';
  while (defined(my $line = <$client>)) { last if $line =~ /^\r?$/ }
  my $code = ($request =~ m{/readyz} && $leaving) ? '503 Leaving' : '200 OK';
  my $body = $ENV{HOSTNAME} . "\n";
  print $client "HTTP/1.1 $code\r\nContent-Length: " . length($body) . "\r\nConnection: close\r\n\r\n$body";
  exit 0;
}
"""


def podman(*words, limit=3600):
    done = subprocess.run(["podman", *[str(word) for word in words]], capture_output=True, text=True, timeout=limit, check=False)
    assert done.returncode == 0, f"podman {words[0]}: {done.stdout[-4000:]}{done.stderr[-4000:]}"
    return done.stdout


def have(name):
    return subprocess.run(["podman", "image", "exists", name], check=False).returncode == 0


def base(folder):
    """Debian's slim image; where no registry is reachable, one made of Debian's packages stands in for it under the same name."""
    if have(BASE) or subprocess.run(["podman", "pull", "-q", BASE], capture_output=True, timeout=300, check=False).returncode == 0:
        return
    root = folder / "base"
    lists = subprocess.run(["apt-get", "indextargets", "--format", "$(SITE)", "Created-By: Packages"], capture_output=True, text=True, check=True).stdout.split()
    mirror = [site for site in lists if site.endswith("/debian")][:1]
    subprocess.run(["debootstrap", "--variant=minbase", "--include=ca-certificates", "bookworm", root, *mirror], check=True, stdout=subprocess.DEVNULL, timeout=1800)
    sources = Path("/etc/apt/sources.list.d/debian.sources")
    if sources.exists():
        shutil.copy(sources, root / "etc/apt/sources.list.d")
        (root / "etc/apt/sources.list").write_text("")
    archive = folder / "base.tar"
    subprocess.run(["tar", "-C", root, "--numeric-owner", "--one-file-system", "--exclude=./var/cache/apt/archives/*.deb", "--exclude=./var/lib/apt/lists/*", "-cf", archive, "."], check=True)
    podman("import", "-c", 'CMD ["bash"]', "-c", "ENV PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", archive, BASE)
    shutil.rmtree(root)
    archive.unlink()


def save(name, folder):
    archive = folder / (name.split("/")[-1].replace(":", "-") + ".tar")
    archive.unlink(missing_ok=True)
    podman("save", "-q", "--format", "docker-archive", "-o", archive, name)
    return archive


def build(folder, name, *options):
    podman("build", "--network=host", "--isolation=chroot", *options, "-t", name, folder)


def ours(folder):
    """The image that our Dockerfile makes of this checkout, or the one that $VIGILCAST_IMAGE names."""
    base(folder)
    given = os.environ.get("VIGILCAST_IMAGE")
    if given:
        podman("tag", given, OURS)
    else:
        build(ROOT, OURS)
    return save(OURS, folder)


def web(folder):
    """A small web server for the pods behind a Service."""
    context = folder / "web"
    context.mkdir()
    (context / "web.pl").write_text(WEB_PROGRAM)
    (context / "Dockerfile").write_text(f'FROM {BASE}\nCOPY web.pl /web.pl\nUSER 65534:65534\nENTRYPOINT ["/usr/bin/perl", "/web.pl"]\n')
    build(context, WEB)
    return save(WEB, folder)


def pause(folder):
    """What keeps a pod's namespaces: from scratch, one static program."""
    context = folder / "pause"
    context.mkdir()
    (context / "pause.c").write_text(PAUSE_PROGRAM)
    subprocess.run(["cc", "-Os", "-static", "-s", "-o", context / "pause", context / "pause.c"], check=True)
    (context / "Dockerfile").write_text('FROM scratch\nCOPY pause /pause\nUSER 65535:65535\nENTRYPOINT ["/pause"]\n')
    build(context, PAUSE)
    return save(PAUSE, folder)
