// A router that takes what it is told as fast as it can, and tells when it has everything: the other end of tests/bench/peers.
//   bench_sink SESSIONS ROUTES HOLD-SECONDS [SPEAKER]
// Listens on port 179 of all addresses, or calls the speaker from 10.9.1.0, 10.9.1.1, … The routes are the first ROUTES addresses from 10.0.0.0 on, each a /32,
// wanted on every session. Lines of JSON on the standard output: `ready`; `complete` with the nanoseconds of CLOCK_MONOTONIC; `end`, after SIGTERM.
#include <csignal>
#include <cstdio>
#include <memory>
#include <vector>

#include "bgp/wire/message.h"
#include "bgp/wire/update.h"
#include "pkg/base/text.h"
#include "pkg/runtime/listener.h"
#include "pkg/runtime/loop.h"
#include "pkg/runtime/signals.h"
#include "pkg/runtime/tcp.h"

namespace vigilcast::bench_sink {

using namespace bgp;

constexpr std::uint32_t kOurAs = 65001;
constexpr std::uint32_t kFirstRoute = 0x0a000000;
constexpr std::uint32_t kFirstCaller = 0x0a090100;

struct Wanted {
  std::size_t sessions = 0, routes = 0;
  std::uint16_t hold = 0;
};

// What all sessions saw.
struct Tally {
  std::size_t complete = 0, established = 0, lost = 0, updates = 0, bytes = 0;

  void print(const char* event) const {
    std::printf(R"({"event":"%s","ns":%lld,"established":%zu,"complete":%zu,"lost":%zu,"updates":%zu,"bytes":%zu})"
                "\n",
                event, static_cast<long long>(runtime::monotonic_now().time_since_epoch().count()), established, complete, lost, updates, bytes);
    std::fflush(stdout);
  }
};

// One session, from its first byte to its last. It is given up when the other side says so.
class Session {
 public:
  Session(runtime::Loop& loop, const Wanted& wanted, Tally& tally)
      : wanted_(wanted), tally_(tally), has_(wanted.routes), connection_(loop, callbacks()), keepalive_(loop, [this] { keep_alive(); }) {}

  void adopt(runtime::Descriptor socket) {
    if (connection_.adopt(std::move(socket), {})) greet();
  }
  void call(const Endpoint& speaker, const IpAddress& from) { connection_.connect(speaker, {.local_address = from}, std::chrono::seconds(1)); }

  [[nodiscard]] bool over() const { return over_; }
  [[nodiscard]] bool established() const { return established_; }
  // BIRD 2.0 lets its first table lie until something wakes it.
  void wake() {
    if (established_) say(keepalive());
  }

 private:
  runtime::TcpConnection::Callbacks callbacks() {
    runtime::TcpConnection::Callbacks out;
    out.on_connected = [this](const Endpoint&, const Endpoint&) { greet(); };
    out.on_failed = [this](const std::string&) { over_ = true; };
    out.on_data = [this](ByteView data) { take(data); };
    out.on_closed = [this](const std::string&) { end(); };
    return out;
  }

  static Bytes keepalive() {
    Bytes out;
    encode_keepalive(out);
    return out;
  }

  void say(const Bytes& message) { connection_.send(message); }

  void greet() {
    Open open;
    open.my_as = kOurAs;
    open.hold_time = wanted_.hold;
    open.identifier = IpAddress::v4(0x0a0900ff);
    open.capabilities.families = {kIpv4Unicast};
    open.capabilities.as4 = kOurAs;
    Bytes out;
    encode_open(out, open);
    say(out);
  }

  void take(ByteView data) {
    tally_.bytes += data.size();
    waiting_.insert(waiting_.end(), data.begin(), data.end());
    ByteView rest = waiting_;
    for (;;) {
      const auto frame = next_frame(rest, 4096);
      if (!frame) return end();
      if (!*frame) break;
      obey(**frame);
      if (over_) return;
      rest = rest.subspan((*frame)->whole.size());
    }
    waiting_.erase(waiting_.begin(), waiting_.end() - static_cast<std::ptrdiff_t>(rest.size()));
  }

  void obey(const Frame& frame) {
    switch (frame.type) {
      case MessageType::open: say(keepalive()); return;
      case MessageType::keepalive:
        if (!std::exchange(established_, true)) {
          ++tally_.established;
          keep_alive();
        }
        return;
      case MessageType::update: return count(frame.body);
      case MessageType::notification: std::fprintf(stderr, "the speaker says: %s\n", decode_notification(frame.body).to_string().c_str()); return end();
      case MessageType::route_refresh:
      case MessageType::operational: return;
    }
  }

  void count(ByteView body) {
    ++tally_.updates;
    const DecodedUpdate decoded = decode_update(body, session_);
    for (const Announced& part : decoded.update.announced) {
      for (const Nlri& nlri : part.nlri) mark(prefix_of(nlri).address.to_u32() - kFirstRoute);
    }
    if (missing_ == 0 && !std::exchange(complete_, true) && ++tally_.complete == wanted_.sessions) tally_.print("complete");
  }

  void mark(std::uint32_t route) {
    if (route >= has_.size() || has_[route]) return;
    has_[route] = true;
    --missing_;
  }

  void keep_alive() {
    if (over_) return;
    say(keepalive());
    keepalive_.arm(runtime::monotonic_now() + std::chrono::seconds(wanted_.hold) / 3);
  }

  void end() {
    if (std::exchange(over_, true)) return;
    if (established_) ++tally_.lost;
    keepalive_.disarm();
  }

  const Wanted& wanted_;
  Tally& tally_;
  std::vector<bool> has_;
  std::size_t missing_ = has_.size();
  bool established_ = false, complete_ = false, over_ = false;
  Bytes waiting_;
  Negotiated session_ = [] {
    Negotiated out;
    out.local_as = kOurAs;
    out.as4 = true;
    out.families = {kIpv4Unicast};
    return out;
  }();
  runtime::TcpConnection connection_;
  runtime::Timer keepalive_;
};

class Sink {
 public:
  Sink(const Wanted& wanted, std::optional<IpAddress> speaker)
      : wanted_(wanted),
        speaker_(speaker),
        sessions_(wanted.sessions),
        listener_(loop_, [this](runtime::Descriptor socket, const Endpoint&, const Endpoint&) { accept(std::move(socket)); }),
        turn_(loop_, [this] { turn(); }),
        signals_(loop_, {SIGTERM, SIGINT}, [this](int) { loop_.stop(); }) {}

  int run() {
    if (!speaker_) {
      if (const auto open = listener_.open({IpAddress::v4(0), 179}); !open) {
        std::fprintf(stderr, "bench_sink: %s\n", open.error().to_string().c_str());
        return 1;
      }
    }
    tally_.print("ready");
    turn();
    loop_.run();
    tally_.print("end");
    return 0;
  }

 private:
  static constexpr std::size_t kCallsAtOnce = 4;  // some listen with a backlog of five

  void accept(runtime::Descriptor socket) {
    extra_.push_back(std::make_unique<Session>(loop_, wanted_, tally_));
    extra_.back()->adopt(std::move(socket));
  }

  void turn() {
    std::size_t calling = 0;
    for (std::size_t i = 0; speaker_ && i < sessions_.size() && calling < kCallsAtOnce; ++i) {
      auto& session = sessions_[i];
      if (session && session->established()) continue;
      ++calling;
      if (session && !session->over()) continue;
      session = std::make_unique<Session>(loop_, wanted_, tally_);
      session->call({*speaker_, 179}, IpAddress::v4(kFirstCaller + static_cast<std::uint32_t>(i)));
    }
    if (!sessions_.empty() && sessions_.front()) sessions_.front()->wake();
    turn_.arm(runtime::monotonic_now() + std::chrono::milliseconds(10));
  }

  Wanted wanted_;
  std::optional<IpAddress> speaker_;
  Tally tally_;
  runtime::Loop loop_;
  std::vector<std::unique_ptr<Session>> sessions_, extra_;
  runtime::TcpListener listener_;
  runtime::Timer turn_;
  runtime::Signals signals_;
};

}  // namespace vigilcast::bench_sink

int main(int argc, char** argv) {
  using namespace vigilcast;
  const auto number = [&](int place) { return argc > place ? parse_number<std::uint32_t>(argv[place]).value_or(0) : 0; };
  const bench_sink::Wanted wanted{number(1), number(2), static_cast<std::uint16_t>(number(3))};
  std::optional<IpAddress> speaker;
  if (argc > 4) speaker = IpAddress::parse(argv[4]).value();
  if (wanted.sessions == 0 || wanted.hold < 3) {
    std::fprintf(stderr, "usage: bench_sink SESSIONS ROUTES HOLD-SECONDS [SPEAKER]\n");
    return 2;
  }
  return bench_sink::Sink(wanted, speaker).run();
}
