// What the tests of Processes share: helpers that are small shell scripts in a folder, and what the core would have been told.
#pragma once

#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "bgp/rib/adj_rib_out.h"
#include "pkg/app/processes.h"
#include "pkg/exabgp/conf/loader.h"
#include "tests/unit/pkg/runtime/run_until.h"

namespace vigilcast::app::processes_test {

using namespace std::chrono_literals;

class ProcessesTest : public ::testing::Test {
 protected:
  ProcessesTest() {
    std::string name = (std::filesystem::temp_directory_path() / "processes-XXXXXX").string();
    folder = mkdtemp(name.data());
    options.settings = exabgp::load_settings({{"exabgp_daemon_drop", "false"}}, {}).settings;  // the folder is for us alone
    log_options.destination = folder + "/log";
    log_options.format = telemetry::Format::exabgp;
    log = std::move(*telemetry::Log::open(log_options));
    processes =
        std::make_unique<Processes>(loop, *log, options,
                                    Processes::Surroundings{[this](const std::string&) -> const exabgp::ApiWorld& { return world; },
                                                            [this](const std::string&, std::vector<exabgp::Order> orders) {
                                                              ++batches;
                                                              for (const auto& order : orders) {
                                                                if (std::holds_alternative<exabgp::DaemonOrder>(order)) ++shutdowns;
                                                                if (const auto* create = std::get_if<exabgp::CreateOrder>(&order)) {
                                                                  world.peers.push_back({9, create->peer.name, create->peer.address, {bgp::kIpv4Unicast}});
                                                                }
                                                                if (const auto* change = std::get_if<exabgp::RouteOrder>(&order)) {
                                                                  routes.push_back(change->changes.size());
                                                                }
                                                              }
                                                              if (shutdowns > 0) loop.stop();
                                                            },
                                                            [this](const std::string&, const std::string& problem) {
                                                              given_up = problem;
                                                              loop.stop();
                                                            },
                                                            [this] {
                                                              fullness.push_back(processes->is_full("helper"));
                                                              if (!fullness.back() && stop_when_there_is_room) loop.stop();
                                                            },
                                                            [this](const std::string& process) { reads_again(process); }, [](const std::string&) {},
                                                            [this](bgp::PeerId peer) { return sent || peer != 1; }});
  }
  ~ProcessesTest() override {
    processes.reset();
    log.reset();
    std::filesystem::remove_all(folder);
  }
  model::ProcessSpec script(const std::string& body, bool respawn = true) {
    const std::string path = folder + "/helper";
    std::ofstream(path) << "#!/bin/sh\n" << body;
    std::filesystem::permissions(path, std::filesystem::perms::owner_all);
    model::ProcessSpec spec;
    spec.name = "helper";
    spec.run = {path};
    spec.respawn = respawn;
    return spec;
  }
  void run() {
    runtime::Timer limit(loop, [this] {
      timed_out = true;
      loop.stop();
    });
    limit.arm(runtime::monotonic_now() + 20s);
    loop.run();
  }
  void reads_again(const std::string& process) {
    processes->caught_up(process);
    loop.stop();
  }
  void attach_neighbor() {
    world.peers = {{1, "neighbor 192.0.2.1", *IpAddress::parse("192.0.2.1"), {bgp::kIpv4Unicast}}};
    world.status = [](bgp::PeerId) { return bgp::PeerStatus{}; };
    world.each_out = [this](bgp::PeerId, const auto&) { routes_when_asked = routes; };
  }
  // What the helper has written into a file.
  std::string said(const std::string& name = "said") {
    std::ifstream file(folder + "/" + name);
    return {std::istreambuf_iterator<char>(file), {}};
  }
  std::string log_text() {
    log.reset();
    std::ifstream file(log_options.destination);
    return {std::istreambuf_iterator<char>(file), {}};
  }

  std::string folder;
  runtime::Loop loop;
  telemetry::LogOptions log_options;
  std::unique_ptr<telemetry::Log> log;
  RunOptions options;
  exabgp::ApiWorld world;
  std::unique_ptr<Processes> processes;
  std::string given_up;
  int shutdowns = 0, batches = 0;
  std::vector<std::size_t> routes, routes_when_asked;  // how many changes each order had
  std::vector<bool> fullness;  // each time that it changed
  bool sent = true;  // what was ordered, to the first neighbor
  bool stop_when_there_is_room = false;
  bool timed_out = false;
};

}  // namespace vigilcast::app::processes_test
