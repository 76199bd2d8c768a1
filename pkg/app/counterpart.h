// Whoever holds a conversation over the process API: what is written to it are answers and messages; its lines reach us by callbacks of its own kind.
// Nothing that it does or does not do blocks us. Thread: the core loop's.
#pragma once

#include <memory>
#include <string_view>
#include <utility>

#include "pkg/runtime/child.h"

namespace vigilcast::app {

class Counterpart {
 public:
  Counterpart() = default;
  virtual ~Counterpart() = default;
  Counterpart(const Counterpart&) = delete;
  Counterpart& operator=(const Counterpart&) = delete;

  [[nodiscard]] virtual bool running() const = 0;
  [[nodiscard]] virtual int pid() const = 0;
  virtual bool write(std::string_view bytes) = 0;  // all or nothing; false: the queue is full, or nobody reads any more
  [[nodiscard]] virtual std::size_t queued() const = 0;        // bytes
  [[nodiscard]] virtual std::size_t queued_lines() const = 0;  // of them; counted each time
  virtual void terminate() = 0;  // it may say last words
};

// A program of its own.
class ChildCounterpart : public Counterpart {
 public:
  explicit ChildCounterpart(std::unique_ptr<runtime::Child> child) : child_(std::move(child)) {}

  [[nodiscard]] bool running() const override { return child_->running(); }
  [[nodiscard]] int pid() const override { return child_->pid(); }
  bool write(std::string_view bytes) override { return child_->write(bytes); }
  [[nodiscard]] std::size_t queued() const override { return child_->queued(); }
  [[nodiscard]] std::size_t queued_lines() const override { return child_->queued_lines(); }
  void terminate() override { child_->terminate(); }

 private:
  std::unique_ptr<runtime::Child> child_;
};

}  // namespace vigilcast::app
