// What Loop and Timer share; of pkg/runtime only.
#pragma once

#include "pkg/runtime/asio_headers.h"
#include "pkg/runtime/loop.h"

namespace vigilcast::runtime {

struct Loop::State {
  boost::asio::io_context context{1};  // one thread runs it; posting from others is safe all the same
  boost::asio::executor_work_guard<boost::asio::io_context::executor_type> work = boost::asio::make_work_guard(context);
  bool in_turn = false;
  std::optional<Instant> turn_time;
  Duration lag{};
};

}  // namespace vigilcast::runtime
