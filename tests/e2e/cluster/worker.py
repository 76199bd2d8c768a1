"""A real node: a network namespace with its own containerd, kubelet and kube-proxy. Pods with hostNetwork run in that namespace."""

import contextlib
import json
import os
import signal
import subprocess
from pathlib import Path

import programs
from lab.process import Process
from lab.waiting import wait_until

from .control_plane import kubeconfig

CNI_PROGRAMS = Path("/usr/lib/cni")
PAUSE = "localhost/vigilcast-pause:1"
PODS = "10.244.0.0/16"
CGROUPS = Path("/sys/fs/cgroup")


def unified():
    return (CGROUPS / "cgroup.controllers").exists()


class Worker:
    """`number` is 1 to 254; it makes the node's address and its pods' network."""

    def __init__(self, number, namespace, address, plane, folder):
        self.number, self.namespace, self.address, self.plane, self.folder = number, namespace, address, plane, folder
        self.name = f"node-{number}"
        self.pods = f"10.244.{number}.0/24"
        # The node's own cgroup tree; its name says whose it is.
        self.group = namespace.name
        self.socket = folder / "containerd.sock"
        self.processes = []
        for name in ("cni", "kubelet", "containerd", "state", "logs"):
            (folder / name).mkdir(parents=True)

    def run(self, name, *command):
        self.processes.append(Process(command, self.folder / f"{name}.log", self.namespace))
        return self.processes[-1]

    def ctr(self, *words, check=True):
        done = subprocess.run(["ctr", "-a", str(self.socket), "-n", "k8s.io", *[str(word) for word in words]], capture_output=True, text=True, timeout=300, check=False)
        assert not check or done.returncode == 0, f"ctr {words}: {done.stdout}{done.stderr}"
        return done.stdout

    def load(self, archive):
        self.ctr("images", "import", archive)

    def start(self, pause):
        self.make_groups()
        self.write_network()
        (self.folder / "containerd.toml").write_text(self.containerd_config())
        self.run("containerd", "/usr/bin/containerd", "-c", self.folder / "containerd.toml")
        wait_until(lambda: "Server" in self.ctr("version"), "containerd answers", 60)
        self.load(pause)
        self.run("kubelet", programs.find("kubelet"), "--config", self.kubelet_config(), "--kubeconfig", self.credentials(f"system:node:{self.name}", "system:nodes"),
                 "--root-dir", self.folder / "kubelet", "--cert-dir", self.folder / "pki", "--hostname-override", self.name, "--node-ip", self.address)
        self.run("kube-proxy", programs.find("kube-proxy"), "--kubeconfig", self.credentials("system:kube-proxy"), "--hostname-override", self.name,
                 "--proxy-mode=nftables", f"--cluster-cidr={PODS}", "--conntrack-max-per-core=0", "--conntrack-min=0", "--conntrack-tcp-timeout-established=0",
                 "--conntrack-tcp-timeout-close-wait=0", "--metrics-bind-address=127.0.0.1:10249")

    def credentials(self, user, group=""):
        name = f"{self.name}-{user.replace(':', '-')}"
        pair = self.plane.authority.issue(name, f"/O={group}/CN={user}" if group else f"/CN={user}")
        path = self.folder / f"{name}.kubeconfig"
        path.write_text(kubeconfig(self.plane.server, self.plane.authority.certificate, {"client-certificate": str(pair[0]), "client-key": str(pair[1])}))
        return path

    def make_groups(self):
        """Version 1 does not make a node's root by itself, and its cpuset has to be filled before anybody can enter."""
        if unified():
            return
        for controller in CGROUPS.iterdir():
            if controller.is_symlink() or not controller.is_dir():
                continue
            (controller / self.group).mkdir(exist_ok=True)
            for name in ("cpuset.cpus", "cpuset.mems"):
                if (controller / name).exists():
                    (controller / self.group / name).write_text((controller / name).read_text())

    def write_network(self):
        ranges = {"type": "host-local", "dataDir": str(self.folder / "ipam"), "ranges": [[{"subnet": self.pods}]], "routes": [{"dst": "0.0.0.0/0"}]}
        bridge = {"type": "bridge", "bridge": "cni0", "isGateway": True, "ipMasq": False, "ipam": ranges}
        (self.folder / "cni/10-pods.conflist").write_text(json.dumps({"cniVersion": "0.4.0", "name": "pods", "plugins": [bridge]}))

    def containerd_config(self):
        return f"""version = 2
root = "{self.folder}/containerd"
state = "{self.folder}/state"
disabled_plugins = ["io.containerd.snapshotter.v1.zfs", "io.containerd.snapshotter.v1.btrfs", "io.containerd.snapshotter.v1.aufs",
                    "io.containerd.snapshotter.v1.devmapper", "io.containerd.internal.v1.opt"]
[grpc]
  address = "{self.socket}"
[ttrpc]
  address = "{self.socket}.ttrpc"
[plugins."io.containerd.grpc.v1.cri"]
  sandbox_image = "{PAUSE}"
  restrict_oom_score_adj = true
  disable_apparmor = true
  tolerate_missing_hugetlb_controller = true
  netns_mounts_under_state_dir = true
  stream_server_address = "127.0.0.1"
  [plugins."io.containerd.grpc.v1.cri".cni]
    bin_dir = "{CNI_PROGRAMS}"
    conf_dir = "{self.folder}/cni"
  [plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc]
    runtime_type = "io.containerd.runc.v2"
    [plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc.options]
      SystemdCgroup = false
"""

    def kubelet_config(self):
        path = self.folder / "kubelet.json"
        path.write_text(json.dumps({
            "apiVersion": "kubelet.config.k8s.io/v1beta1", "kind": "KubeletConfiguration",
            "authentication": {"anonymous": {"enabled": False}, "webhook": {"enabled": True}, "x509": {"clientCAFile": str(self.plane.authority.certificate)}},
            "authorization": {"mode": "Webhook"},
            "containerRuntimeEndpoint": f"unix://{self.socket}", "podLogsDir": str(self.folder / "logs"),
            "cgroupDriver": "cgroupfs", "cgroupRoot": f"/{self.group}", "failCgroupV1": False, "enforceNodeAllocatable": [],
            # A container of a test machine has neither all capabilities nor a disk of its own.
            "featureGates": {"KubeletInUserNamespace": True}, "failSwapOn": False, "makeIPTablesUtilChains": False, "localStorageCapacityIsolation": False,
            "evictionHard": {"memory.available": "0%", "nodefs.available": "0%", "imagefs.available": "0%"},
            "clusterDomain": "cluster.local", "nodeStatusUpdateFrequency": "4s", "nodeLeaseDurationSeconds": 12,
        }))
        return path

    # --- the end ------------------------------------------------------------------------------------------------------------------

    def stop(self):
        proxies = self.processes[1:]
        for process in reversed(proxies):
            process.kill()
        if self.processes and self.processes[0].running():
            self.end_containers()
            self.processes[0].stop(30)
        self.end_shims()
        self.unmount()
        self.remove_groups()

    def end_containers(self):
        for task in self.ctr("tasks", "ls", "-q", check=False).split():
            self.ctr("tasks", "kill", "-s", "SIGKILL", task, check=False)
        for task in self.ctr("tasks", "ls", "-q", check=False).split():
            self.ctr("tasks", "rm", "-f", task, check=False)
        for container in self.ctr("containers", "ls", "-q", check=False).split():
            self.ctr("containers", "rm", container, check=False)

    def end_shims(self):
        """Shims outlive containerd on purpose. Ours carry the address of our socket on their command line."""
        for entry in Path("/proc").iterdir():
            if entry.name.isdigit():
                with contextlib.suppress(OSError):
                    words = (entry / "cmdline").read_bytes().split(b"\0")
                    if b"containerd-shim" in words[0] and any(word.startswith(str(self.socket).encode()) for word in words):
                        os.kill(int(entry.name), signal.SIGKILL)

    def unmount(self):
        mounts = [line.split()[1] for line in Path("/proc/self/mounts").read_text().splitlines()]
        for mount in sorted((one for one in mounts if one.startswith(f"{self.folder}/")), reverse=True):
            subprocess.run(["umount", "-l", mount], capture_output=True, check=False)

    def remove_groups(self):
        for tree in [CGROUPS] if unified() else list(CGROUPS.iterdir()):
            for folder, _, _ in os.walk(tree / self.group, topdown=False):
                with contextlib.suppress(OSError):
                    os.rmdir(folder)
