#include "pkg/config/loader.h"

#include "pkg/config/cross.h"
#include "pkg/config/file.h"
#include "pkg/yaml/parse.h"

namespace vigilcast::config {
namespace {

constexpr std::uint16_t kAdminPort = 7479;

// Secrets must not come out in the line that a diagnostic shows: passwords and keys, also as `password: SECRET`, which people write by mistake, and
// the values of headers, of which one may be Authorization.
void conceal_secrets(yaml::Document& document, const yaml::Node& node) {
  for (const yaml::Entry& entry : node.entries) {
    if (entry.key.text == "password" || entry.key.text == "tcpAo") {
      document.conceal(entry.value);
      if (const yaml::Node* value = entry.value.find("value")) document.conceal(*value);
      for (const yaml::Node& key : entry.value.items) {
        document.conceal(key);
        if (const yaml::Node* value = key.find("value")) document.conceal(*value);
      }
    } else if (entry.key.text == "headers") {
      for (const yaml::Entry& header : entry.value.entries) document.conceal(header.value);
    } else {
      conceal_secrets(document, entry.value);
    }
  }
  for (const yaml::Node& item : node.items) conceal_secrets(document, item);
}

// A time of 0 says that this peer is not to wait, whatever the router's default is.
void settle_graceful_restart(bgp::PeerConfig& peer, const std::optional<model::RouterConfig>& router) {
  if (!peer.graceful_restart && router) {
    peer.graceful_restart = router->graceful_restart;
    peer.long_lived_stale_time = router->long_lived_stale_time;
  }
  if (peer.graceful_restart == std::uint16_t{0}) peer.graceful_restart.reset();
  peer.restart_notification = peer.graceful_restart.has_value();
}

model::Config to_config(FileDraft draft) {
  model::Config out;
  out.router = std::move(draft.router);
  for (PeerDraft& peer : draft.peers) {
    if (out.router) {
      peer.config.local_as = out.router->asn;
      peer.config.router_id = out.router->id;
    }
    settle_graceful_restart(peer.config, out.router);
    out.peers.push_back(std::move(peer.config));
  }
  for (CheckDraft& check : draft.checks) out.checks.push_back(std::move(check.spec));
  for (ServiceDraft& service : draft.services) {
    for (const auto& [prefix, node] : service.prefixes) service.spec.prefixes.push_back(prefix);
    out.services.push_back(std::move(service.spec));
  }
  out.admin = draft.admin;
  out.metrics = std::move(draft.metrics);
  out.kubernetes = std::move(draft.kubernetes);
  out.exabgp_files = std::move(draft.exabgp_files);
  return out;
}

}  // namespace

model::Loaded load_yaml(std::string_view file_name, std::string_view text, const ReadFile& read_file) {
  model::Loaded out;
  auto document = yaml::parse(file_name, text, out.diagnostics);
  if (!document) return out;
  if (document->root.kind == yaml::Node::Kind::null) {
    out.diagnostics.error(Place{document->file, 0, 0}, "the file is empty", "the least it needs is router: {asn: 65001, id: 192.0.2.11}");
    return out;
  }
  conceal_secrets(*document, document->root);

  yaml::Reader reader(*document, out.diagnostics);
  const auto slash = file_name.rfind('/');
  Load load{reader, std::string(file_name.substr(0, slash == std::string_view::npos ? 0 : slash + 1)), read_file};
  FileDraft draft;
  draft.admin.listen = Endpoint{IpAddress::v4(0x7f000001), kAdminPort};
  read_object(draft, document->root, file_table(), load);
  check_across(draft, document->root, load);
  if (document->root.kind == yaml::Node::Kind::map && draft.peers.empty() && draft.exabgp_files.empty() && !draft.kubernetes) {
    reader.warning(document->root, "there are no peers: nothing is announced to anybody", "add peers, or an exabgp file");
  }
  out.config = to_config(std::move(draft));
  return out;
}

}  // namespace vigilcast::config
