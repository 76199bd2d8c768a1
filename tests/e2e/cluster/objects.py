"""Kubernetes objects as the tests write them. Each function returns a manifest."""

import base64

GROUP = "vigilcast.dev/v1alpha1"
CLASS = "vigilcast.dev/vigilcast"
SLICES = "discovery.k8s.io/v1"


def custom(kind, name, spec):
    return {"apiVersion": GROUP, "kind": kind, "metadata": {"name": name}, "spec": spec}


def peer(name, address, asn, **spec):
    # Fast to come up and to fail: tests wait for both.
    return custom("BGPPeer", name, {"address": address, "asn": asn, "connectRetryTime": "1s", **spec})


def pool(name, *addresses, **spec):
    return custom("AddressPool", name, {"addresses": list(addresses), **spec})


def advertisement(name="all", **spec):
    return custom("Advertisement", name, spec)


def health_check(name, **spec):
    return custom("HealthCheck", name, {"interval": "300ms", "fast": "100ms", "timeout": "300ms", "rise": 2, "fall": 2, **spec})


def selector(**labels):
    return {"matchLabels": labels}


def node(name, labels, taints=()):
    spec = {"taints": list(taints)} if taints else {}
    return {"apiVersion": "v1", "kind": "Node", "metadata": {"name": name, "labels": {"kubernetes.io/hostname": name, **labels}}, "spec": spec}


def service(name, annotations=None, labels=None, policy="Cluster", namespace="default", **spec):
    """A Service of our class without a selector: its EndpointSlices are the test's."""
    return {
        "apiVersion": "v1", "kind": "Service",
        "metadata": {"name": name, "namespace": namespace, "annotations": annotations or {}, "labels": labels or {}},
        "spec": {"type": "LoadBalancer", "loadBalancerClass": CLASS, "externalTrafficPolicy": policy, "allocateLoadBalancerNodePorts": False,
                 "ports": [{"name": "http", "port": 80, "protocol": "TCP", "targetPort": 8080}], **spec},
    }


def endpoint(node, address, ready=True, serving=None, terminating=False):
    """One endpoint. `ready` None leaves the condition out, which the API reads as true."""
    conditions = {"terminating": terminating, "serving": bool(ready) if serving is None else serving}
    if ready is not None:
        conditions["ready"] = ready
    return {"addresses": [address], "conditions": conditions, **({"nodeName": node} if node else {})}


def slice_of(service_name, *endpoints, name=None, namespace="default", family="IPv4"):
    return {
        "apiVersion": SLICES, "kind": "EndpointSlice", "addressType": family,
        "metadata": {"name": name or f"{service_name}-{family.lower()}", "namespace": namespace,
                     "labels": {"kubernetes.io/service-name": service_name, "endpointslice.kubernetes.io/managed-by": "e2e.vigilcast.dev"}},
        "ports": [{"name": "http", "port": 8080, "protocol": "TCP"}],
        "endpoints": list(endpoints),
    }


def secret(name, namespace, **data):
    coded = {key: base64.b64encode(value.encode()).decode() for key, value in data.items()}
    return {"apiVersion": "v1", "kind": "Secret", "metadata": {"name": name, "namespace": namespace}, "data": coded}
