#include "pkg/app/election_thread.h"

#include "pkg/kube/resources/all.h"
#include "pkg/runtime/loop.h"

namespace vigilcast::app {
namespace {

using kube::kInfo;
using kube::Lease;

constexpr Duration kGiveBack = std::chrono::seconds(2);

}  // namespace

ElectionThread::ElectionThread(kube::ClientOptions client, kube::ElectionOptions options, std::function<void(Leadership)> on_change)
    : on_change_(std::move(on_change)), client_options_(client), client_(std::move(client), stopper_), election_(std::move(options)), thread_([this] {
        run();
      }) {}

ElectionThread::~ElectionThread() {
  stopper_.stop();
  thread_.join();
  give_back();
}

void ElectionThread::run() {
  do turn();
  while (!stopper_.wait_until(runtime::monotonic_now() + election_.options().retry));
}

void ElectionThread::turn() {
  const Instant asked = runtime::monotonic_now();
  const auto seen = client_.get(kInfo<Lease>.path(election_.options().lease));
  if (!seen && seen.error().code != 404) return on_change_({election_.leads_until(), election_.leader(), seen.error().to_string()});
  std::optional<Lease> lease;
  if (seen) {
    auto decoded = kube::decode<Lease>(*seen);
    if (!decoded) return on_change_({election_.leads_until(), election_.leader(), decoded.error().to_string()});
    lease = *std::move(decoded);
  }
  const auto wanted = election_.observe(lease, runtime::monotonic_now(), runtime::wall_now());
  if (wanted) {
    const auto stored = store(*wanted, client_);
    if (stored) election_.written(*stored, asked);
    if (!stored && stored.error().code != 409) return on_change_({election_.leads_until(), election_.leader(), stored.error().to_string()});
  }
  on_change_({election_.leads_until(), election_.leader(), ""});
}

kube::ApiResult<Lease> ElectionThread::store(const Lease& lease, kube::ApiClient& client) {
  const bool fresh = lease.meta.resource_version.empty();
  const std::string path = kInfo<Lease>.path(lease.meta.key);
  // An apply leaves labels that others gave it, and is refused like a create when somebody else was faster.
  const auto answer = fresh ? client.create(kInfo<Lease>.collection(lease.meta.key.name_space), encode(lease)) : client.apply(path, encode(lease));
  if (!answer) return std::unexpected(answer.error());
  auto decoded = kube::decode<Lease>(*answer);
  if (!decoded) return std::unexpected(kube::ApiError{.text = decoded.error().to_string()});
  return *std::move(decoded);
}

// On a connection of its own: the other one was stopped with the thread. An API server that is away must not keep us from ending.
void ElectionThread::give_back() {
  const auto free = election_.release(runtime::wall_now());
  if (!free) return;
  http::Stopper enough;
  http::Stopper stored;
  kube::ApiClient client(client_options_, enough);
  std::thread limit([&] {
    if (!stored.wait_until(runtime::monotonic_now() + kGiveBack)) enough.stop();
  });
  std::ignore = store(*free, client);  // who does not get it waits for its end
  stored.stop();
  limit.join();
}

}  // namespace vigilcast::app
