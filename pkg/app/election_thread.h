// The thread that holds or waits for the controllers' Lease: kube::Election decides, this asks and writes. The callback comes from its own thread.
#pragma once

#include <functional>
#include <string>
#include <thread>

#include "pkg/http/stopper.h"
#include "pkg/kube/api/api_client.h"
#include "pkg/kube/controller/election.h"

namespace vigilcast::app {

struct Leadership {
  std::optional<Instant> until;  // we lead until then, unless told again; absent: another does, or nobody
  std::string leader;            // who, as far as is known
  std::string problem;           // why it is not known
};

class ElectionThread {
 public:
  ElectionThread(kube::ClientOptions client, kube::ElectionOptions options, std::function<void(Leadership)> on_change);
  ~ElectionThread();  // gives the Lease back, so that nobody waits for it
  ElectionThread(const ElectionThread&) = delete;
  ElectionThread& operator=(const ElectionThread&) = delete;

 private:
  void run();
  void turn();
  void give_back();
  kube::ApiResult<kube::Lease> store(const kube::Lease& lease, kube::ApiClient& client);

  std::function<void(Leadership)> on_change_;
  kube::ClientOptions client_options_;
  http::Stopper stopper_;
  kube::ApiClient client_;
  kube::Election election_;
  std::thread thread_;  // last: it uses all of the above
};

}  // namespace vigilcast::app
