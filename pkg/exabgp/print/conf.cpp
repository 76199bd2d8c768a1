#include "pkg/exabgp/print/conf.h"

#include <algorithm>

#include "pkg/exabgp/conf/message_words.h"
#include "pkg/exabgp/print/neighbor.h"
#include "pkg/exabgp/print/route.h"

namespace vigilcast::exabgp::print {
namespace {

using model::MessageSelection;
using model::Subscription;

Line flag(std::string_view keyword) { return {std::string(keyword), {}, Line::Form::words, false, {}}; }

Line process_section(const model::ProcessSpec& process) {
  Line out{"process", {process.name}, Line::Form::section, false, {}};
  out.inside.push_back({"run", process.run, Line::Form::words, false, {}});
  out.inside.push_back({"encoder", {process.encoder == model::Encoder::json ? "json" : "text"}, Line::Form::words, false, {}});
  if (!process.respawn) out.inside.push_back({"respawn", {"false"}, Line::Form::words, false, {}});
  if (process.shape == model::Shape::guide) last_section(out.inside, "receive").inside.push_back(flag("updates"));
  return out;
}

void append_messages(Lines& to, std::string_view direction, const MessageSelection& wanted) {
  if (wanted == MessageSelection{}) return;
  Lines& inside = last_section(to, direction).inside;
  for (const std::string_view word : conf::message_words(wanted)) inside.push_back(flag(word));
}

Line api_section(const Subscription& wants, std::vector<std::string> processes) {
  constexpr std::pair<std::string_view, bool Subscription::*> kWords[] = {{"neighbor-changes", &Subscription::neighbor_changes},
                                                                          {"negotiated", &Subscription::negotiated},
                                                                          {"fsm", &Subscription::fsm},
                                                                          {"signal", &Subscription::signal}};
  Line out{"api", {}, Line::Form::section, false, {}};
  out.inside.push_back({"processes", std::move(processes), Line::Form::list, false, {}});
  for (const auto& [word, member] : kWords) {
    if (wants.*member) out.inside.push_back(flag(word));
  }
  append_messages(out.inside, "send", wants.send);
  append_messages(out.inside, "receive", wants.receive);
  return out;
}

// A section for those in a row that are told the same.
void append_helpers(Lines& to, const model::Config& config, const std::string& peer) {
  std::vector<const model::Attachment*> all;
  for (const model::Attachment& attachment : config.attachments) {
    if (attachment.peer == peer) all.push_back(&attachment);
  }
  for (std::size_t at = 0; at < all.size();) {
    const Subscription& wants = all[at]->wants;
    std::vector<std::string> names;
    for (; at < all.size() && all[at]->wants == wants; ++at) names.push_back(all[at]->process);
    to.push_back(api_section(wants, std::move(names)));
  }
}

void append_routes(Lines& to, const model::Config& config, const std::string& peer, Compat compat) {
  for (const model::PeerRoutes& routes : config.routes) {
    if (routes.peer != peer) continue;
    for (const auto& list : routes.lists) {
      list->each([&](const bgp::Nlri& nlri, const model::RouteTerms& terms) { append_route(to, nlri, terms, compat); });
    }
  }
}

}  // namespace

Lines conf_lines(const model::Config& config, Compat compat) {
  Lines out;
  for (const model::ProcessSpec& process : config.processes) out.push_back(process_section(process));
  for (const bgp::PeerConfig& peer : config.peers) {
    Line neighbor = neighbor_section(peer, compat);
    append_helpers(neighbor.inside, config, peer.name);
    append_routes(neighbor.inside, config, peer.name, compat);
    out.push_back(std::move(neighbor));
  }
  return out;
}

}  // namespace vigilcast::exabgp::print
