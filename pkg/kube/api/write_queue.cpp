#include "pkg/kube/api/write_queue.h"

#include <algorithm>
#include <utility>

namespace vigilcast::kube {
namespace {

constexpr unsigned kMostFailures = 10;

bool is_apply(WriteKind kind) { return kind == WriteKind::apply || kind == WriteKind::apply_status; }

// Nobody there, or busy: it says nothing about this write.
bool is_about_the_server(const ApiError& error) { return error.code == 0 || error.code == 401 || error.code == 429 || error.code == 503; }

bool may_succeed_later(const Write& write, const ApiError& error) {
  if (write.kind == WriteKind::create && error.code == 409) return false;  // it exists
  return error.passing() || error.code == 401;
}

}  // namespace

WriteQueue::Entry* WriteQueue::waiting_apply(const Write& write) {
  if (!is_apply(write.kind)) return nullptr;
  const auto found = std::ranges::find_if(waiting_, [&](const Entry& entry) { return entry.write.kind == write.kind && entry.write.path == write.path; });
  return found == waiting_.end() ? nullptr : &*found;
}

void WriteQueue::put(Write write) {
  if (Entry* earlier = waiting_apply(write)) {
    *earlier = {std::move(write)};
    return;
  }
  if (write.kind == WriteKind::remove) {
    std::erase_if(waiting_, [&](const Entry& entry) { return entry.write.kind != WriteKind::create && entry.write.path == write.path; });
  }
  waiting_.push_back({std::move(write)});
  bound_creates();
}

void WriteQueue::bound_creates() {
  const auto is_create = [](const Entry& entry) { return entry.write.kind == WriteKind::create; };
  if (waiting_.size() <= limits_.creates || static_cast<std::size_t>(std::ranges::count_if(waiting_, is_create)) <= limits_.creates) return;
  waiting_.erase(std::ranges::find_if(waiting_, is_create));
  ++counts_.overflow;
}

void WriteQueue::refill(Instant now) {
  if (refilled_) tokens_ = std::min<double>(limits_.burst, tokens_ + to_seconds(now - *refilled_) * limits_.per_second);
  refilled_ = now;
}

std::optional<Write> WriteQueue::next(Instant now) {
  refill(now);
  if (waiting_.empty() || under_way_ || (!hurry_ && (now < not_before_ || tokens_ < 1))) return std::nullopt;
  if (!hurry_) tokens_ -= 1;
  under_way_ = std::move(waiting_.front());
  waiting_.pop_front();
  return under_way_->write;
}

std::optional<Instant> WriteQueue::next_deadline() const {
  if (waiting_.empty() || under_way_) return std::nullopt;
  if (hurry_ || !refilled_) return Instant{};
  const double missing = std::max(0.0, 1 - tokens_);
  const auto until_token = std::chrono::ceil<std::chrono::milliseconds>(std::chrono::duration<double>(missing / limits_.per_second));
  return std::max(not_before_, *refilled_ + until_token);
}

void WriteQueue::drop_all() {
  waiting_.clear();
  last_try_ = under_way_.has_value();
}

void WriteQueue::done() {
  under_way_.reset();
  last_try_ = false;
  backoff_.reset();
  ++counts_.written;
}

bool WriteQueue::failed(const ApiError& error, Instant now) {
  Entry entry = *std::exchange(under_way_, std::nullopt);
  const bool last_try = std::exchange(last_try_, false);
  if (!is_about_the_server(error)) ++entry.failures;
  if (hurry_ || last_try || !may_succeed_later(entry.write, error) || entry.failures >= kMostFailures) {
    ++counts_.refused;
    return true;
  }
  ++counts_.retried;
  not_before_ = now + backoff_.next(rng_, error.retry_after);
  if (waiting_apply(entry.write) != nullptr) return false;  // a later one waits already
  if (entry.write.kind == WriteKind::create || is_about_the_server(error)) {
    waiting_.push_front(std::move(entry));
  } else {
    waiting_.push_back(std::move(entry));  // the others need not wait for one at which the server fails
  }
  bound_creates();
  return false;
}

}  // namespace vigilcast::kube
