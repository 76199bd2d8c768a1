// What only the tree of 6 has: routes by index, several changes as one, peers that no file names.
#include <algorithm>
#include <array>

#include "bgp/wire/nlri/all.h"
#include "pkg/base/bytes.h"
#include "pkg/base/json_writer.h"
#include "pkg/base/text.h"
#include "pkg/exabgp/api/command.h"
#include "pkg/exabgp/api/dialogue.h"
#include "pkg/exabgp/api/neighbor_view.h"

namespace vigilcast::exabgp {
namespace {

// 6 knows a route by its family, its path identifier and its octets, in hexadecimal.
std::string index_of(const bgp::Nlri& nlri) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string family;
  for (const unsigned number : {static_cast<unsigned>(nlri.family.afi) & 0xff, static_cast<unsigned>(nlri.family.safi)}) {
    family += kDigits[number >> 4];
    family += kDigits[number & 15];
  }
  std::string key = family + family + (nlri.path_id == 0 ? "disabled" : "");
  for (int shift = 24; nlri.path_id != 0 && shift >= 0; shift -= 8) key += static_cast<char>(nlri.path_id >> shift);
  key += as_text(nlri.wire.view());
  return to_lower(to_hex(as_bytes(key)));
}

void each_route(const Call& call, const std::function<void(const bgp::PeerStatus&, const bgp::Nlri&, const bgp::OutView&)>& visit) {
  for (const bgp::PeerId peer : call.peers) {
    const bgp::PeerStatus status = call.world.status(peer);
    call.world.each_out(peer, [&](const bgp::Nlri& nlri, const bgp::OutView& view) {
      if (view.winner != nullptr) visit(status, nlri, view);
    });
  }
}

std::string route_text(const bgp::PeerStatus& status, const bgp::Nlri& nlri, const bgp::OutView& view) {
  return bgp::destination_text(nlri, told_next_hop(status, view)) + view.winner->attributes->text(bgp::Dialect::v6);
}

Result<Done> remove_by_index(const Call& call, std::string_view index) {
  Done done;
  bool removed = false;
  for (const bgp::PeerId peer : call.peers) {
    RouteOrder order{{peer}, {}};
    call.world.each_out(peer, [&](const bgp::Nlri& nlri, const bgp::OutView&) {
      if (index_of(nlri) == to_lower(index)) order.changes.emplace_back(bgp::Withdraw{nlri, {bgp::OwnerKind::process, call.process}});
    });
    removed |= !order.changes.empty();
    if (!order.changes.empty()) done.orders.emplace_back(std::move(order));
  }
  done.lines.push_back(R"({"removed": )" + std::string(removed ? "true" : "false") + R"(, "index": )" + json_string(index) + "}");
  return done;
}

// The commands between the semicolons that stand outside of braces.
std::vector<std::span<const std::string_view>> clauses(std::span<const std::string_view> words) {
  std::vector<std::span<const std::string_view>> out;
  std::size_t begin = 0;
  int depth = 0;
  for (std::size_t i = 0; i <= words.size(); ++i) {
    if (i < words.size() && words[i] == "{") ++depth;
    if (i < words.size() && words[i] == "}") --depth;
    if (i < words.size() && (words[i] != ";" || depth > 0)) continue;
    if (i > begin) out.push_back(words.subspan(begin, i - begin));
    begin = i + 1;
  }
  return out;
}

struct CreateWord {
  std::string_view word, keyword;  // of an exabgp.conf
  std::string_view section = "";
};
constexpr std::array kCreateWords{CreateWord{"local-address", "local-address"}, CreateWord{"local-ip", "local-address"},
                                  CreateWord{"local-as", "local-as"},           CreateWord{"peer-as", "peer-as"},
                                  CreateWord{"router-id", "router-id"},         CreateWord{"graceful-restart", "graceful-restart", "capability"},
                                  CreateWord{"group-updates", "group-updates"}};

// "ipv4-unicast/ipv6-unicast" as a family section; "in-open": all families.
std::string family_section(std::string_view words) {
  if (words == "in-open") return {};
  std::string out = " family {";
  for (const std::string_view family : split(words, '/')) {
    const auto dash = family.find('-');
    out += " " + std::string(family.substr(0, dash)) + " " + (dash == std::string_view::npos ? "" : std::string(family.substr(dash + 1))) + ";";
  }
  return out + " }";
}

}  // namespace

Result<Done> announce_group(const Call& call) {
  Done done;
  std::size_t announced = 0, withdrawn = 0;
  for (std::span<const std::string_view> words : clauses(call.words)) {
    const Command* command = find_command(words, CommandPlace::after_peer);
    const bool change = command != nullptr && (command->words.starts_with("announce") || command->words.starts_with("withdraw"));
    if (!change) return fail("a group has announce and withdraw only, not '" + printable(words.front()) + "'");
    auto part = command->run({call.process, call.world, call.compat, call.peers, call.selector, words.subspan(vigilcast::words(command->words).size())});
    if (!part) return part;
    (command->words.starts_with("announce") ? announced : withdrawn) += 1;
    std::ranges::move(part->orders, std::back_inserter(done.orders));
  }
  done.lines.push_back(group_answer(announced, withdrawn));
  return done;
}

Result<Done> list_routes(const Call& call) {
  if (call.words.empty() || call.words.back() != "list") return fail("list, add or remove is expected");
  const auto family = call.words.first(call.words.size() - 1);
  std::string out;
  each_route(call, [&](const bgp::PeerStatus& status, const bgp::Nlri& nlri, const bgp::OutView& view) {
    if (!family.empty() && family[0] != bgp::afi_name(nlri.family.afi)) return;
    if (family.size() > 1 && family[1] != bgp::safi_name(nlri.family.safi)) return;
    out += (out.empty() ? "" : ", ") + std::string(R"({"index": ")") + index_of(nlri) + R"(", "route": )" + json_string(route_text(status, nlri, view)) +
           R"(, "neighbor": )" + json_string(status.config.name) + "}";
  });
  Done done;
  done.lines.push_back("[" + out + "]");
  return done;
}

Result<Done> remove_route(const Call& call) {
  if (call.words.size() == 2 && call.words[0] == "index") return remove_by_index(call, call.words[1]);
  return withdraw_route(call);
}

// By way of a file's text, so that both have one meaning and one set of messages.
Result<Done> create_peer(const Call& call) {
  if (call.words.empty()) return fail("the address of the neighbor is missing");
  std::string options, capability, families;
  std::vector<std::string> processes;
  for (std::size_t i = 1; i < call.words.size(); i += 2) {
    const std::string_view word = call.words[i];
    if (i + 1 == call.words.size()) return fail("the value of '" + printable(word) + "' is missing");
    const std::string value(call.words[i + 1]);
    const auto* found = std::ranges::find(kCreateWords, word, &CreateWord::word);
    if (word == "api") {
      processes.push_back(value);
    } else if (word == "family-allowed") {
      families = family_section(value);
    } else if (found == kCreateWords.end()) {
      return fail("'" + printable(word) + "' is not known to peer create");
    } else {
      (found->section.empty() ? options : capability) += " " + std::string(found->keyword) + " " + value + ";";
    }
  }
  if (!capability.empty()) options += " capability {" + capability + " }";
  model::Loaded loaded = call.world.load("neighbor " + std::string(call.words.front()) + " {" + options + families + " }\n");
  for (const Diagnostic& problem : loaded.diagnostics.all()) {
    if (problem.severity == Severity::error) return fail(problem.text, "", problem.hint);
  }
  if (loaded.config.peers.size() != 1) return fail("this is not one neighbor");
  if (processes.empty()) processes.push_back(call.process);
  CreateOrder order{std::move(loaded.config.peers.front()), {}};
  for (std::string& process : processes) order.attachments.push_back({std::move(process), order.peer.name, {}});
  Done done;
  done.orders.emplace_back(std::move(order));
  return done;
}

Result<Done> delete_peer(const Call& call) {
  if (call.words.empty()) return fail("the address of the neighbor is missing");
  DeleteOrder order;
  bool of_a_file = false;
  for (const ApiPeer& peer : call.world.peers) {
    if (call.words.front() != "*" && peer.address.to_string() != call.words.front()) continue;
    if (peer.created) order.peers.push_back(peer.id);
    of_a_file |= !peer.created;
  }
  if (order.peers.empty() && of_a_file) return fail("this neighbor is configured in a file", "", "take it out of the file and reload");
  if (order.peers.empty()) return fail("no neighbor matches");
  Done done;
  done.orders.emplace_back(std::move(order));
  return done;
}

}  // namespace vigilcast::exabgp
