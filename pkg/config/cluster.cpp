#include "pkg/config/cluster.h"

#include <array>

#include "pkg/base/text.h"
#include "pkg/config/values.h"

namespace vigilcast::config {
namespace {

using model::KubernetesConfig;
using model::MetricsConfig;
using yaml::Node;

void set_listen(MetricsDraft& metrics, const Node& node, Load& load) {
  constexpr std::string_view kNode = "node:";
  if (node.kind != Node::Kind::scalar || !node.text.starts_with(kNode)) return assign(metrics.config.listen, read_endpoint(node, load));
  const auto port = parse_number<std::uint16_t>(std::string_view(node.text).substr(kNode.size()));
  if (!port || *port == 0) return load.reader.error(node, "'" + node.text + "' has no port", "write node:7480");
  metrics.config.listen = Endpoint{{}, *port};
  metrics.config.on_node_address = true;
}

void set_auth(MetricsDraft& metrics, const Node& node, Load& load) {
  const auto word = load.reader.word(node, "none or kubernetes");
  if (!word) return;
  metrics.auth = &node;
  if (*word == "none") {
    metrics.config.auth = MetricsConfig::Auth::none;
  } else if (*word == "kubernetes") {
    metrics.config.auth = MetricsConfig::Auth::kubernetes;
  } else {
    load.reader.error(node, "'" + std::string(*word) + "' is no way to authorise", "write none, or kubernetes: the API server judges the reader's token");
  }
}

void set_tls(MetricsDraft& metrics, const Node& node, Load& load) {
  if (node.kind == Node::Kind::scalar && (node.text == "none" || node.text == "selfSigned")) {
    metrics.config.tls = node.text == "selfSigned";
    return;
  }
  metrics.config.tls = true;
  read_object(metrics.config, node, metrics_tls_table(), load);
}

constexpr std::array kKubernetesFields{
    Field<KubernetesConfig>{
        {.key = "kubeconfig", .kind = Kind::file, .fallback = "the pod's service account", .text = "How to reach the API server from outside a pod."},
        [](KubernetesConfig& into, const Node& node, Load& load) { assign(into.kubeconfig, read_path(node, load)); }},
    Field<KubernetesConfig>{{.key = "node", .kind = Kind::text, .fallback = "$NODE_NAME", .text = "The Node object of this host."},
                            [](KubernetesConfig& into, const Node& node, Load& load) { assign(into.node, read_name(node, load)); }},
    Field<KubernetesConfig>{{.key = "namespace", .kind = Kind::text, .fallback = "$POD_NAMESPACE", .text = "The namespace of our Secrets and Leases."},
                            [](KubernetesConfig& into, const Node& node, Load& load) { assign(into.name_space, read_name(node, load)); }},
    Field<KubernetesConfig>{{.key = "loadBalancerClass",
                             .kind = Kind::text,
                             .fallback = "vigilcast.dev/vigilcast",
                             .text = "Services of this class are ours (`spec.loadBalancerClass`)."},
                            [](KubernetesConfig& into, const Node& node, Load& load) { assign(into.load_balancer_class, read_name(node, load)); }},
    Field<KubernetesConfig>{{.key = "defaultClass", .kind = Kind::boolean, .fallback = "false", .text = "Services without a class are ours as well."},
                            [](KubernetesConfig& into, const Node& node, Load& load) { assign(into.default_class, load.reader.boolean(node)); }},
};

constexpr std::array kMetricsFields{
    Field<MetricsDraft>{{.key = "listen",
                         .kind = Kind::endpoint,
                         .required = true,
                         .text = "Where metrics and health are read by others: `192.0.2.11:7480`; `node:7480` is the address in $POD_IP."},
                        set_listen},
    Field<MetricsDraft>{
        {.key = "auth",
         .kind = Kind::text,
         .fallback = "none",
         .text = "`kubernetes` asks the API server whether the bearer token of a reader may GET /metrics; `none` lets anybody read. Health is open to all."},
        set_auth},
    Field<MetricsDraft>{{.key = "tls",
                         .kind = Kind::object,
                         .object = "certificate",
                         .fallback = "none",
                         .text = "`selfSigned` makes a certificate at every start; or the files of one."},
                        set_tls},
};

constexpr std::array kTlsFields{
    Field<MetricsConfig>{{.key = "certificate", .kind = Kind::file, .required = true, .text = "PEM: the certificate, then those that vouch for it."},
                         [](MetricsConfig& into, const Node& node, Load& load) { assign(into.certificate, read_path(node, load)); }},
    Field<MetricsConfig>{{.key = "key", .kind = Kind::file, .required = true, .text = "PEM: its private key."},
                         [](MetricsConfig& into, const Node& node, Load& load) { assign(into.key, read_path(node, load)); }},
};

}  // namespace

const Table<KubernetesConfig>& kubernetes_table() {
  static constexpr Table<KubernetesConfig> kTable{
      "kubernetes", "The agent as a node of a cluster. `kubernetes: {}` is enough in a pod of the chart.", kKubernetesFields, {}};
  return kTable;
}

const Table<MetricsDraft>& metrics_table() {
  static constexpr Table<MetricsDraft> kTable{"metrics", "A second listener, for metrics and health only, that others may reach.", kMetricsFields, {}};
  return kTable;
}

const Table<MetricsConfig>& metrics_tls_table() {
  static constexpr Table<MetricsConfig> kTable{"certificate", "The certificate of the metrics listener.", kTlsFields, {}};
  return kTable;
}

KubernetesConfig read_kubernetes(const Node& node, Load& load) {
  KubernetesConfig out;
  read_object(out, node, kubernetes_table(), load);
  return out;
}

std::optional<MetricsConfig> read_metrics(const Node& node, Load& load) {
  MetricsDraft out;
  read_object(out, node, metrics_table(), load);
  if (out.config.auth == MetricsConfig::Auth::kubernetes && !out.config.tls) {
    load.reader.error(*out.auth, "tokens must not be sent in the clear", "add tls: selfSigned, or the files of a certificate");
    return std::nullopt;
  }
  return out.config;
}

}  // namespace vigilcast::config
