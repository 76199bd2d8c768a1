// How the API server is reached and what proves who we are: read from the files that the kubelet mounts into a pod, or from a kubeconfig.
//
// Tokens and CAs are replaced while a program runs, so an Access is a snapshot: whoever holds one reads it again from time to time.
// Errors say what is missing and what to do; they never show a token or key. Blocking (small files).
#pragma once

#include <string>
#include <variant>

#include "pkg/base/result.h"
#include "pkg/http/channel.h"
#include "pkg/http/tls_options.h"

namespace vigilcast::kube {

struct Access {
  http::ServerAddress server;
  std::string prefix;      // before every path, for servers behind a proxy: "/k8s/clusters/one"; empty: none
  http::TlsOptions tls;
  std::string token;       // bearer; empty: none
  std::string name_space;  // ours; empty: unknown

  friend bool operator==(const Access&, const Access&) = default;
};

// The environment and the service account of a pod.
struct InCluster {
  std::string host = {}, port = {};  // empty: $KUBERNETES_SERVICE_HOST and $KUBERNETES_SERVICE_PORT
  std::string directory = "/var/run/secrets/kubernetes.io/serviceaccount";
};

struct Kubeconfig {
  std::string file;
  std::string context = {};  // empty: current-context
};

using AccessSource = std::variant<InCluster, Kubeconfig>;

Result<Access> read_access(const AccessSource& source);
Result<Access> read_in_cluster(const InCluster& source);
Result<Access> read_kubeconfig(const Kubeconfig& source);

}  // namespace vigilcast::kube
