// show: sessions and RIBs as ExaBGP 5.0 prints them.
#include <cstdio>

#include "bgp/wire/nlri/all.h"
#include "pkg/base/text.h"
#include "pkg/exabgp/api/command.h"

namespace vigilcast::exabgp {
namespace {

std::string pad_left(const std::string& text, std::size_t width) { return text.size() < width ? std::string(width - text.size(), ' ') + text : text; }
std::string pad_right(const std::string& text, std::size_t width) { return text.size() < width ? text + std::string(width - text.size(), ' ') : text; }

// "0:00:03"
std::string clock_text(Duration age) {
  const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(age).count();
  char buffer[40];
  std::snprintf(buffer, sizeof buffer, "%ld:%02ld:%02ld", seconds / 3600, seconds / 60 % 60, seconds % 60);
  return buffer;
}

std::string summary_line(const bgp::PeerStatus& status, Instant now) {
  const bool up = status.negotiated.has_value();
  const std::string as = status.config.peer_as ? std::to_string(*status.config.peer_as) : "auto";
  return pad_right(status.config.address.to_string(), 15) + " " + pad_right(as, 7) + " " + pad_left(up ? clock_text(now - status.since) : "down", 9) + " " +
         pad_right(up ? "established" : to_lower(bgp::fsm::state_name(status.state)), 13) + pad_left(std::to_string(status.sent.total()), 10) + " " +
         pad_left(std::to_string(status.received.total()), 10);
}

bgp::NextHop next_hop_of(const bgp::RouteNextHop& next_hop, const bgp::PeerStatus& status) {
  bgp::NextHop out = next_hop.given;
  if (next_hop.self) out.address = status.local.address.is_unspecified() && status.config.local_address ? *status.config.local_address : status.local.address;
  return out;
}

std::string route_line(const Call& call, const bgp::PeerStatus& status, const bgp::Nlri& nlri, const bgp::NextHop& next_hop,
                       const bgp::AttributeSet& attributes) {
  const bool extensive = !call.words.empty() && call.words.front() == "extensive";
  std::string out = extensive ? status.config.name : status.config.address.to_string();
  out += " " + bgp::family_name(nlri.family) + " " + bgp::destination_text(nlri, next_hop);
  if (extensive) out += attributes.text(dialect_of(call.compat));
  return out;
}

// A form of the answer that we do not have must not be taken for the one that we have.
Result<void> only(const Call& call, std::string_view allowed) {
  for (const std::string_view word : call.words) {
    if (word != allowed) return fail("'" + printable(word) + "' is not supported by this version of vigilcast in a show command");
  }
  return {};
}

}  // namespace

Result<Done> show_neighbors(const Call& call) {
  if (const auto read = only(call, "summary"); !read) return std::unexpected(read.error());
  Done done;
  done.lines.emplace_back("Peer            AS        up/down state       |     #sent     #recvd");
  for (const bgp::PeerId peer : call.peers) done.lines.push_back(summary_line(call.world.status(peer), call.world.now));
  return done;
}

Result<Done> show_adj_rib_out(const Call& call) {
  if (const auto read = only(call, "extensive"); !read) return std::unexpected(read.error());
  Done done;
  for (const bgp::PeerId peer : call.peers) {
    const auto status = call.world.status(peer);
    call.world.each_out(peer, [&](const bgp::Nlri& nlri, const bgp::OutView& view) {
      if (view.winner == nullptr) return;
      done.lines.push_back(route_line(call, status, nlri, next_hop_of(view.winner->next_hop, status), *view.winner->attributes));
    });
  }
  return done;
}

Result<Done> show_adj_rib_in(const Call& call) {
  if (const auto read = only(call, "extensive"); !read) return std::unexpected(read.error());
  Done done;
  for (const bgp::PeerId peer : call.peers) {
    const auto status = call.world.status(peer);
    call.world.each_in(
        peer, [&](const bgp::Nlri& nlri, const bgp::InView& view) { done.lines.push_back(route_line(call, status, nlri, view.next_hop, *view.attributes)); });
  }
  return done;
}

Result<Done> show_version(const Call& call) {
  Done done;
  done.lines.push_back("exabgp " + call.world.version);
  return done;
}

Result<Done> show_help(const Call&) {
  Done done;
  done.lines.emplace_back("available API commands are listed here:");
  for (const Command& command : commands()) {
    done.lines.push_back(" - " + std::string(command.words) + (command.usage.empty() ? "" : " " + std::string(command.usage)) + ": " +
                         std::string(command.help));
  }
  return done;
}

}  // namespace vigilcast::exabgp
