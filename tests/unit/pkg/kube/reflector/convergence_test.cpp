// The property that everything else rests on: whatever happens on the way, in the end the store is what the server has.
#include <gtest/gtest.h>

#include <algorithm>
#include <optional>

#include "pkg/kube/reflector/reflector.h"
#include "tests/unit/pkg/kube/reflector/simulated_server.h"

namespace vigilcast::kube::reflector_test {

using std::chrono::milliseconds;
using std::chrono::seconds;

// What a consumer makes of the deltas. Complains about what must never be told.
class Store {
 public:
  void apply(const Delta& delta) {
    for (const Delta::Upsert& object : delta.upserted) {
      const Version version = std::stoull(object.resource_version);
      const auto [at, fresh] = objects_.try_emplace(object.key.name, version);
      EXPECT_TRUE(fresh || at->second != version) << object.key.to_string() << " did not change, and is told again";
      EXPECT_TRUE(object.text.ends_with(R"("managedFields":null},"value":)" + object.resource_version + "}")) << object.text;
      at->second = version;
    }
    for (const ObjectKey& key : delta.removed) objects_.erase(key.name);
    EXPECT_FALSE(synced_ && delta.synced) << "synced is told once";
    synced_ = synced_ || delta.synced;
  }
  [[nodiscard]] const std::map<std::string, Version>& objects() const { return objects_; }
  [[nodiscard]] bool synced() const { return synced_; }

 private:
  std::map<std::string, Version> objects_;
  bool synced_ = false;
};

// The way between the two: cuts the bytes where it likes, loses, repeats and delays them, and loses connections with and without a word.
class World {
 public:
  explicit World(std::uint64_t seed)
      : rng_(seed), server_(static_cast<SimulatedServer::Streaming>(rng_.below(3))), reflector_({.kind = "Thing", .path = "/things"}, rng_.next()) {
    server_.page_size = 1 + rng_.below(4);
    for (std::uint64_t i = rng_.below(8); i > 0; --i) edit();
  }

  void run_with_faults(unsigned steps) {
    faults_ = true;
    for (; steps > 0; --steps) {
      if (rng_.chance(0.4)) edit();
      if (rng_.chance(0.08)) server_.compact(rng_.below(3));
      server_.gone_as_event = rng_.chance(0.5);
      step();
    }
    faults_ = false;
  }

  // Whether the store comes to what the server has, in reasonable time.
  bool settles() {
    for (unsigned i = 0; i < 400; ++i) {
      step();
      if (reflector_.state().current && goes_on_ && !dead_ && waiting_.empty() && told_ == server_.version()) return true;
    }
    return false;
  }

  [[nodiscard]] const Store& store() const { return store_; }
  [[nodiscard]] const SimulatedServer& server() const { return server_; }
  [[nodiscard]] const Reflector& reflector() const { return reflector_; }

 private:
  static std::string name(std::uint64_t number) { return std::string(1, static_cast<char>('a' + number)); }

  void edit() {
    const std::string which = name(rng_.below(8));
    if (rng_.chance(0.35)) {
      server_.remove(which);
    } else {
      server_.put(which);
    }
  }
  bool fault(double probability) { return faults_ && rng_.chance(probability); }

  void step() {
    if (connected_) {
      travel();
    } else if (const auto target = reflector_.ask(now_)) {
      request(*target);
    } else {
      now_ = std::max(now_, reflector_.next_deadline());
    }
    store_.apply(reflector_.take());
  }

  void request(const std::string& target) {
    now_ += milliseconds(rng_.below(50));
    if (fault(0.08)) return reflector_.failed({.code = 0, .text = "connection refused"}, now_);
    if (fault(0.08)) return reflector_.failed({.code = 503, .text = "overloaded", .retry_after = seconds(rng_.below(5))}, now_);
    if (fault(0.04)) return reflector_.failed({.code = 429, .reason = "TooManyRequests", .text = "busy"}, now_);
    dead_ = fault(0.03);
    connected_ = true;
    if (dead_) return;
    const SimulatedServer::Answer answer = server_.answer(target);
    if (answer.status != 200) {
      connected_ = false;
      return reflector_.failed(read_status(answer.status, answer.body), now_);
    }
    reflector_.opened(now_);
    waiting_ = answer.body;
    goes_on_ = answer.goes_on;
    owes_end_ = answer.owes_end;
    told_ = answer.told;
    if (answer.goes_on && fault(0.1)) waiting_ += answer.body;  // all of it twice
  }

  void travel() {
    if (!dead_ && waiting_.empty() && goes_on_) next_events();
    if (dead_) {
      now_ = std::max(now_, reflector_.next_deadline());
      reflector_.on_time(now_);
      return disconnect();
    }
    if (fault(0.04)) dead_ = true;
    if (fault(0.04)) return broken();
    if (waiting_.empty()) return idle();
    deliver();
  }

  void next_events() {
    if (!server_.has(told_)) return broken();
    if (!owes_end_ && fault(0.1) && !server_.history().empty() && server_.history().front().version <= told_) {
      const SimulatedServer::Edit& old = server_.history().front();
      waiting_ += event_line(old.type, object_text(old.name, old.version));
    }
    const std::string news = server_.news(told_);
    waiting_ += news;
    if (fault(0.1)) waiting_ += news;
    if (owes_end_ && rng_.chance(0.7)) {
      owes_end_ = false;
      waiting_ += server_.bookmark(R"({"k8s.io/initial-events-end":"true"})");
    }
    if (rng_.chance(0.1)) waiting_ += server_.bookmark();
  }

  void deliver() {
    const std::size_t count = faults_ ? 1 + rng_.below(waiting_.size()) : waiting_.size();
    const std::string piece = waiting_.substr(0, count);
    waiting_.erase(0, count);
    now_ += milliseconds(rng_.below(20));
    if (!reflector_.read(piece, now_)) return disconnect();
    if (waiting_.empty() && !goes_on_) {
      disconnect();
      reflector_.ended(now_);
    }
  }

  // Nothing to tell: time passes, until the server ends its watch or the reflector its patience.
  void idle() {
    now_ += seconds(rng_.below(200));
    if (reflector_.next_deadline() <= now_) {
      reflector_.on_time(now_);
      disconnect();
    } else if (fault(0.3)) {
      disconnect();
      reflector_.ended(now_);
    }
  }

  void broken() {
    const bool politely = rng_.chance(0.3);
    disconnect();
    if (politely) {
      reflector_.ended(now_);  // in the midst of an object, perhaps
    } else {
      reflector_.failed({.code = 0, .text = "connection reset"}, now_);
    }
  }
  void disconnect() {
    connected_ = dead_ = goes_on_ = owes_end_ = false;
    waiting_.clear();
  }

  Rng rng_;
  SimulatedServer server_;
  Reflector reflector_;
  Store store_;
  Instant now_{};
  bool faults_ = false;
  bool connected_ = false, dead_ = false, goes_on_ = false, owes_end_ = false;
  std::string waiting_;  // bytes on their way
  Version told_ = 0;
};

TEST(ReflectorConverges, AfterAnySequenceOfFaultsTheStoreEqualsTheServers) {
  for (std::uint64_t seed = 0; seed < 10'000; ++seed) {
    World world(seed);
    world.run_with_faults(40);
    const bool settled = world.settles();
    ASSERT_TRUE(settled) << "seed " << seed << ": " << world.reflector().state().problem;
    ASSERT_TRUE(world.store().synced()) << "seed " << seed;
    ASSERT_EQ(world.store().objects(), world.server().objects()) << "seed " << seed;
    ASSERT_EQ(world.reflector().size(), world.server().objects().size()) << "seed " << seed << ": the index forgets what is gone";
    ASSERT_FALSE(HasFailure()) << "seed " << seed;
  }
}

}  // namespace vigilcast::kube::reflector_test
