#include "pkg/model/diff_text.h"

#include "bgp/engine/settings.h"
#include "pkg/base/text.h"

namespace vigilcast::model {
namespace {

std::string shown(bool value) { return value ? "yes" : "no"; }
std::string shown(std::uint16_t value) { return std::to_string(value); }
std::string shown(std::uint8_t value) { return std::to_string(value); }
std::string shown(std::uint32_t value) { return std::to_string(value); }
std::string shown(Duration value) { return format_duration(value); }
std::string shown(const IpAddress& value) { return value.to_string(); }
template <class T>
std::string shown(const std::optional<T>& value) {
  return value ? shown(*value) : "none";
}
template <class T>
std::string joined(const std::vector<T>& values, const std::function<std::string(const T&)>& show) {
  std::vector<std::string> parts;
  for (const T& value : values) parts.push_back(show(value));
  return "[" + join(parts, ", ") + "]";
}
std::string shown(const std::vector<bgp::Family>& value) { return joined<bgp::Family>(value, bgp::family_name); }
std::string shown(const std::vector<Prefix>& value) {
  return joined<Prefix>(value, [](const Prefix& prefix) { return prefix.to_string(); });
}

// Collects "name before -> after" for all that differs.
class List {
 public:
  template <class T>
  List& value(std::string_view name, const T& before, const T& after) {
    if (!(before == after)) parts_.push_back(std::string(name) + " " + shown(before) + " -> " + shown(after));
    return *this;
  }
  // For what is secret, or too long to show.
  template <class T>
  List& whether(std::string_view name, const T& before, const T& after) {
    if (!(before == after)) parts_.emplace_back(name);
    return *this;
  }
  [[nodiscard]] std::string text() const { return join(parts_, ", "); }
  // A difference that has no line of its own still has to be seen.
  [[nodiscard]] std::string text_or(std::string_view other) const { return parts_.empty() ? std::string(other) : text(); }

 private:
  std::vector<std::string> parts_;
};

}  // namespace

std::string router_changes(const std::optional<RouterConfig>& before, const std::optional<RouterConfig>& after) {
  if (before.has_value() != after.has_value()) return after ? "now there is one" : "there is none any more";
  if (!before) return {};
  return List()
      .value("asn", before->asn, after->asn)
      .value("id", before->id, after->id)
      .value("holdDown (of the next start)", before->hold_down, after->hold_down)
      .value("mayAnnounce", before->may_announce, after->may_announce)
      .text();
}

Change changed_peer(const bgp::PeerConfig& before, const bgp::PeerConfig& after) {
  const std::string what = List()
                               .value("address", before.address, after.address)
                               .value("port", before.port, after.port)
                               .value("source address", before.local_address, after.local_address)
                               .value("listen port", before.listen_port, after.listen_port)
                               .value("our AS", before.local_as, after.local_as)
                               .value("AS", before.peer_as, after.peer_as)
                               .value("router id", before.router_id, after.router_id)
                               .value("hold time", before.hold_time, after.hold_time)
                               .value("graceful restart", before.graceful_restart, after.graceful_restart)
                               .value("passive", before.passive, after.passive)
                               .whether("password", before.md5_password, after.md5_password)
                               .value("outgoing TTL", before.outgoing_ttl, after.outgoing_ttl)
                               .value("incoming TTL", before.incoming_ttl, after.incoming_ttl)
                               .whether("bfd", before.bfd, after.bfd)
                               .value("families", before.families, after.families)
                               .whether("description", before.description, after.description)
                               .text_or("capabilities or options");
  const bool reset = bgp::needs_reset(before, after);
  return {Part::peer, reset ? ChangeKind::reset : ChangeKind::changed, after.name,
          "peer " + after.name + ": " + what + (reset ? "; the session is reset" : "; the session stays")};
}

Change changed_check(const health::CheckSpec& before, const health::CheckSpec& after) {
  List list;
  list.whether("what is asked", before.probe, after.probe)
      .value("interval", before.interval, after.interval)
      .value("fast", before.fast, after.fast)
      .value("slow", before.slow, after.slow)
      .value("jitter", before.jitter, after.jitter)
      .value("timeout", before.timeout, after.timeout)
      .whether("timeouts", before.timeouts, after.timeouts)
      .value("rise", before.rise, after.rise)
      .value("fall", before.fall, after.fall)
      .whether("rules", before.judgement, after.judgement);
  return {Part::check, ChangeKind::changed, after.name, "check " + after.name + ": " + list.text()};
}

Change changed_service(const announce::ServiceSpec& before, const announce::ServiceSpec& after) {
  List list;
  list.value("prefixes", before.prefixes, after.prefixes)
      .whether("healthy", before.healthy, after.healthy)
      .whether("degraded", before.degraded_when, after.degraded_when)
      .whether("announce.up", before.up, after.up)
      .whether("announce.degraded", before.degraded, after.degraded)
      .whether("announce.down", before.down, after.down)
      .whether("watchdog", before.watchdog, after.watchdog);
  return {Part::service, ChangeKind::changed, after.name, "service " + after.name + ": " + list.text()};
}

Change changed_process(const ProcessSpec& /*before*/, const ProcessSpec& after) {
  return {Part::process, ChangeKind::changed, after.name, "process " + after.name + " is started anew"};
}

}  // namespace vigilcast::model
