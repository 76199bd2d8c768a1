// Asks the core and waits for its answer with a deadline. Whatever the core does (answers late, twice, never, or after we are gone),
// the callback runs exactly once, on the admin loop; not at all when this object is destroyed before.
// Thread: the admin loop's; the core's answer may arrive from any thread.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>

#include "pkg/model/query.h"
#include "pkg/runtime/loop.h"

namespace vigilcast::admin {

class CoreQuery : public std::enable_shared_from_this<CoreQuery> {
 public:
  using Outcome = std::optional<Result<model::Answer>>;  // nothing: no answer in time

  CoreQuery(const std::shared_ptr<runtime::Loop>& loop, model::AskCore ask) : loop_(*loop), loop_alive_(loop), ask_(std::move(ask)) {}

  void ask(model::Query query, Duration patience, std::function<void(Outcome)> done);

 private:
  struct Pending {
    std::unique_ptr<runtime::Timer> timer;
    std::function<void(Outcome)> done;
  };
  void finish(std::uint64_t id, Outcome outcome);

  runtime::Loop& loop_;
  std::weak_ptr<runtime::Loop> loop_alive_;
  model::AskCore ask_;
  std::map<std::uint64_t, Pending> pending_;
  std::uint64_t next_id_ = 0;
};

}  // namespace vigilcast::admin
