#include "pkg/kube/api/writer.h"

#include "pkg/runtime/chance.h"
#include "pkg/runtime/loop.h"

namespace vigilcast::kube {

Writer::Writer(ClientOptions options, WriteLimits limits, OnFailure on_failure)
    : on_failure_(std::move(on_failure)), client_(std::move(options), stopper_), queue_(limits, runtime::random_seed()), thread_([this] { run(); }) {}

Writer::~Writer() { stop(Duration::zero()); }

void Writer::put(Write write) {
  const std::lock_guard lock(mutex_);
  queue_.put(std::move(write));
  changed_.notify_one();
}

void Writer::drop_all() {
  const std::lock_guard lock(mutex_);
  queue_.drop_all();
}

WriteCounts Writer::counts() const {
  const std::lock_guard lock(mutex_);
  return queue_.counts();
}

void Writer::stop(Duration flush) {
  if (flush <= Duration::zero()) stopper_.stop();
  {
    std::unique_lock lock(mutex_);
    stopping_ = true;
    queue_.hurry();
    changed_.notify_one();
    if (flush > Duration::zero()) ended_.wait_for(lock, flush, [this] { return over_; });
  }
  stopper_.stop();
  if (thread_.joinable()) thread_.join();
}

bool Writer::wait(std::unique_lock<std::mutex>& lock) {
  if (stopper_.stopped() || (stopping_ && queue_.size() == 0)) return false;
  const auto deadline = queue_.next_deadline();
  if (!deadline) {
    changed_.wait(lock);
  } else if (const Duration left = *deadline - runtime::monotonic_now(); left > Duration::zero()) {
    changed_.wait_for(lock, left);
  }
  return true;
}

void Writer::run() {
  std::unique_lock lock(mutex_);
  while (wait(lock)) {
    const auto write = queue_.next(runtime::monotonic_now());
    if (!write) continue;
    lock.unlock();
    const auto outcome = send(*write);
    lock.lock();
    if (outcome) {
      queue_.done();
      continue;
    }
    const bool dropped = queue_.failed(outcome.error(), runtime::monotonic_now());
    if (outcome.error().stopped) continue;
    lock.unlock();
    on_failure_(*write, outcome.error(), dropped);
    lock.lock();
  }
  over_ = true;
  ended_.notify_all();
}

ApiResult<void> Writer::send(const Write& write) {
  const auto no_value = [](const ApiResult<json::Value>& result) { return result ? ApiResult<void>{} : std::unexpected(result.error()); };
  switch (write.kind) {
    case WriteKind::apply: return no_value(client_.apply(write.path, write.body));
    case WriteKind::apply_status: return no_value(client_.apply_status(write.path, write.body));
    case WriteKind::create: return no_value(client_.create(write.path, write.body));
    case WriteKind::remove: break;
  }
  return client_.remove(write.path);
}

}  // namespace vigilcast::kube
