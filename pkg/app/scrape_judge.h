// Asks the API server who may read metrics, on a thread of its own that may wait: neither the core nor the admin loop does.
//
// Questions wait in a bounded queue; one that waited longer than its asker does is not put any more. When the API server cannot be asked, the log says why
// once, and once when it can again. Thread: judge() may be called from any; answers come from the judge's own, and none comes after the destructor.
#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <string>
#include <thread>

#include "pkg/http/stopper.h"
#include "pkg/kube/api/api_client.h"
#include "pkg/model/token_verdict.h"
#include "pkg/telemetry/log.h"

namespace vigilcast::app {

class ScrapeJudge {
 public:
  using Done = std::function<void(Result<model::TokenVerdict>)>;
  static constexpr std::size_t kWaiting = 64;
  static constexpr Duration kPatience = std::chrono::seconds(5);

  ScrapeJudge(kube::ClientOptions options, telemetry::Log& log);
  ~ScrapeJudge();  // ends what is under way
  ScrapeJudge(const ScrapeJudge&) = delete;
  ScrapeJudge& operator=(const ScrapeJudge&) = delete;

  void judge(std::string token, Done done);

 private:
  struct Question {
    std::string token;
    Done done;
    Instant asked;
  };

  void run();
  void answer(const Question& question);
  void report(const std::string& problem);

  telemetry::Log& log_;
  http::Stopper stopper_;
  kube::ApiClient client_;   // of the thread
  std::string problem_;      // of the thread; what the log was told
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<Question> waiting_;
  bool stopping_ = false;
  std::thread thread_;       // last: it uses all of the above
};

}  // namespace vigilcast::app
