// T01: every event and every timer in every state, compared with the golden table tests/corpus/fsm/matrix.txt.
// VIGILCAST_UPDATE=1 writes the table anew; the difference is what a review reads.
#include <cstdlib>
#include <fstream>
#include <functional>
#include <sstream>

#include "tests/unit/bgp/fsm/driver.h"

namespace vigilcast::bgp::fsm_test {
namespace matrix {

struct Column {
  const char* name;
  std::function<void(Driver&)> reach;
};

const std::vector<Column>& states() {
  static const std::vector<Column> all{
      {"Idle", [](Driver&) {}},
      {"Idle (idle hold)", [](Driver& d) { d.to_established(), d(ConnectionClosed{"reset by peer"}); }},
      {"Connect", [](Driver& d) { d(Start{}); }},
      {"Active", [](Driver& d) { d(Start{}), d(ConnectFailed{"connection refused"}); }},
      {"OpenSent", [](Driver& d) { d.to_open_sent(); }},
      {"OpenConfirm", [](Driver& d) { d.to_open_confirm(); }},
      {"Established", [](Driver& d) { d.to_established(); }},
      {"Established (write waits)", [](Driver& d) { d.to_established(), d(WriteBlocked{}); }},
      {"Established (no hold time)",
       [](Driver& d) {
         Open open = theirs();
         open.hold_time = 0;
         d.to_established(open);
       }},
  };
  return all;
}

struct Row {
  const char* name;
  Event event;
};

std::vector<Row> events() {
  Open wrong = theirs();
  wrong.my_as = 65009;
  wrong.capabilities.as4 = 65009;
  return {
      {"Start", Start{}},
      {"Stop 6/2", Stop{shutdown()}},
      {"Connected", Connected{}},
      {"ConnectFailed", ConnectFailed{"connection refused"}},
      {"ConnectionClosed", ConnectionClosed{"reset by peer"}},
      {"ConnectionClosed (link)", ConnectionClosed{"interface eth0 went down", true}},
      {"OpenReceived", OpenReceived{theirs()}},
      {"OpenReceived (wrong AS)", OpenReceived{wrong}},
      {"KeepaliveReceived", KeepaliveReceived{}},
      {"UpdateReceived", UpdateReceived{}},
      {"RouteRefreshReceived", RouteRefreshReceived{}},
      {"NotificationReceived 6/2", NotificationReceived{shutdown()}},
      {"MessageFault 1/1", MessageFault{fault(ErrorCode::message_header, header_error::not_synchronized)}},
      {"MessageFault 2/0", MessageFault{fault(ErrorCode::open_message, open_error::unspecific)}},
      {"MessageFault 3/1", MessageFault{fault(ErrorCode::update_message, update_error::malformed_attributes)}},
      {"PathChanged up", PathChanged{true, {}}},
      {"PathChanged down", PathChanged{false, {}}},
      {"PathChanged failed", PathChanged{false, "the path is down"}},
      {"CollisionLost", CollisionLost{}},
      {"WriteBlocked", WriteBlocked{}},
      {"WriteProgress", WriteProgress{}},
      {"InputWaits", InputWaits{}},
  };
}

std::string after(const Driver& driver) {
  const auto next = driver.until_next();
  const auto tenths = next ? (*next + milliseconds(50)) / milliseconds(100) : 0;
  return " | " + std::string(state_name(driver.session.state())) +
         (next ? ", next in " + std::to_string(tenths / 10) + "." + std::to_string(tenths % 10) + "s" : ", at rest");
}

std::string line(const std::string& what, const std::string& done, const Driver& driver) {
  std::string out = "  " + what;
  out.resize(std::max<std::size_t>(out.size(), 30), ' ');
  return out + "| " + (done.empty() ? "-" : done) + after(driver) + "\n";
}

std::string table() {
  std::string out = "# state, event | actions | state after, time to its next timer\n";
  for (const Column& state : states()) {
    out += "\n" + std::string(state.name) + "\n";
    for (const Row& row : events()) {
      Driver driver;
      state.reach(driver);
      const std::string done = driver(row.event);
      out += line(row.name, done, driver);
    }
    Driver driver;
    state.reach(driver);
    if (driver.session.next_deadline()) {
      const std::string done = driver.next();
      out += line("(its first timer)", done, driver);
    }
  }
  return out;
}

}  // namespace matrix

TEST(FsmMatrix, EveryCellIsAsAgreed) {
  const std::string path = std::string(VIGILCAST_SOURCE_DIR) + "/tests/corpus/fsm/matrix.txt";
  const std::string made = matrix::table();
  if (std::getenv("VIGILCAST_UPDATE") != nullptr) {
    std::ofstream(path) << made;
    GTEST_SKIP() << path << " is written";
  }
  std::ifstream file(path);
  std::stringstream golden;
  golden << file.rdbuf();
  EXPECT_EQ(made, golden.str()) << "run with VIGILCAST_UPDATE=1 and read the difference";
}

}  // namespace vigilcast::bgp::fsm_test
