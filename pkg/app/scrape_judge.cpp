#include "pkg/app/scrape_judge.h"

#include "pkg/kube/api/token_review.h"
#include "pkg/runtime/loop.h"

namespace vigilcast::app {
namespace {

constexpr const char* kPath = "/metrics";

}  // namespace

ScrapeJudge::ScrapeJudge(kube::ClientOptions options, telemetry::Log& log) : log_(log), client_(std::move(options), stopper_), thread_([this] { run(); }) {}

ScrapeJudge::~ScrapeJudge() {
  stopper_.stop();
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  changed_.notify_one();
  thread_.join();
}

void ScrapeJudge::judge(std::string token, Done done) {
  {
    const std::lock_guard lock(mutex_);
    if (waiting_.size() < kWaiting) {
      waiting_.push_back({std::move(token), std::move(done), runtime::monotonic_now()});
      done = nullptr;
    }
  }
  if (done) return done(fail("too many tokens wait to be judged"));
  changed_.notify_one();
}

void ScrapeJudge::run() {
  std::unique_lock lock(mutex_);
  for (;;) {
    changed_.wait(lock, [this] { return stopping_ || !waiting_.empty(); });
    if (stopping_) return;
    const Question next = std::move(waiting_.front());
    waiting_.pop_front();
    lock.unlock();
    answer(next);
    lock.lock();
  }
}

void ScrapeJudge::answer(const Question& question) {
  if (runtime::monotonic_now() - question.asked >= kPatience) return question.done(fail("nobody waits for this any more"));
  const auto verdict = kube::judge_token(client_, question.token, kPath);
  if (!verdict && verdict.error().stopped) return;
  report(verdict ? "" : verdict.error().to_string());
  question.done(verdict ? Result<model::TokenVerdict>(*verdict) : fail(verdict.error().to_string()));
}

void ScrapeJudge::report(const std::string& problem) {
  if (problem == problem_) return;
  problem_ = problem;
  if (problem.empty()) return log_.write(telemetry::Level::info, "admin", "the API server can be asked again who may read metrics");
  log_.write(telemetry::Level::warning, "admin", "the API server cannot be asked who may read metrics: " + problem);
}

}  // namespace vigilcast::app
