// The core: owner of all state, on one loop. Reads top to bottom as the story of the program:
//
//   a probe's answer -> monitor -> policy -> routes -> speaker -> router
//   the API server's word -> cluster -> monitor and policy, as above
//   a helper's line  -> dialogue -> routes -> speaker -> router
//   a router's word  -> speaker -> log, helpers, snapshot
//
// Everything else reaches it as values posted to its loop.
#pragma once

#include <functional>
#include <memory>
#include <set>
#include <span>
#include <string>

#include "bgp/speaker/speaker.h"
#include "healthcheck/monitor/monitor.h"
#include "pkg/announce/policy.h"
#include "pkg/app/announcer.h"
#include "pkg/app/answers.h"
#include "pkg/app/cluster.h"
#include "pkg/app/config_reader.h"
#include "pkg/app/created_peers.h"
#include "pkg/app/event_log.h"
#include "pkg/app/latency.h"
#include "pkg/app/news.h"
#include "pkg/app/options.h"
#include "pkg/app/peer_log.h"
#include "pkg/app/probes.h"
#include "pkg/app/processes.h"
#include "pkg/app/static_routes.h"
#include "pkg/model/config.h"
#include "pkg/model/query.h"
#include "pkg/runtime/loop.h"

namespace vigilcast::app {

class Core {
 public:
  Core(runtime::Loop& loop, telemetry::Log& log, RunOptions options);
  ~Core();

  // The first configuration; fails when a listener cannot be opened.
  Result<void> start(model::Config config);
  // Reads the files again, on the side; a bad one, or a listener that cannot be opened, changes nothing. `done` learns what changed, for people. Who asks while
  // files are being read gets an answer about files that were read after that.
  using ReloadDone = std::function<void(const Result<std::string>&)>;
  void reload(ReloadDone done = {});
  void restart_processes();
  void restart_sessions();
  // Says goodbye to peers and helpers; `done` runs when all is flushed.
  void stop(std::function<void()> done);
  void signal(int number, std::string_view name);  // tells helpers that asked for it

  void ask(const model::Query& query, const std::function<void(Result<model::Answer>)>& reply);
  std::function<void(exabgp::DaemonOrder)> on_daemon_order;  // a helper asked for shutdown, reload or restart
  std::function<Result<void>(const model::Config&)> on_listen;  // a reload says where we answer; an error refuses the reload
  std::function<void()> on_peers_given_up;  // exabgp.tcp.attempts: no peer is left
  std::function<void(const Error&)> on_fatal;  // ExaBGP's rule: a helper that dies too often ends the daemon

 private:
  void apply(model::Config config, std::span<const kube::Fact> facts = {});
  Result<void> open_listeners(const model::Config& next);
  Result<void> prepare(const model::Config& next);
  void read_again();
  Result<std::string> take(model::Loaded loaded);
  Result<std::string> refuse(const std::string& why, const std::string& report);
  void carry_out(const announce::PolicyOutput& output);
  void carry_out(const std::vector<health::MonitorOutput>& outputs);
  Announcer::Peers audience();
  void announce_later();
  void tell_down(const std::string& why, const std::function<bool(const bgp::PeerStatus&)>& ends);  // before it is: to those helpers that ask about the peer
  void report_listeners(std::vector<Error> problems);
  void report(const Diagnostics& diagnostics);
  Result<void> start_cluster();
  void overlay_cluster(const kube::Wanted& wanted);
  void tell_hindrances(std::vector<kube::Hindrance> hindrances);
  void take_fact(const kube::Fact& fact, Instant heard);
  void take_facts(const std::vector<kube::Fact>& facts, Instant heard);
  [[nodiscard]] bool waits_for_cluster() const;
  void announce_to_fresh(const std::vector<std::string>& fresh);
  void apply(const std::string& peer, const bgp::RouteFeed& changes);
  void observed(const health::Observation& observation);
  void peer_event(const bgp::PeerEvent& event);
  void carry_out(const exabgp::Order& order);
  void carry_out_routes(const exabgp::RouteOrder& order);
  void clear(bgp::PeerId peer);
  void create(const exabgp::CreateOrder& order);
  void remove(const exabgp::DeleteOrder& order);
  void apply_files();  // again, with what is laid over them
  [[nodiscard]] std::vector<model::Attachment> attachments_of(bgp::PeerId peer) const;
  exabgp::ApiWorld world_of(const std::string& process);
  void set_interest();
  void follow_fullness();
  void catch_up(const std::string& process);
  void follow_attempts();
  void on_time();
  void arm();
  void check_released();
  void event(std::string kind, std::string subject, std::string text);

  [[nodiscard]] model::Readiness readiness() const;
  [[nodiscard]] Result<model::Explanation> explain(const model::ExplainQuery& query) const;
  [[nodiscard]] Result<health::CheckStatus> known_check(const std::string& name) const;
  void report(const model::CheckQuery& query, const std::function<void(Result<model::Answer>)>& reply);
  Result<std::string> push(const model::PushOrder& order);
  [[nodiscard]] Answers answers() const;
  [[nodiscard]] std::shared_ptr<const model::Snapshot> snapshot(const Answers& answers) const;

  runtime::Loop& loop_;
  telemetry::Log& log_;
  RunOptions options_;
  WallTime started_wall_;
  Instant started_;
  std::string uuid_;  // of this run
  model::Config files_;  // what the files say
  CreatedPeers created_;
  model::Config config_;  // in use: the files, the created peers and what the cluster wants beside them
  PeerLog peer_log_;
  EventLog events_;
  Latency latency_;
  bgp::Speaker speaker_;
  News news_;
  std::set<std::string> catching_up_;  // helpers that news_ goes on for in the next turn
  StaticRoutes static_routes_;
  std::unique_ptr<health::Monitor> monitor_;
  std::unique_ptr<announce::Policy> policy_;
  exabgp::ApiWorld world_;  // what the helper that is being heard may see
  std::unique_ptr<Processes> processes_;
  std::unique_ptr<Probes> probes_;
  std::unique_ptr<Cluster> cluster_;  // absent outside of one
  Instant cluster_patience_;  // nothing is announced before the cluster is known, or this
  std::vector<kube::Hindrance> overlay_told_;  // sorted
  std::vector<Error> listen_problems_;  // as told
  Announcer announcer_;
  runtime::Timer timer_, announce_timer_;
  ConfigReader reader_;
  bool reading_ = false;
  std::vector<ReloadDone> reload_asked_;
  std::uint64_t reloads_ok_ = 0, reloads_failed_ = 0;
  bool released_ = false;
  bool stopping_ = false;
};

}  // namespace vigilcast::app
