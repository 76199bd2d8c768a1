#include "pkg/config/file.h"

#include <array>

#include "pkg/base/text.h"
#include "pkg/config/cluster.h"
#include "pkg/config/router.h"
#include "pkg/config/values.h"

namespace vigilcast::config {
namespace {

using yaml::Node;

void set_router(FileDraft& file, const Node& node, Load& load) {
  file.router.emplace();
  read_object(*file.router, node, router_table(), load);
}

void set_peers(FileDraft& file, const Node& node, Load& load) {
  const auto* items = load.reader.list(node, "a list of peers");
  if (items == nullptr) return;
  for (const Node& item : *items) {
    if (item.kind != Node::Kind::refused) file.peers.push_back(read_peer(item, load));
  }
}

void set_checks(FileDraft& file, const Node& node, Load& load) {
  const auto* entries = load.reader.map(node, "a map of names to checks");
  if (entries == nullptr) return;
  for (const yaml::Entry& entry : *entries) file.checks.push_back(read_check(entry, load));
}

void set_services(FileDraft& file, const Node& node, Load& load) {
  const auto* items = load.reader.list(node, "a list of services");
  if (items == nullptr) return;
  for (const Node& item : *items) {
    if (item.kind != Node::Kind::refused) file.services.push_back(read_service(item, load));
  }
}

void set_listen(model::AdminConfig& admin, const Node& node, Load& load) {
  if (node.kind == Node::Kind::scalar && node.text == "none" && !node.quoted) {
    admin.listen.reset();
    return;
  }
  const auto endpoint = read_endpoint(node, load);
  if (endpoint && !endpoint->address.is_loopback()) {
    return load.reader.error(node, "the admin API answers anybody who reaches it, so it listens on loopback only in this version", "use 127.0.0.1 or [::1]");
  }
  if (endpoint) admin.listen = *endpoint;
}

constexpr std::array kFields{
    Field<FileDraft>{
        {.key = "router", .kind = Kind::object, .object = "router", .required = true, .text = "Who we are: `router: {asn: 65001, id: 192.0.2.11}`."},
        set_router},
    Field<FileDraft>{{.key = "peers", .kind = Kind::object, .shape = Shape::list, .object = "peer", .text = "The routers that we talk to."}, set_peers},
    Field<FileDraft>{{.key = "checks", .kind = Kind::object, .shape = Shape::map, .object = "check", .text = "What is asked of services, by name."},
                     set_checks},
    Field<FileDraft>{{.key = "services", .kind = Kind::object, .shape = Shape::list, .object = "service", .text = "What is announced, and when."},
                     set_services},
    Field<FileDraft>{
        {.key = "exabgp",
         .kind = Kind::file,
         .shape = Shape::list,
         .text = "Files in ExaBGP's format that are loaded beside this one; services are announced to their neighbors, too."},
        [](FileDraft& file, const Node& node, Load& load) { file.exabgp_files = read_list<std::string>(node, load, "a list of file names", read_path); }},
    Field<FileDraft>{{.key = "admin", .kind = Kind::object, .object = "admin", .text = "Where the agent answers HTTP."},
                     [](FileDraft& file, const Node& node, Load& load) { read_object(file.admin, node, admin_table(), load); }},
    Field<FileDraft>{
        {.key = "metrics", .kind = Kind::object, .object = "metrics", .text = "A second listener, for metrics and health only, that others may reach."},
        [](FileDraft& file, const Node& node, Load& load) { file.metrics = read_metrics(node, load); }},
    Field<FileDraft>{
        {.key = "kubernetes", .kind = Kind::object, .object = "kubernetes", .text = "The agent as a node of a cluster. `kubernetes: {}` is enough in a pod."},
        [](FileDraft& file, const Node& node, Load& load) { file.kubernetes = read_kubernetes(node, load); }},
};
constexpr std::array<std::string_view, 2> kLater{"guard", "compat"};

constexpr std::array kAdminFields{
    Field<model::AdminConfig>{
        {.key = "listen", .kind = Kind::endpoint, .fallback = "127.0.0.1:7479", .text = "API and metrics, on a loopback address; `none` closes them."},
        set_listen},
};

}  // namespace

const Table<FileDraft>& file_table() {
  static constexpr Table<FileDraft> kTable{"the file", "The whole file.", kFields, kLater};
  return kTable;
}

const Table<model::AdminConfig>& admin_table() {
  static constexpr Table<model::AdminConfig> kTable{"admin", "Where the agent answers HTTP.", kAdminFields, {}};
  return kTable;
}

}  // namespace vigilcast::config
