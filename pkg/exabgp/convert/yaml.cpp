#include "pkg/exabgp/convert/yaml.h"

#include <algorithm>
#include <map>
#include <set>

#include "healthcheck/monitor/expression.h"
#include "pkg/base/text.h"
#include "pkg/exabgp/convert/checks.h"
#include "pkg/exabgp/convert/peer.h"
#include "pkg/exabgp/convert/services.h"

namespace vigilcast::exabgp::convert {
namespace {

class Converter {
 public:
  Converter(const model::Config& config, const conf::Places& places, std::string_view file_name, const ReadOptions& read)
      : config_(config), places_(places), file_name_(file_name), read_(read) {}

  Converted take() && {
    const auto first = std::ranges::find_if(config_.peers, [](const bgp::PeerConfig& peer) { return !peer.mirror_as; });
    if (first == config_.peers.end()) {
      out_.notes.push_back({1, "there is no neighbor with an AS number of our own, and without one there is nothing to convert"});
      return finish("");
    }
    router_ = &*first;
    choose_peers();
    attach();
    Services services(kept_, out_.notes);
    add_routes(services);
    Checks checks(services, out_.notes, read_);
    for (const model::ProcessSpec& process : config_.processes) add_process(process, checks);
    // What the file says is announced at once, as ExaBGP does.
    std::string body = "router: {asn: " + std::to_string(router_->local_as) + ", id: " + router_->router_id.to_string() + ", holdDown: 0s}\npeers:\n";
    for (std::size_t i = 0; i < kept_.size(); ++i) body += "  - " + peer(i, services) + "\n";
    if (!checks.empty()) body += "checks:\n" + checks.yaml();
    if (!services.empty()) body += "services:\n" + services.yaml();
    return finish(body);
  }

 private:
  struct SameAddress {
    std::size_t all = 0, named = 0;
  };

  void choose_peers() {
    std::set<std::string> seen;
    for (std::size_t i = 0; i < config_.peers.size(); ++i) {
      const bgp::PeerConfig& peer = config_.peers[i];
      auto why = obstacle(peer, *router_);
      const std::string who =
          peer.session_text() + " " + (peer.local_address ? peer.local_address->to_string() : "") + " " + std::to_string(peer.listen_port.value_or(0));
      if (!why && !seen.insert(who).second) why = "another one has the same addresses and ports";
      if (why) {
        out_.notes.push_back({places_.neighbors[i].line, "the neighbor " + peer.remote_text() + " is left out: " + *why});
      } else {
        kept_.push_back({&peer, &places_.neighbors[i]});
        ++same_address_[peer.remote_text()].all;
      }
    }
  }

  void add_routes(Services& services) const {
    std::map<std::string_view, const model::RouteLists*> lists;
    for (const model::PeerRoutes& routes : config_.routes) lists.emplace(routes.peer, &routes.lists);
    for (std::size_t i = 0; i < kept_.size(); ++i) {
      if (const auto found = lists.find(kept_[i].config->name); found != lists.end()) services.add_routes(i, *found->second);
    }
  }

  // The address is the name, unless two have it. They are asked for in their order.
  std::optional<std::string> name_of(const bgp::PeerConfig& peer) {
    SameAddress& same = same_address_[peer.remote_text()];
    if (same.all == 1) return std::nullopt;
    return "peer-" + std::to_string(++same.named) + "." + peer.address.to_string();
  }

  std::string peer(std::size_t number, const Services& services) {
    const Kept& kept = kept_[number];
    FlowMap words;
    if (const auto name = name_of(*kept.config)) words.say("name", in_quotes(*name));
    say_peer(*kept.config, *kept.places, out_.notes, words);
    if (services.needs_non_transitive(number)) words.say("sendNonTransitive", "true");
    if (const auto prefixes = services.filter_of(number)) words.say("export", "{prefixes: " + filter(*prefixes) + "}");
    return words.text();
  }

  // A list without members lets everything pass; no service announces this one.
  static std::string filter(const std::vector<Prefix>& prefixes) {
    std::vector<std::string> out;
    for (const Prefix& prefix : prefixes) out.push_back(address_word(prefix.to_string()));
    if (out.empty()) out.emplace_back("255.255.255.255/32");
    return flow_list(out);
  }

  void attach() {
    std::map<std::string_view, std::size_t> by_name;
    for (std::size_t i = 0; i < kept_.size(); ++i) by_name.emplace(kept_[i].config->name, i);
    for (const model::Attachment& one : config_.attachments) {
      const auto peer = by_name.find(one.peer);
      if (peer != by_name.end()) attached_[one.process].push_back(peer->second);
    }
    for (auto& [process, peers] : attached_) {
      std::ranges::sort(peers);
      const auto doubles = std::ranges::unique(peers);
      peers.erase(doubles.begin(), doubles.end());
    }
  }

  void add_process(const model::ProcessSpec& process, Checks& checks) {
    const auto found = places_.processes.find(process.name);
    const unsigned line = found == places_.processes.end() ? 1 : found->second;
    const auto attached = attached_.find(process.name);
    if (checks.add(process, line, attached == attached_.end() ? std::vector<std::size_t>{} : attached->second)) return;
    out_.notes.push_back(
        {line, "the process " + process.name +
                   " is left out: YAML runs no helpers. What it asks may be one of `checks`; else keep its neighbors in an exabgp.conf (exabgp: [FILE])"});
  }

  Converted finish(const std::string& body) {
    std::ranges::stable_sort(out_.notes, {}, &Note::line);
    out_.yaml = "# From " + printable(file_name_) + ", by vigilcast convert exabgp.\n";
    for (const Note& note : out_.notes) out_.yaml += "# " + printable(file_name_) + ":" + std::to_string(note.line) + ": " + printable(note.text) + "\n";
    out_.yaml += body;
    return std::move(out_);
  }

  const model::Config& config_;
  const conf::Places& places_;
  std::string_view file_name_;
  const ReadOptions& read_;
  const bgp::PeerConfig* router_ = nullptr;  // whose AS number and router id are the file's
  std::vector<Kept> kept_;
  std::map<std::string_view, std::vector<std::size_t>> attached_;  // process -> kept_
  std::map<std::string, SameAddress> same_address_;
  Converted out_;
};

}  // namespace

Converted to_yaml(const model::Config& config, const conf::Places& places, std::string_view file_name, const ReadOptions& read) {
  return Converter(config, places, file_name, read).take();
}

}  // namespace vigilcast::exabgp::convert
