#include "pkg/kube/agent/event.h"

#include <cstdint>
#include <vector>

#include "pkg/kube/cut_text.h"

namespace vigilcast::kube {
namespace {

constexpr std::string_view kApi = "events.k8s.io/v1";
constexpr std::string_view kClusterScoped = "default";  // where Events about objects without a namespace have to be
constexpr std::size_t kLongestNote = 1024;
constexpr std::size_t kLongestName = 253;
constexpr std::size_t kLongestInstance = 128;

std::uint64_t fnv(std::uint64_t hash, std::string_view text) {
  for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3U;
  return (hash ^ 0xffU) * 0x100000001b3U;  // so that "ab", "c" is not "a", "bc"
}

std::string event_name(const Event& event, const Reporter& by, const std::string& time) {
  std::uint64_t hash = 0xcbf29ce484222325U;
  for (const std::string& part : event.once ? std::vector{event.regarding.kind, event.regarding.uid, event.reason}
                                            : std::vector{event.regarding.kind, event.reason, event.note, by.instance, time}) {
    hash = fnv(hash, part);
  }
  static constexpr std::string_view kDigits = "0123456789abcdef";
  std::string suffix = ".";
  for (int shift = 60; shift >= 0; shift -= 4) suffix += kDigits[(hash >> static_cast<unsigned>(shift)) & 0xfU];
  std::string base = cut_text(event.regarding.key.name, kLongestName - suffix.size());
  while (base.ends_with('.') || base.ends_with('-')) base.pop_back();
  return base + suffix;
}

json::Value reference(const ObjectRef& object) {
  json::Value out = json::Value::object();
  out.set("apiVersion", object.api_version).set("kind", object.kind).set("name", object.key.name);
  if (!object.key.name_space.empty()) out.set("namespace", object.key.name_space);
  if (!object.uid.empty()) out.set("uid", object.uid);
  return out;
}

}  // namespace

Write event_write(const Event& event, const Reporter& by, WallTime at) {
  const std::string& own = event.regarding.key.name_space;
  const std::string name_space(own.empty() ? kClusterScoped : own);
  const std::string time = format_micro_time(at);
  json::Value metadata = json::Value::object();
  metadata.set("name", event_name(event, by, time)).set("namespace", name_space);
  json::Value body = json::Value::object();
  body.set("apiVersion", kApi).set("kind", "Event").set("metadata", std::move(metadata)).set("eventTime", time);
  body.set("reportingController", by.controller).set("reportingInstance", cut_text(by.instance, kLongestInstance));
  body.set("action", event.action).set("reason", event.reason).set("type", event.warning ? "Warning" : "Normal");
  body.set("regarding", reference(event.regarding)).set("note", cut_text(event.note, kLongestNote));
  return {WriteKind::create, "/apis/" + std::string(kApi) + "/namespaces/" + name_space + "/events", std::move(body)};
}

Write event_write(const Event& event, const std::string& node, WallTime at) { return event_write(event, {"vigilcast.dev/agent", node}, at); }

}  // namespace vigilcast::kube
