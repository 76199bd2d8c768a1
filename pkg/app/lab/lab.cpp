#include "pkg/app/lab/lab.h"

#include <unistd.h>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <deque>
#include <filesystem>
#include <functional>

#include "bgp/speaker/speaker.h"
#include "bgp/wire/nlri/nlri.h"
#include "pkg/app/lab/demo_service.h"
#include "pkg/app/lab/timeline.h"
#include "pkg/runtime/child.h"
#include "pkg/runtime/files.h"
#include "pkg/runtime/signals.h"

namespace vigilcast::app {
namespace {

using Mark = Timeline::Mark;
constexpr std::uint32_t kAgentAs = 65001, kRouterAs = 65000;
constexpr Duration kPatience = std::chrono::seconds(15);  // for any one step
constexpr Duration kPause = std::chrono::seconds(3);
constexpr std::size_t kLogKept = 200;  // lines of the agent, for when something goes wrong

const IpAddress kAgentAddress = IpAddress::v4(0x7f000001);
const IpAddress kRouterAddress = IpAddress::v4(0x7f000002);

std::string milliseconds(Duration took) {
  char text[32];
  std::snprintf(text, sizeof text, "%.1f ms", to_milliseconds(took));
  return text;
}

// A directory of our own that goes when the lab goes.
class ScratchDirectory {
 public:
  ScratchDirectory() {
    std::string name = (std::filesystem::temp_directory_path() / "vigilcast-lab-XXXXXX").string();
    if (mkdtemp(name.data()) != nullptr) path_ = name;
  }
  ~ScratchDirectory() {
    std::error_code ignored;
    if (!path_.empty()) std::filesystem::remove_all(path_, ignored);
  }
  ScratchDirectory(const ScratchDirectory&) = delete;
  ScratchDirectory& operator=(const ScratchDirectory&) = delete;
  [[nodiscard]] const std::string& path() const { return path_; }

 private:
  std::string path_;
};

class Lab {
 public:
  explicit Lab(const LabOptions& options)
      : options_(options),
        timeline_(isatty(STDOUT_FILENO) != 0 && !options.once, runtime::monotonic_now()),
        router_(loop_, Rng(1), [this](const bgp::PeerEvent& event) { router_event(event); }),
        step_timer_(loop_, [this] { step_due(); }),
        picture_timer_(loop_, [this] { draw(); }) {}

  int run() {
    if (auto prepared = prepare(); !prepared) {
      std::fprintf(stderr, "%s\n", prepared.error().to_string().c_str());
      return 1;
    }
    const runtime::Signals signals(loop_, {SIGINT, SIGTERM}, [this](int) { interrupted(); });
    loop_.post([this] { draw(); });
    wait_for("the session comes up and both prefixes arrive", [this] { return session_up_ && web_.announced && api_.announced; }, [this] { kill_web(); });
    loop_.run();
    return exit_code_;
  }

 private:
  // --- setting up -----------------------------------------------------------------------------------------------------------

  Result<void> prepare() {
    if (scratch_.path().empty()) return fail("no directory for the lab can be made in " + std::filesystem::temp_directory_path().string());
    for (DemoService* service : {&web_service_, &api_service_}) {
      if (auto alive = service->revive(); !alive) return alive;
    }
    if (auto listening = open_router(); !listening) return listening;
    fill_picture();
    return start_agent();
  }

  Result<void> open_router() {
    runtime::TcpListener probe(loop_, [](runtime::Descriptor, const Endpoint&, const Endpoint&) {});
    if (auto opened = probe.open({kRouterAddress, 0}); !opened) return opened;
    router_endpoint_ = probe.local();
    bgp::PeerConfig agent;
    agent.name = "agent";
    agent.address = kAgentAddress;
    agent.local_as = kRouterAs;
    agent.peer_as = kAgentAs;
    agent.router_id = kRouterAddress;
    agent.passive = true;
    agent.families = {bgp::kIpv4Unicast, bgp::kIpv6Unicast};
    return open_router_on(agent);
  }

  // The port was found free a moment ago; it is opened again by the speaker itself.
  Result<void> open_router_on(const bgp::PeerConfig& agent) {
    loop_.post([this, agent] {
      const Endpoint endpoint = router_endpoint_;
      for (const Error& problem : router_.listen(std::span(&endpoint, 1))) timeline_.add(Mark::bad, problem.to_string(), loop_.now());
      router_.set_peers(std::span(&agent, 1));
      router_.release_initial_routes();
    });
    return {};
  }

  [[nodiscard]] std::string configuration() const {
    return "# Made by `vigilcast lab`.\n"
           "router: {asn: " +
           std::to_string(kAgentAs) +
           ", id: 127.0.0.1, holdDown: 1s}\n"
           "peers:\n"
           "  - {name: router, address: 127.0.0.2, port: " +
           std::to_string(router_endpoint_.port) + ", sourceAddress: 127.0.0.1, asn: " + std::to_string(kRouterAs) +
           "}\n"
           "checks:\n"
           "  web: {http: {url: \"http://" +
           web_service_.endpoint().to_string() +
           "/healthz\"}, interval: 1s, fast: 200ms, timeout: 800ms, rise: 3, fall: 3}\n"
           "  api: {http: {url: \"http://" +
           api_service_.endpoint().to_string() +
           "/healthz\"}, interval: 1s, fast: 200ms, timeout: 800ms, rise: 3, fall: 3}\n"
           "services:\n"
           "  - {name: web, prefixes: [" +
           web_.prefix +
           "], healthy: web, announce: {up: {med: 100, communities: [65001:100]}, down: withdraw}}\n"
           "  - {name: api, prefixes: [" +
           api_.prefix + "], healthy: api}\n";
  }

  Result<void> start_agent() {
    const std::string file = scratch_.path() + "/vigilcast.yaml";
    if (auto written = runtime::write_file_atomically(file, configuration()); !written) return written;
    runtime::Child::Callbacks callbacks;
    callbacks.on_error_line = [this](std::string_view line) {
      if (agent_log_.size() == kLogKept) agent_log_.pop_front();
      agent_log_.emplace_back(line);
    };
    callbacks.on_exit = [this](const std::string& status) { loop_.post([this, status] { agent_exited(status); }); };
    agent_ = std::make_unique<runtime::Child>(loop_, std::move(callbacks));
    runtime::ChildSpec spec;
    spec.argv = {options_.program, "run", "-c", file};
    spec.environment = {{"VIGILCAST_SOCKET", socket()}};
    if (auto started = agent_->start(spec); !started) return started;
    timeline_.add(Mark::plain, "the agent starts (pid " + std::to_string(agent_->pid()) + ", configuration " + file + ")", loop_.now());
    picture_.agent = "AS " + std::to_string(kAgentAs) + " at 127.0.0.1, pid " + std::to_string(agent_->pid());
    return {};
  }

  [[nodiscard]] std::string socket() const { return scratch_.path() + "/vigilcast.sock"; }

  void fill_picture() {
    web_.target = web_service_.endpoint().to_string();
    api_.target = api_service_.endpoint().to_string();
    picture_.router = "AS " + std::to_string(kRouterAs) + " at " + router_endpoint_.to_string();
    picture_.next_steps = {"Try in another terminal:", "  export VIGILCAST_SOCKET=" + socket(), "  " + options_.program + " status",
                           "  " + options_.program + " explain " + web_.prefix, "  " + options_.program + " explain router"};
  }

  // --- what the router sees -------------------------------------------------------------------------------------------------

  void router_event(const bgp::PeerEvent& event) {
    if (std::holds_alternative<bgp::PeerUp>(event.kind)) session(true, "the BGP session is Established");
    if (const auto* down = std::get_if<bgp::PeerDown>(&event.kind); down != nullptr && down->was_up) session(false, "the BGP session is down: " + down->text);
    if (const auto* seen = std::get_if<bgp::UpdateSeen>(&event.kind); seen != nullptr && seen->direction == bgp::Direction::receive) update(seen->update);
    loop_.post([this] { check_step(); });
  }

  void session(bool up, const std::string& text) {
    session_up_ = picture_.session_up = up;
    timeline_.add(up ? Mark::good : Mark::bad, text, loop_.now());
  }

  void update(const bgp::Update& update) {
    for (const auto& run : update.withdrawn) {
      for (const bgp::Nlri& nlri : run.nlri) route(nlri, false, "");
    }
    for (const auto& run : update.announced) {
      for (const bgp::Nlri& nlri : run.nlri) route(nlri, true, update.attributes.text());
    }
  }

  void route(const bgp::Nlri& nlri, bool announced, const std::string& attributes) {
    const std::string prefix = bgp::prefix_of(nlri).to_string();
    for (LabService* service : {&web_, &api_}) {
      if (service->prefix == prefix) service->announced = announced;
    }
    timeline_.add(announced ? Mark::good : Mark::bad, "the router " + std::string(announced ? "learns " : "loses ") + prefix + attributes, loop_.now());
  }

  // --- the play -------------------------------------------------------------------------------------------------------------

  void wait_for(const std::string& what, std::function<bool()> reached, std::function<void()> then) {
    waiting_for_ = what;
    reached_ = std::move(reached);
    then_ = std::move(then);
    step_timer_.arm(runtime::monotonic_now() + kPatience);
    check_step();
  }

  void check_step() {
    draw();
    if (!reached_ || !reached_()) return;
    reached_ = nullptr;
    step_timer_.disarm();
    std::exchange(then_, nullptr)();
  }

  void step_due() {
    if (then_ && !reached_) return std::exchange(then_, nullptr)();  // it was a pause
    timeline_.add(Mark::bad, "gave up waiting: " + waiting_for_, loop_.now());
    finish(1);
  }

  void pause(Duration length, std::function<void()> then) {
    reached_ = nullptr;
    then_ = std::move(then);
    step_timer_.arm(runtime::monotonic_now() + length);
  }

  void kill_web() {
    pause(kPause, [this] {
      acted_ = runtime::monotonic_now();
      web_service_.kill();
      timeline_.add(Mark::bad, "the service web is killed", acted_);
      wait_for(
          "the router loses " + web_.prefix, [this] { return !web_.announced; },
          [this] {
            withdraw_took_ = runtime::monotonic_now() - acted_;
            timeline_.add(Mark::plain, "withdrawn " + milliseconds(withdraw_took_) + " after the service died (3 probes had to fail); api was left alone",
                          loop_.now());
            if (!api_.announced) return finish(1);
            revive_web();
          });
    });
  }

  void revive_web() {
    pause(kPause, [this] {
      acted_ = runtime::monotonic_now();
      if (const auto revived = web_service_.revive(); !revived) {
        timeline_.add(Mark::bad, revived.error().to_string(), acted_);
        return finish(1);
      }
      timeline_.add(Mark::good, "the service web is back", acted_);
      wait_for(
          "the router learns " + web_.prefix + " again", [this] { return web_.announced; },
          [this] {
            announce_took_ = runtime::monotonic_now() - acted_;
            timeline_.add(Mark::plain, "announced again " + milliseconds(announce_took_) + " after the service came back", loop_.now());
            if (!options_.once) return kill_web();
            finish(0);
          });
    });
  }

  // --- the end --------------------------------------------------------------------------------------------------------------

  // The living picture ends this way; a play that is to be played through has failed.
  void interrupted() {
    timeline_.add(Mark::plain, "interrupted", loop_.now());
    finish(options_.once ? 1 : 0);
  }

  void finish(int exit_code) {
    exit_code_ = exit_code;
    ending_ = true;
    reached_ = nullptr;
    then_ = nullptr;
    step_timer_.disarm();
    if (agent_ && agent_->running()) {
      agent_->terminate();
    } else {
      loop_.stop();
    }
  }

  void agent_exited(const std::string& status) {
    timeline_.add(Mark::plain, "the agent ended: " + status, loop_.now());
    if (!ending_ || status != "exit status 0") exit_code_ = 1;
    if (exit_code_ != 0) {
      for (const std::string& line : agent_log_) std::fprintf(stderr, "agent: %s\n", line.c_str());
    } else if (options_.once) {
      std::printf("\nwithdraw %s, re-announce %s: everything went right\n", milliseconds(withdraw_took_).c_str(), milliseconds(announce_took_).c_str());
    }
    loop_.stop();
  }

  void draw() {
    web_.alive = web_service_.alive();
    api_.alive = api_service_.alive();
    picture_.services = {web_, api_};
    timeline_.draw(picture_);
    picture_timer_.arm(runtime::monotonic_now() + std::chrono::seconds(1));
  }

  const LabOptions& options_;
  ScratchDirectory scratch_;
  runtime::Loop loop_;
  Timeline timeline_;
  LabPicture picture_;
  DemoService web_service_{loop_, "web"}, api_service_{loop_, "api"};
  LabService web_{"web", "", "198.51.100.10/32", false, false}, api_{"api", "", "198.51.100.20/32", false, false};
  Endpoint router_endpoint_;
  bgp::Speaker router_;
  std::unique_ptr<runtime::Child> agent_;
  std::deque<std::string> agent_log_;  // its end
  bool session_up_ = false;
  std::string waiting_for_;
  std::function<bool()> reached_;
  std::function<void()> then_;
  runtime::Timer step_timer_, picture_timer_;
  Instant acted_;
  Duration withdraw_took_{}, announce_took_{};
  bool ending_ = false;
  int exit_code_ = 1;
};

}  // namespace

int run_lab(const LabOptions& options) { return Lab(options).run(); }

}  // namespace vigilcast::app
