"""A real Prometheus that scrapes an agent's pod as the chart's PodMonitor says it."""

import json
import re
import shutil
from urllib.parse import quote

from lab.process import Process
from lab.waiting import wait_until

PROGRAM = shutil.which("prometheus")


def snake(name):
    return re.sub(r"([A-Z])", lambda found: "_" + found[1].lower(), name)


def label(key):
    return f"__meta_kubernetes_pod_label_{re.sub('[^a-zA-Z0-9]', '_', key)}"


def discovered(pod):
    """What Prometheus finds when it asks the API server for this pod. Debian's is built without that, so it is told."""
    meta, spec, status = pod["metadata"], pod["spec"], pod["status"]
    found = {"__meta_kubernetes_namespace": meta["namespace"], "__meta_kubernetes_pod_name": meta["name"], "__meta_kubernetes_pod_node_name": spec["nodeName"],
             "__meta_kubernetes_pod_ip": status["podIP"], "__meta_kubernetes_pod_container_name": spec["containers"][0]["name"]}
    found |= {label(key): value for key, value in meta["labels"].items()}
    return {"targets": [status["podIP"]], "labels": found}


def scrape_config(monitor, pod, credentials):
    """What the Prometheus Operator makes of a PodMonitor, as far as the chart uses one."""
    spec = monitor["spec"]
    (endpoint,) = spec["podMetricsEndpoints"]
    assert pod["metadata"]["namespace"] in spec["namespaceSelector"]["matchNames"]
    selected = [{"action": "keep", "source_labels": [label(key)], "regex": re.escape(value)}
                for key, value in spec["selector"]["matchLabels"].items()]
    config = {"job_name": "vigilcast", "scrape_interval": "1s", "scrape_timeout": "1s", "metrics_path": endpoint["path"], "scheme": endpoint["scheme"],
              "static_configs": [discovered(pod)], "relabel_configs": selected + [{snake(key): value for key, value in one.items()} for one in endpoint["relabelings"]]}
    if endpoint.get("tlsConfig", {}).get("insecureSkipVerify"):
        config["tls_config"] = {"insecure_skip_verify": True}
    if "authorization" in endpoint:
        config["authorization"] = {"credentials": credentials}
    return config


class Prometheus:
    def __init__(self, namespace, folder, scrape, rules=()):
        self.namespace, self.folder = namespace, folder
        folder.mkdir()
        file = folder / "prometheus.yml"
        file.write_text(json.dumps({"scrape_configs": [scrape], "rule_files": [str(one) for one in rules]}))
        options = [f"--config.file={file}", f"--storage.tsdb.path={folder}/data", "--web.listen-address=127.0.0.1:9090"]
        self.process = Process([PROGRAM, *options], folder / "prometheus.log", namespace)
        wait_until(lambda: self.ask("/-/ready"), lambda: f"Prometheus is ready: {self.process.log()[-2000:]}", 60)

    def ask(self, path):
        done = self.namespace.run("curl", "-fsS", f"http://127.0.0.1:9090{path}")
        return done.stdout if done.returncode == 0 else None

    def targets(self):
        return json.loads(self.ask("/api/v1/targets"))["data"]["activeTargets"]

    def query(self, expression):
        """[(labels, value)]"""
        answer = json.loads(self.ask(f"/api/v1/query?query={quote(expression)}"))
        return [(one["metric"], float(one["value"][1])) for one in answer["data"]["result"]]

    def stop(self):
        self.process.stop()
