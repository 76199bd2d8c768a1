// What a process wrote in one go, on its way to the core: orders in their order, those about the same neighbors joined, so that routes share UPDATEs;
// and the answers to its lines. Pure; thread: the core loop.
#pragma once

#include <string>
#include <vector>

#include "pkg/exabgp/api/order.h"

namespace vigilcast::exabgp {

class Batch {
 public:
  void add(Order order);
  void answer(std::string_view text) { answers_ += text; }

  [[nodiscard]] const std::string& answers() const { return answers_; }
  [[nodiscard]] std::vector<Order> take_orders();
  [[nodiscard]] std::string take_answers();

 private:
  std::vector<Order> orders_;
  std::string answers_;
};

}  // namespace vigilcast::exabgp
