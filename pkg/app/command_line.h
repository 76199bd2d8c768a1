// ExaBGP's command line as a counterpart: commands come out of one named pipe, answers go into the other. Thread: the core loop's.
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "pkg/app/counterpart.h"
#include "pkg/exabgp/cli/pipes.h"
#include "pkg/runtime/fifo_writer.h"
#include "pkg/runtime/line_source.h"

namespace vigilcast::app {

// The first pair of which both are named pipes.
std::optional<exabgp::CommandPipes> existing_pipes(const std::vector<exabgp::CommandPipes>& candidates);

class CommandLine : public Counterpart {
 public:
  static Result<std::unique_ptr<CommandLine>> open(runtime::Loop& loop, const exabgp::CommandPipes& pipes, runtime::LineSource::Callbacks callbacks);

  [[nodiscard]] bool running() const override { return true; }
  [[nodiscard]] int pid() const override;
  bool write(std::string_view bytes) override { return answers_.write(bytes); }
  [[nodiscard]] std::size_t queued() const override { return answers_.queued(); }
  [[nodiscard]] std::size_t queued_lines() const override { return 0; }  // what is said of queues is said of helpers
  void terminate() override {}

 private:
  CommandLine(runtime::Loop& loop, runtime::Descriptor commands, const std::string& answers, runtime::LineSource::Callbacks callbacks);

  runtime::LineSource commands_;
  runtime::FifoWriter answers_;
};

}  // namespace vigilcast::app
