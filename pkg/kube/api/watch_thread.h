// A Watcher whose findings are read as objects of one kind: Change<Kind> and WatchState, from its own thread.
//
// An object that cannot be read is told as refused, with why; it harms only itself.
#pragma once

#include <functional>
#include <utility>

#include "pkg/kube/api/watcher.h"
#include "pkg/kube/change.h"
#include "pkg/kube/resources/all.h"

namespace vigilcast::kube {

template <class Kind>
using Decode = std::function<Result<Kind>(const json::Value&)>;

template <class Kind>
Change<Kind> decode_delta(const Delta& delta, const Decode<Kind>& decode_object) {
  Change<Kind> change;
  change.removed = delta.removed;
  change.synced = delta.synced;
  for (const Delta::Upsert& object : delta.upserted) {
    const auto value = json::parse(object.text);
    auto decoded = value ? decode_object(*value) : Result<Kind>(std::unexpected(value.error()));
    if (decoded) {
      change.upserted.push_back(*std::move(decoded));
      continue;
    }
    ObjectMeta meta = value ? decode_meta(*value).value_or(ObjectMeta{}) : ObjectMeta{};
    meta.key = object.key;
    meta.resource_version = object.resource_version;
    change.refused.push_back({std::move(meta), decoded.error().to_string()});
  }
  return change;
}

template <class Kind>
class WatchThread {
 public:
  struct Callbacks {
    std::function<void(Change<Kind>)> on_change;
    std::function<void(WatchState)> on_state;
  };

  WatchThread(ClientOptions options, Collection collection, Decode<Kind> decode_object, Callbacks callbacks)
      : watcher_(std::move(options), std::move(collection),
                 {.on_delta = [decode_object = std::move(decode_object),
                               on_change = std::move(callbacks.on_change)](const Delta& delta) { on_change(decode_delta(delta, decode_object)); },
                  .on_state = std::move(callbacks.on_state)}) {}

  void stop() { watcher_.stop(); }

 private:
  Watcher watcher_;
};

}  // namespace vigilcast::kube
