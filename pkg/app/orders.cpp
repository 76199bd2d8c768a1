// The core's part about helpers: what they may see, and what they order.
#include <unistd.h>

#include <algorithm>

#include "bgp/wire/nlri/all.h"
#include "pkg/app/core.h"
#include "pkg/exabgp/conf/loader.h"
#include "pkg/exabgp/version.h"
#include "pkg/model/may_announce.h"

namespace vigilcast::app {
namespace {

template <class... F>
struct Match : F... {
  using F::operator()...;
};

}  // namespace

exabgp::ApiWorld Core::world_of(const std::string& process) {
  exabgp::ApiWorld world;
  const bgp::Engine& engine = speaker_.engine();
  if (Processes::is_command_line(process)) {
    for (const bgp::PeerId id : engine.peers()) {
      const bgp::PeerConfig& config = engine.config(id);
      world.peers.push_back({id, config.name, config.address, config.families, created_.names(config.name)});
    }
  }
  for (const model::Attachment& attachment : config_.attachments) {
    const auto id = attachment.process == process ? engine.find(attachment.peer) : std::nullopt;
    if (!id) continue;
    world.peers.push_back({*id, attachment.peer, engine.config(*id).address, engine.config(*id).families, created_.names(attachment.peer)});
    if (!engine.config(*id).remote_range) continue;
    for (const bgp::PeerId member : engine.peers()) {
      const bgp::PeerConfig& config = engine.config(member);
      if (engine.status(member).range == attachment.peer) world.peers.push_back({member, config.name, config.address, config.families, false});
    }
  }
  world.status = [this](bgp::PeerId id) { return speaker_.engine().status(id); };
  world.each_out = [this](bgp::PeerId id, const auto& visit) { speaker_.engine().each_out(id, visit); };
  world.each_in = [this](bgp::PeerId id, const auto& visit) { speaker_.engine().each_in(id, visit); };
  world.attachments = [this](bgp::PeerId id) { return attachments_of(id); };
  world.load = [this](std::string_view text) { return exabgp::load_conf("peer create", text, options_.settings, options_.compat); };
  world.queues = [this] { return processes_->queues(); };
  world.route_objects = options_.settings.text("api.show-routes-format") == "v2";
  world.version = exabgp::program_version(options_.compat);
  world.daemon = {uuid_, getpid(), started_wall_, loop_.now() - started_};
  world.now = loop_.now();
  return world;
}

void Core::carry_out(const exabgp::Order& order) {
  std::visit(
      Match{
          [&](const exabgp::RouteOrder& o) { carry_out_routes(o); },
          [&](const exabgp::EndOfRibOrder& o) {
            for (const bgp::PeerId id : o.peers) speaker_.send_end_of_rib(id, o.family);
          },
          [&](const exabgp::RefreshOrder& o) {
            for (const bgp::PeerId id : o.peers) speaker_.request_refresh(id, o.family);
          },
          [&](const exabgp::AdviceOrder& o) {
            for (const bgp::PeerId id : o.peers) speaker_.advise(id, o.message);
          },
          [&](const exabgp::FlushOrder& o) {
            for (const bgp::PeerId id : o.peers) {
              for (const bgp::Family family : speaker_.engine().config(id).families) speaker_.refresh(id, family);
            }
          },
          [&](const exabgp::ClearOrder& o) {
            for (const bgp::PeerId id : o.peers) clear(id);
          },
          [&](const exabgp::ForgetOrder& o) {
            for (const bgp::PeerId id : o.peers) speaker_.forget_received(id);
          },
          // As ExaBGP: where graceful restart was agreed on, the connection is closed without a word.
          [&](const exabgp::TeardownOrder& o) {
            for (const bgp::PeerId id : o.peers) speaker_.reset(id, exabgp::teardown_notification(o.subcode), true);
          },
          [&](const exabgp::WatchdogOrder& o) { static_routes_.watchdog(o.name, o.announce ? StaticRoutes::Order::announce : StaticRoutes::Order::withdraw); },
          // At once: the next line may be about the peer.
          [&](const exabgp::CreateOrder& o) { create(o); },
          [&](const exabgp::DeleteOrder& o) { remove(o); },
                 // Posted: reload and shutdown must not pull the ground from under the helper that is being heard.
          [&](const exabgp::DaemonOrder& o) { loop_.post([this, o] { on_daemon_order(o); }); },
      },
      order);
}

// router.mayAnnounce binds helpers too.
void Core::carry_out_routes(const exabgp::RouteOrder& order) {
  const auto may = [&](const bgp::RouteChange& change) {
    const auto* announce = std::get_if<bgp::Announce>(&change);
    return announce == nullptr || model::may_announce(config_.router, announce->route.nlri);
  };
  if (std::ranges::all_of(order.changes, may)) {
    for (const bgp::PeerId id : order.peers) speaker_.apply(id, order.changes);
    return;
  }
  std::vector<bgp::RouteChange> allowed;
  for (const bgp::RouteChange& change : order.changes) {
    if (may(change)) {
      allowed.push_back(change);
    } else {
      const auto* announce = std::get_if<bgp::Announce>(&change);
      log_.write(telemetry::Level::warning, "api",
                 announce->route.owner.to_string() + " may not announce " + bgp::nlri_text(announce->route.nlri) + ": it is outside router.mayAnnounce");
    }
  }
  for (const bgp::PeerId id : order.peers) speaker_.apply(id, allowed);
}

std::vector<model::Attachment> Core::attachments_of(bgp::PeerId id) const {
  std::vector<model::Attachment> out;
  for (const model::Attachment* one : news_.attached(speaker_.engine().status(id))) out.push_back(*one);
  return out;
}

// A peer of that name which exists already stays as it is.
void Core::create(const exabgp::CreateOrder& order) {
  if (stopping_ || speaker_.engine().find(order.peer.name)) return;
  created_.add(order.peer, order.attachments);
  apply_files();
}

void Core::remove(const exabgp::DeleteOrder& order) {
  if (stopping_) return;
  for (const bgp::PeerId id : order.peers) {
    if (speaker_.engine().has(id)) created_.remove(speaker_.engine().config(id).name);
  }
  apply_files();
}

// Withdraws what files and processes announce to a peer; services keep theirs.
void Core::clear(bgp::PeerId id) {
  std::vector<bgp::RouteChange> changes;
  speaker_.engine().each_out(id, [&](const bgp::Nlri& nlri, const bgp::OutView& view) {
    if (view.winner != nullptr) changes.emplace_back(bgp::Withdraw{nlri, {bgp::OwnerKind::process, {}}});
  });
  speaker_.apply(id, changes);
}

}  // namespace vigilcast::app
