#include "pkg/admin/core_query.h"

namespace vigilcast::admin {

void CoreQuery::ask(model::Query query, Duration patience, std::function<void(Outcome)> done) {
  const std::uint64_t id = next_id_++;
  Pending& pending = pending_[id];
  pending.done = std::move(done);
  pending.timer = std::make_unique<runtime::Timer>(loop_, [this, id] { finish(id, std::nullopt); });
  pending.timer->arm(loop_.now() + patience);
  ask_(std::move(query), [self = weak_from_this(), loop = loop_alive_, id](Result<model::Answer> answer) {
    const auto alive = loop.lock();
    if (!alive) return;
    alive->post([self, id, answer = std::move(answer)]() mutable {
      if (const auto asker = self.lock()) asker->finish(id, std::move(answer));
    });
  });
}

void CoreQuery::finish(std::uint64_t id, Outcome outcome) {
  const auto found = pending_.find(id);
  if (found == pending_.end()) return;
  const Pending pending = std::move(found->second);  // its timer may be what calls
  pending_.erase(found);
  pending.done(std::move(outcome));
}

}  // namespace vigilcast::admin
