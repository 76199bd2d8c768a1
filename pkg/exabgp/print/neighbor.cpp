#include "pkg/exabgp/print/neighbor.h"

#include <algorithm>

#include "pkg/base/base64.h"
#include "pkg/base/text.h"
#include "pkg/exabgp/conf/families.h"
#include "pkg/exabgp/conf/values.h"

namespace vigilcast::exabgp::print {
namespace {

// ExaBGP's full name of a neighbor says what was written where the configuration has what became of it: `auto`.
std::string_view written(const bgp::PeerConfig& peer, std::string_view keyword) {
  const auto parts = words(peer.name);
  const auto found = std::ranges::find(parts, keyword);
  return found == parts.end() || found + 1 == parts.end() ? std::string_view{} : *(found + 1);
}

class Writer {
 public:
  Writer(const bgp::PeerConfig& peer, Compat compat) : peer_(peer), compat_(compat) {}

  Line section() {
    Line out{"neighbor", {address()}, Line::Form::section, false, {}};
    lines_ = &out.inside;
    identity();
    session();
    password();
    ribs();
    families();
    capability();
    return out;
  }

 private:
  void say(std::string keyword, std::string value) { lines_->push_back({std::move(keyword), {std::move(value)}, Line::Form::words, false, {}}); }
  void say(std::string keyword, std::uint64_t value) { say(std::move(keyword), std::to_string(value)); }
  void say_if(bool differs, std::string keyword, bool value) {
    if (differs) say(std::move(keyword), value ? "true" : "false");
  }
  void hide(std::string keyword, std::string value) { lines_->push_back({std::move(keyword), {std::move(value)}, Line::Form::words, true, {}}); }

  [[nodiscard]] std::string address() const { return peer_.address.to_string() + (peer_.remote_range ? "/" + std::to_string(peer_.remote_range->length) : ""); }

  void identity() {
    if (!peer_.description.empty()) say("description", peer_.description);
    say("router-id", peer_.router_id.to_string());
    const std::string_view local = written(peer_, "local-ip");
    if (local != "auto") say("local-address", std::string(local));
    if (peer_.self_address) say("md5-ip", peer_.local_address->to_string());
    if (peer_.local_link_local) say("local-link-local", peer_.local_link_local->to_string());
    if (!peer_.interface.empty()) say("source-interface", peer_.interface);
    say("local-as", std::string(written(peer_, "local-as")));
    say("peer-as", std::string(written(peer_, "peer-as")));
    if (peer_.hostname) say("host-name", peer_.hostname->first);
    if (peer_.hostname && !peer_.hostname->second.empty()) say("domain-name", peer_.hostname->second);
  }

  void session() {
    const bgp::PeerConfig plain;
    if (peer_.hold_time != plain.hold_time) say("hold-time", peer_.hold_time);
    say_if(peer_.passive, "passive", true);
    if (peer_.listen_port) say("listen", *peer_.listen_port);
    if (peer_.port != plain.port) say("connect", peer_.port);
    if (peer_.rate_limit != 0) say("rate-limit", peer_.rate_limit);
    if (peer_.outgoing_ttl) say("outgoing-ttl", *peer_.outgoing_ttl);
    if (peer_.incoming_ttl) say("incoming-ttl", *peer_.incoming_ttl);
  }

  // As it is, unless a file cannot hold it.
  void secret(const std::string& text, std::string_view in_base64) {
    const bool as_it_is = printable(text) == text;
    hide(in_base64 == "base64" ? "password" : "md5-password", as_it_is ? text : encode_base64(text));
    if (!as_it_is) say(std::string(in_base64), "true");
  }

  void password() {
    if (!peer_.md5_password.empty()) secret(peer_.md5_password, "md5-base64");
    for (const TcpAoKey& key : peer_.ao_keys) {
      Lines* outside = lines_;
      lines_ = &last_section(*outside, "tcp-ao").inside;
      say("keyid", key.send_id);
      say("algorithm", std::string(conf::tcp_ao_algorithm_word(key.algorithm)));
      secret(key.secret, "base64");
      lines_ = outside;
    }
  }

  void ribs() {
    say_if(!peer_.group_updates, "group-updates", false);
    say_if(!peer_.adj_rib_out, "adj-rib-out", false);
    say_if(!peer_.adj_rib_in, "adj-rib-in", false);
    say_if(peer_.manual_eor, "manual-eor", true);
  }

  static Line family_line(bgp::Family family, const std::string& more = {}) {
    return {std::string(bgp::afi_name(family.afi)), {std::string(bgp::safi_name(family.safi)) + more}, Line::Form::grammar, false, {}};
  }

  // All of them are what a neighbor without the section has, and some have no word there.
  void families() {
    if (peer_.families == conf::every_family(compat_)) return;
    Lines& inside = last_section(*lines_, "family").inside;
    for (const bgp::Family family : peer_.families) inside.push_back(family_line(family));
  }

  void capability() {
    Line section{"capability", {}, Line::Form::section, false, {}};
    Lines* outside = std::exchange(lines_, &section.inside);
    say_if(!peer_.as4, "asn4", false);
    say_if(peer_.route_refresh, "route-refresh", true);
    if (peer_.graceful_restart) say("graceful-restart", *peer_.graceful_restart);
    if (!peer_.add_path.empty() || peer_.empty_add_path) say("add-path", add_path_word());
    const bool unlisted = peer_.empty_next_hop && peer_.assumed_next_hop.empty();
    say_if(unlisted, "nexthop", true);
    say_if(peer_.multi_session.has_value(), "multi-session", true);
    say_if(peer_.operational, "operational", true);
    say_if(peer_.aigp, "aigp", true);
    say_if(!peer_.extended_message, "extended-message", false);
    say_if(peer_.software_version.has_value(), "software-version", true);
    say_if(peer_.link_local_next_hop, "link-local-nexthop", true);
    say_if(peer_.prefer_link_local, "link-local-prefer", true);
    lines_ = outside;
    if (!section.inside.empty()) lines_->push_back(std::move(section));
    add_path();
    next_hops();
    operational();
  }

  [[nodiscard]] std::string add_path_word() const {
    switch (peer_.add_path.empty() ? *peer_.empty_add_path : peer_.add_path.front().mode) {
      case bgp::AddPathMode::receive: return "receive";
      case bgp::AddPathMode::send: return "send";
      case bgp::AddPathMode::both: return "send/receive";
    }
    return "disable";
  }

  // An empty section would be one of all families; of vpls there is no add-path.
  void add_path() {
    if (peer_.add_path.empty() && peer_.empty_add_path) last_section(*lines_, "add-path").inside.push_back(family_line({bgp::Afi::l2vpn, bgp::Safi::vpls}));
    for (const bgp::AddPathFamily& one : peer_.add_path) {
      const auto limit = std::ranges::find(peer_.paths_limit, one.family, &bgp::PathsLimit::family);
      const std::string more = limit == peer_.paths_limit.end() ? "" : " limit " + std::to_string(limit->most);
      last_section(*lines_, "add-path").inside.push_back(family_line(one.family, more));
    }
  }

  void next_hops() {
    for (const auto* list : {&peer_.extended_next_hop, &peer_.assumed_next_hop}) {
      for (const bgp::ExtendedNextHop& one : *list) {
        last_section(*lines_, "nexthop").inside.push_back(family_line(one.family, " " + std::string(bgp::afi_name(one.next_hop))));
      }
    }
  }

  void operational() {
    for (const bgp::Operational& message : peer_.operational_messages) {
      const bgp::OperationalName* name = bgp::find_operational(message.type);
      std::string words = "afi " + std::string(bgp::afi_name(message.family.afi)) + " safi " + std::string(bgp::safi_name(message.family.safi));
      if (name->form == bgp::OperationalForm::advisory) {
        words += " advisory " + quoted(message.advisory);
      } else {
        words += " sequence " + std::to_string(message.sequence);
      }
      if (name->form == bgp::OperationalForm::answer) words += " counter " + std::to_string(message.counter);
      last_section(*lines_, "operational").inside.push_back({to_lower(name->name), {std::move(words)}, Line::Form::grammar, false, {}});
    }
  }

  const bgp::PeerConfig& peer_;
  Compat compat_;
  Lines* lines_ = nullptr;
};

}  // namespace

Line neighbor_section(const bgp::PeerConfig& peer, Compat compat) { return Writer(peer, compat).section(); }

}  // namespace vigilcast::exabgp::print
