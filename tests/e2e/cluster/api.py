"""The API server, asked over HTTPS from inside its network namespace."""

import http.client
import json
import ssl
import threading
import time
from urllib.parse import quote, urlencode

from .inside import connect

FIELD_MANAGER = "e2e"


class ApiError(Exception):
    def __init__(self, status, body):
        self.status = status
        try:
            self.body = json.loads(body)
        except ValueError:
            self.body = {"message": body.decode(errors="replace")}
        super().__init__(f"{status}: {self.body.get('message', '')}")

    @property
    def message(self):
        return self.body.get("message", "")


class Connection(http.client.HTTPSConnection):
    def __init__(self, namespace, address, port, context):
        super().__init__(address, port, context=context, timeout=30)
        self.namespace = namespace
        self.tls = context

    def connect(self):
        self.sock = self.tls.wrap_socket(connect(self.namespace, self.host, self.port, self.timeout), server_hostname=self.host)


class Api:
    """One client identity: a certificate, or a bearer token. Each thread has a connection of its own."""

    def __init__(self, namespace, address, port, authority, certificate=None, token=None):
        self.namespace, self.address, self.port, self.token = namespace, address, port, token
        self.tls = ssl.create_default_context(cafile=authority)
        if certificate:
            self.tls.load_cert_chain(*certificate)
        self.local = threading.local()
        self.plurals = {}

    def request(self, verb, path, body=None, content="application/json", **query):
        if query:
            path += "?" + urlencode(query)
        headers = {"Accept": "application/json", "User-Agent": "vigilcast-e2e"}
        if self.token:
            headers["Authorization"] = f"Bearer {self.token}"
        data = None
        if body is not None:
            data, headers["Content-Type"] = json.dumps(body).encode(), content
        answer, text = self.exchange(verb, path, data, headers)
        end = time.monotonic() + 20
        while answer.status == 429 and time.monotonic() < end:
            time.sleep(float(answer.getheader("Retry-After", "1")))
            answer, text = self.exchange(verb, path, data, headers)
        if answer.status >= 300:
            raise ApiError(answer.status, text)
        return json.loads(text) if answer.getheader("Content-Type", "").startswith("application/json") else text.decode()

    def exchange(self, verb, path, data, headers):
        for attempt in (1, 2):
            connection = getattr(self.local, "connection", None)
            if connection is None:
                connection = self.local.connection = Connection(self.namespace, self.address, self.port, self.tls)
            try:
                connection.request(verb, path, data, headers)
                answer = connection.getresponse()
                return answer, answer.read()
            except (http.client.HTTPException, OSError):
                # A connection kept from before may have been closed meanwhile: that says nothing about the server now.
                connection.close()
                self.local.connection = None
                if attempt == 2:
                    raise
        raise AssertionError("unreachable")

    def ready(self):
        return self.request("GET", "/readyz") == "ok"

    # --- where objects live -------------------------------------------------------------------------------------------------------

    def resource(self, version, kind):
        """(plural, namespaced) as the server itself says."""
        if (version, kind) not in self.plurals:
            listed = self.request("GET", f"/api/{version}" if version == "v1" else f"/apis/{version}")["resources"]
            for one in listed:
                if "/" not in one["name"]:
                    self.plurals[version, one["kind"]] = (one["name"], one["namespaced"])
        return self.plurals[version, kind]

    def collection(self, version, kind, namespace=None):
        plural, namespaced = self.resource(version, kind)
        root = f"/api/{version}" if version == "v1" else f"/apis/{version}"
        return f"{root}/namespaces/{namespace or 'default'}/{plural}" if namespaced else f"{root}/{plural}"

    def path(self, manifest):
        meta = manifest["metadata"]
        return f"{self.collection(manifest['apiVersion'], manifest['kind'], meta.get('namespace'))}/{quote(meta['name'])}"

    # --- verbs --------------------------------------------------------------------------------------------------------------------

    def get(self, manifest):
        return self.request("GET", self.path(manifest))

    def find(self, manifest):
        """The object, or nothing when it is not there."""
        try:
            return self.get(manifest)
        except ApiError as error:
            if error.status == 404:
                return None
            raise

    def list(self, version, kind, namespace=None, **query):
        """All of a kind; those of every namespace when none is named."""
        plural, _ = self.resource(version, kind)
        root = f"/api/{version}" if version == "v1" else f"/apis/{version}"
        path = self.collection(version, kind, namespace) if namespace else f"{root}/{plural}"
        return [{"apiVersion": version, "kind": kind, **one} for one in self.request("GET", path, **query)["items"]]

    def create(self, manifest, **query):
        return self.request("POST", self.path(manifest).rsplit("/", 1)[0], manifest, **query)

    def apply(self, manifest, subresource="", **query):
        """Server-side apply: creates or changes."""
        path = self.path(manifest) + (f"/{subresource}" if subresource else "")
        return self.request("PATCH", path, manifest, "application/apply-patch+yaml", fieldManager=FIELD_MANAGER, force="true", **query)

    def merge(self, manifest, patch, subresource=""):
        path = self.path(manifest) + (f"/{subresource}" if subresource else "")
        return self.request("PATCH", path, patch, "application/merge-patch+json", fieldManager=FIELD_MANAGER)

    def delete(self, manifest):
        try:
            return self.request("DELETE", self.path(manifest))
        except ApiError as error:
            if error.status != 404:
                raise
            return None

    def token_for(self, namespace, account, bound_to=None):
        """A ServiceAccount's token, as a kubelet asks for one. Bound to a node it carries that node's name."""
        spec = {"expirationSeconds": 3600}
        if bound_to:
            spec["boundObjectRef"] = {"apiVersion": bound_to["apiVersion"], "kind": bound_to["kind"], "name": bound_to["metadata"]["name"], "uid": bound_to["metadata"]["uid"]}
        request = {"apiVersion": "authentication.k8s.io/v1", "kind": "TokenRequest", "spec": spec}
        return self.request("POST", f"/api/v1/namespaces/{namespace}/serviceaccounts/{account}/token", request)["status"]["token"]
