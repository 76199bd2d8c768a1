// One counterpart of Processes: its child, the conversation with it, and what has become of both; the parts of Processes share it. Thread: the core loop.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <set>
#include <string>

#include "pkg/app/processes.h"

namespace vigilcast::app {

struct Processes::Process {
  model::ProcessSpec spec;
  std::unique_ptr<Counterpart> child;
  exabgp::Dialogue dialogue;
  std::uint64_t incarnation = 0;  // which of its children this is: what an older one still says is nobody's
  std::optional<exabgp::ApiWorld> world;  // of the lines that it writes in one go
  std::optional<exabgp::ApiWorld> farewell;  // of one that leaves: the last that it may see
  exabgp::Batch batch;
  unsigned commands = 0;         // of the batch
  unsigned routes = 0;           // that it changes, as far as they are logged
  std::string held = {};         // answers that wait for what they speak of to be sent, and those behind them
  std::set<bgp::PeerId> awaited = {};  // those who have to be sent it first
  bool leaves = false;           // a client that has said all: it goes when it has been answered
  std::string problem;           // why it does not run
  std::int64_t window = 0;       // of the latest start
  unsigned starts_in_window = 0;
  std::uint64_t starts = 0, lines_in = 0, lines_out = 0, dropped = 0;
  std::uint64_t behind = 0;      // messages of the present overflow
  std::uint64_t lost = 0;        // routes of it
  bool full = false;
  bool deaf = false;             // its input is closed, and it has been said so

  [[nodiscard]] bool running() const { return child != nullptr && child->running(); }
};

}  // namespace vigilcast::app
