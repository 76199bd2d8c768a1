// How a configuration takes effect: at the start, and at a reload, which is all or nothing.
#include <unistd.h>

#include <algorithm>
#include <set>

#include "pkg/app/core.h"
#include "pkg/app/load.h"
#include "pkg/app/overlay.h"
#include "pkg/model/diff.h"

namespace vigilcast::app {
namespace {

using telemetry::Level;

constexpr Duration kClusterPatience = std::chrono::seconds(30);

// A name of this host that lasts: in a cluster the router id may come later than the first check.
std::string node_name(const model::Config& config) {
  if (config.kubernetes) return config.kubernetes->node;
  if (config.router) return config.router->id.to_string();
  return config.peers.empty() ? "vigilcast" : config.peers.front().router_id.to_string();
}

// For the log, where each has a line of its own.
std::string line_of(const Diagnostic& diagnostic) {
  std::string where = diagnostic.place.file;
  if (diagnostic.place.line != 0) where += ":" + std::to_string(diagnostic.place.line);
  if (diagnostic.place.line != 0 && diagnostic.place.column != 0) where += ":" + std::to_string(diagnostic.place.column);
  return Error{diagnostic.text, where, diagnostic.hint}.to_string();
}

IpAddress any_address(const IpAddress& like) {
  static constexpr std::uint8_t zeros[16] = {};
  return like.is_v6() ? IpAddress::v6(zeros) : IpAddress();
}

Error joined(const std::vector<Error>& problems) {
  if (problems.size() == 1) return problems.front();
  std::string all;
  for (const Error& problem : problems) all += (all.empty() ? "" : "; ") + problem.to_string();
  return {all, "", ""};
}

std::string changes_text(const model::Difference& difference) {
  if (difference.empty()) return "nothing has changed";
  std::string out;
  for (const model::Change& change : difference.changes) out += (out.empty() ? "" : "; ") + change.text;
  return out;
}

// 6 has the socket always, 3.4 to 5.0 never. Where the version is not said, it is made for those who have asked for it: by its name, or by a folder for it.
std::optional<std::string> command_socket_path(const RunOptions& options) {
  using exabgp::Compat;
  const auto all = exabgp::command_sockets(options.settings.text("api.socketname"), getuid(), options.exabgp_root);
  const bool wanted = options.compat == Compat::v6 || options.settings.given("api.socketname");
  if (wanted && (options.compat == Compat::v6 || options.compat == Compat::auto_))
    return place_for_socket(all).value_or(options.exabgp_root + "/run/" + std::string(options.settings.text("api.socketname")) + ".sock");
  if (options.compat != Compat::auto_) return std::nullopt;
  std::vector<std::string> own;
  for (const std::string& path : all) {
    if (path.substr(0, path.rfind('/')).ends_with("/exabgp")) own.push_back(path);
  }
  return place_for_socket(own);
}

}  // namespace

Result<void> Core::start(model::Config config) {
  if (auto opened = open_listeners(config); !opened) return opened;
  const Duration hold_down = config.router ? config.router->hold_down : Duration{};
  monitor_ = std::make_unique<health::Monitor>(node_name(config));
  policy_ = std::make_unique<announce::Policy>(loop_.now(), hold_down);
  files_ = config;
  if (options_.personality == Personality::exabgp && options_.settings.flag("api.cli")) {
    processes_->open_command_line(exabgp::command_pipes(options_.settings.text("api.pipename"), getuid(), options_.exabgp_root));
    if (const auto path = command_socket_path(options_)) processes_->open_command_socket(*path);
  }
  apply(std::move(config));
  return files_.kubernetes ? start_cluster() : Result<void>();
}

// The watches begin at once; what they find is laid over the files when all of it is known.
Result<void> Core::start_cluster() {
  auto started = Cluster::start(loop_, log_, *files_.kubernetes, *files_.router,
                                {.apply = [this](const kube::Wanted& wanted) { overlay_cluster(wanted); },
                                 .take_facts = [this](const std::vector<kube::Fact>& facts, Instant heard) { take_facts(facts, heard); },
                                 .ask = [this](const health::StartProbe& question) { probes_->start(question); },
                                 .snapshot = [this] { return *snapshot(answers()); }});
  if (!started) return std::unexpected(started.error());
  cluster_ = std::move(*started);
  cluster_patience_ = loop_.now() + kClusterPatience;
  arm();
  return {};
}

void Core::overlay_cluster(const kube::Wanted& wanted) {
  if (stopping_) return;  // it would bring peers and helpers back
  Overlaid both = overlay(created_.beside(files_), wanted);
  apply(std::move(both.config), wanted.facts);
  tell_hindrances(std::move(both.hindrances));
}

// To the log what the files forbid, and to the cluster all of it. What could not be opened was logged when it was tried.
void Core::tell_hindrances(std::vector<kube::Hindrance> hindrances) {
  std::ranges::sort(hindrances);
  for (const kube::Hindrance& one : hindrances) {
    if (std::ranges::binary_search(overlay_told_, one)) continue;
    log_.write(Level::warning, "kubernetes", one.name + ": " + one.message, {{"reason", one.reason}});
    event("refused", one.name, one.message);
  }
  overlay_told_ = hindrances;
  for (const bgp::PeerConfig& peer : config_.peers) {
    const auto problem = speaker_.not_listening(peer);
    if (problem)
      hindrances.push_back({kube::Hindrance::Part::peer, peer.name, {}, "CannotListen", "the router cannot connect to this node: " + problem->to_string()});
  }
  cluster_->set_hindrances(std::move(hindrances));
}

void Core::apply_files() { cluster_ ? overlay_cluster(cluster_->wanted()) : apply(created_.beside(files_)); }

void Core::reload(ReloadDone done) {
  reload_asked_.push_back(std::move(done));
  if (!reading_) read_again();
}

void Core::read_again() {
  reading_ = true;
  log_.write(Level::info, "configuration", "performing reload");
  auto& files = options_.exabgp_files;
  if (options_.settings.rotate_files() && files.size() > 1) std::ranges::rotate(files, files.begin() + 1);
  reader_.read(options_, files_.routes, [this, asked = std::exchange(reload_asked_, {})](model::Loaded loaded) {
    reading_ = false;
    const Result<std::string> outcome = take(std::move(loaded));
    for (const ReloadDone& done : asked) {
      if (done) done(outcome);
    }
    if (!reading_ && !reload_asked_.empty()) read_again();
  });
}

Result<std::string> Core::take(model::Loaded loaded) {
  if (stopping_) return fail("vigilcast is stopping: the configuration is not read any more");
  const std::string said = loaded.diagnostics.to_string();
  report(loaded.diagnostics);
  if (loaded.diagnostics.has_errors()) return refuse("it has mistakes", "\n" + said);
  if (const auto prepared = prepare(loaded.config); !prepared) return refuse(prepared.error().to_string(), " " + prepared.error().to_string());
  const std::string changes = changes_text(model::diff(files_, loaded.config));
  files_ = std::move(loaded.config);
  created_.clear();
  if (cluster_) cluster_->use(*files_.router);
  apply_files();
  processes_->start_ended();
  ++reloads_ok_;
  event("reload", "configuration", changes);
  log_.write(Level::info, "configuration", "loaded new configuration successfully: " + changes);
  return said + changes;
}

Result<std::string> Core::refuse(const std::string& why, const std::string& report) {
  ++reloads_failed_;
  event("reload_failed", "configuration", why);
  log_.write(Level::error, "configuration", "the new configuration is refused, nothing is changed: " + why);
  return fail("the new configuration is refused, nothing is changed:" + report);
}

// All that can fail, before anything is changed.
Result<void> Core::prepare(const model::Config& next) {
  if (next.kubernetes != files_.kubernetes) return fail("the section kubernetes cannot change while vigilcast runs", "kubernetes", "restart it");
  if (auto opened = open_listeners(next); !opened) return opened;
  auto moved = on_listen ? on_listen(next) : Result<void>();
  if (!moved) report_listeners(speaker_.listen(config_.listen));
  return moved;
}

// Opens what the next configuration needs beside what the present one has; apply() closes what is left over. What does not open for a peer of the cluster is
// no reason to refuse a file.
Result<void> Core::open_listeners(const model::Config& next) {
  const std::vector<Error> standing = speaker_.listen(config_.listen);
  std::vector<Endpoint> all = config_.listen;
  all.insert(all.end(), next.listen.begin(), next.listen.end());
  for (const bgp::PeerConfig& peer : next.peers) {
    if (!peer.listen_port || !peer.device().empty()) continue;  // what is bound to a device opens when the file takes effect
    const IpAddress& remote = peer.remote_range ? peer.remote_range->address : peer.address;
    all.push_back({peer.local_address.value_or(any_address(remote)), *peer.listen_port});
  }
  std::vector<Error> problems = speaker_.listen(all);
  std::erase_if(problems, [&](const Error& problem) { return std::ranges::find(standing, problem) != standing.end(); });
  if (problems.empty()) return {};
  report_listeners(speaker_.listen(config_.listen));
  return std::unexpected(joined(problems));
}

// The order matters: routes that go stay until those that come are in place, and helpers start when their neighbours are there. `facts` are answers of external
// checks: they come before the services that rest on them, so that one which only goes by another name is not withdrawn in between.
void Core::apply(model::Config config, std::span<const kube::Fact> facts) {
  std::vector<std::string> fresh;
  std::set<std::string_view> wanted;
  for (const bgp::PeerConfig& peer : config.peers) {
    wanted.insert(peer.name);
    if (speaker_.engine().find(peer.name)) continue;
    fresh.push_back(peer.name);
    peer_log_.configured(peer);
  }
  tell_down("removed", [&](const bgp::PeerStatus& peer) { return !wanted.contains(peer.range.empty() ? peer.config.name : peer.range); });
  std::vector<Error> problems = speaker_.set_peers(config.peers);
  for (Error& problem : speaker_.listen(config.listen)) {
    const auto known = [&](const Error& other) { return other.to_string() == problem.to_string(); };  // both speak of listeners
    if (std::ranges::none_of(problems, known)) problems.push_back(std::move(problem));
  }
  report_listeners(std::move(problems));
  std::set<std::string_view> stay;
  for (const health::CheckSpec& check : config.checks) stay.insert(check.name);
  for (const health::CheckSpec& check : config_.checks) {
    if (!stay.contains(check.name)) probes_->forget(check.name);
  }
  processes_->retire(config.processes);  // those who leave know their neighbors still
  config_ = std::move(config);
  news_.set(config_);
  set_interest();
  static_routes_.replace(config_.routes, fresh);
  monitor_->set_checks(config_.checks, loop_.now());
  for (const kube::Fact& fact : facts) take_fact(fact, loop_.now());
  carry_out(policy_->set_services(config_.services, config_.checks, loop_.now()));
  announce_to_fresh(fresh);
  processes_->set(config_.processes);
  follow_fullness();
  check_released();
  on_time();
}

// Each once, for as long as it lasts: a cluster changes every second.
void Core::report_listeners(std::vector<Error> problems) {
  for (const Error& problem : problems) {
    if (std::ranges::find(listen_problems_, problem) == listen_problems_.end()) log_.write(Level::error, "bgp", problem.to_string());
  }
  listen_problems_ = std::move(problems);
}

void Core::report(const Diagnostics& diagnostics) {
  for (const Diagnostic& diagnostic : diagnostics.all()) {
    log_.write(diagnostic.severity == Severity::error ? Level::error : Level::warning, "configuration", line_of(diagnostic));
  }
}

void Core::announce_to_fresh(const std::vector<std::string>& fresh) {
  std::vector<bgp::PeerId> peers;
  for (const std::string& name : fresh) {
    if (const auto id = speaker_.engine().find(name)) peers.push_back(*id);
  }
  announcer_.tell(std::move(peers), policy_->announced());
  announce_later();
}

// Costly events are made only for those who read them.
void Core::set_interest() {
  for (const bgp::PeerId id : speaker_.engine().peers()) {
    const bgp::PeerStatus& status = speaker_.engine().status(id);
    bgp::Interest interest{peer_log_.wants_sent_routes(), peer_log_.wants_received_routes(), false};
    for (const model::Attachment* attachment : news_.attached(status)) {
      interest.updates_sent |= attachment->wants.send.update;
      interest.updates_received |= attachment->wants.receive.update;
      interest.raw |= attachment->wants.send.packets || attachment->wants.receive.packets || attachment->wants.receive.consolidate;
    }
    speaker_.observe(id, interest);
  }
}

}  // namespace vigilcast::app
