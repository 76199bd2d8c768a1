#include "tests/sim/scenario.h"

#include <algorithm>
#include <array>

#include "bgp/wire/attr/all.h"
#include "tests/sim/expectation.h"
#include "tests/sim/invariants.h"
#include "tests/sim/words.h"

namespace vigilcast::sim {

constexpr std::uint32_t kOurAs = 65000;

Scenario::Scenario(std::uint64_t seed) : world_(seed), us_(&world_.add("us", ip("10.0.0.1"), kOurAs)), start_(world_.now()) {}

struct ScenarioVerbs {
  using Verb = void (*)(Scenario&, Statement&);
  struct Row {
    std::string_view word;
    std::string_view usage;
    Verb run;
  };
  static const std::vector<Row> kRows;

  // --- before the start -------------------------------------------------------------------------------------------------

  static bgp::PeerConfig towards(const Node& from, const Node& to) {
    bgp::PeerConfig out;
    out.name = to.name();
    out.address = to.address();
    out.local_address = from.address();
    out.local_as = from.asn();
    out.peer_as = to.asn();
    out.router_id = from.address();
    out.hold_time = 90;
    out.route_refresh = true;
    out.families = {bgp::kIpv4Unicast, bgp::kIpv6Unicast};
    return out;
  }

  static void router(Scenario& s, Statement& line) {
    while (!line.done()) {
      if (line.accept("hold-down")) {
        s.hold_down_ = line.duration("how long");
      } else {
        line.end();
      }
    }
  }

  static void peer(Scenario& s, Statement& line) {
    const std::string name = line.next("the router's name");
    if (!line.accept("asn")) throw Mistake{"'asn' is missing"};
    const auto number = line.number<std::uint32_t>("an AS");
    const std::uint32_t last = static_cast<std::uint32_t>(s.world_.nodes().size()) + 1;
    Node& node = s.world_.add(name, following(Prefix::host(ip("10.0.0.0")), last).address, number);
    bgp::PeerConfig ours = towards(*s.us_, node), theirs = towards(node, *s.us_);
    theirs.passive = true;
    while (!line.done()) peer_option(ours, theirs, line);
    node.add_peer(theirs);
    s.us_->add_peer(ours);
  }

  static void peer_option(bgp::PeerConfig& ours, bgp::PeerConfig& theirs, Statement& line) {
    if (line.accept("hold")) {
      theirs.hold_time = line.number<std::uint16_t>("seconds");
    } else if (line.accept("our-hold")) {
      ours.hold_time = line.number<std::uint16_t>("seconds");
    } else if (line.accept("our-id")) {
      ours.router_id = ip(line.next("an identifier"));
    } else if (line.accept("delay-open")) {
      ours.delay_open = line.duration("how long");
    } else if (line.accept("their-delay-open")) {
      theirs.delay_open = line.duration("how long");
    } else if (line.accept("id")) {
      theirs.router_id = ip(line.next("an identifier"));
    } else if (line.accept("configured-asn")) {
      ours.peer_as = line.number<std::uint32_t>("an AS");
    } else if (line.accept("graceful")) {
      ours.graceful_restart = theirs.graceful_restart = line.number<std::uint16_t>("seconds");
    } else if (line.accept("notification")) {
      ours.restart_notification = theirs.restart_notification = true;
    } else if (line.accept("long-lived")) {
      ours.long_lived_stale_time = theirs.long_lived_stale_time = line.number<std::uint32_t>("seconds");
    } else if (line.accept("most")) {
      bgp::PrefixLimit limit{.family = bgp::kIpv4Unicast, .most = line.number<std::uint32_t>("how many prefixes"), .warning_percent = 80, .restart_after = {}};
      if (line.accept("again-after")) limit.restart_after = line.duration("when to try again");
      ours.prefix_limits = {limit};
    } else if (line.accept("bfd")) {
      ours.bfd = theirs.bfd = bgp::BfdConfig{};
      ours.bfd->session.min_tx = ours.bfd->session.min_rx = line.duration("an interval");
      theirs.bfd->session = ours.bfd->session;
    } else if (line.accept("strict")) {
      if (!ours.bfd) throw Mistake{"strict is said after bfd"};
      ours.bfd->strict = theirs.bfd->strict = true;
    } else if (line.accept("connects")) {  // it too, so both do
      theirs.passive = false;
    } else if (line.accept("alone")) {  // it does, we wait
      ours.passive = true;
      theirs.passive = false;
    } else {
      line.end();
    }
  }

  static void check(Scenario& s, Statement& line) {
    health::CheckSpec spec;
    spec.name = line.next("the check's name");
    if (line.accept("http")) {
      health::HttpProbe probe;
      probe.url = "http://127.0.0.1/";
      spec.probe = probe;
    } else if (line.accept("tcp")) {
      spec.probe = health::TcpProbe{"127.0.0.1:80"};
    }
    while (!line.done()) {
      if (line.accept("every")) {
        spec.interval = line.duration("an interval");
      } else if (line.accept("fast")) {
        spec.fast = line.duration("an interval");
      } else if (line.accept("timeout")) {
        spec.timeout = line.duration("a timeout");
      } else if (line.accept("rise")) {
        spec.rise = line.number<unsigned>("a count");
      } else if (line.accept("fall")) {
        spec.fall = line.number<unsigned>("a count");
      } else {
        line.end();
      }
    }
    s.checks_.push_back(spec);
  }

  static void service(Scenario& s, Statement& line) {
    announce::ServiceSpec spec;
    spec.name = line.next("the service's name");
    while (!line.done()) {
      if (line.accept("prefix")) {
        spec.prefixes.push_back(line.prefix());
      } else if (line.accept("med")) {
        spec.up.attributes.set(bgp::Med{line.number<std::uint32_t>("a MED")});
      } else if (line.accept("down-med")) {
        spec.down.announce = true;
        spec.down.attributes.set(bgp::Med{line.number<std::uint32_t>("a MED")});
      } else if (line.accept("when")) {
        const auto expression = health::Expression::parse(line.rest());
        if (!expression) throw Mistake{expression.error().to_string()};
        spec.healthy = *expression;
      } else {
        line.end();
      }
    }
    s.services_.push_back(spec);
  }

  // --- what happens -----------------------------------------------------------------------------------------------------

  static void start(Scenario& s, Statement& line) {
    line.end();
    s.started_ = true;
    for (const auto& node : s.world_.nodes()) {
      if (node.get() == s.us_) node->set_health(s.checks_, s.services_, s.hold_down_);
      node->boot();
    }
  }

  static void link(Scenario& s, Statement& line) {
    const IpAddress us = s.us_->address(), them = s.router(line.next("a router's name")).address();
    Link& over = s.world_.network().link(us, them);
    while (!line.done()) {
      if (line.accept("latency")) {
        over.latency = line.duration("a latency");
      } else if (line.accept("chunk")) {
        over.chunk = line.number<std::size_t>("bytes");
      } else if (line.accept("rate")) {
        over.rate = line.number<std::size_t>("bytes a second");
      } else if (line.accept("buffer")) {
        over.buffer = line.number<std::size_t>("bytes");
      } else if (line.accept("loses")) {
        over.datagrams_lost = line.number<unsigned>("how many of three datagrams");
      } else if (line.peek() == "refuse" || line.peek() == "accept") {
        over.refuses = line.next("") == "refuse";
      } else if (line.peek() == "silent" || line.peek() == "heard") {
        s.world_.network().set_silent(us, them, line.next("") == "silent");
      } else if (line.accept("reset")) {
        s.world_.network().reset(us, them);
      } else {
        line.end();
      }
    }
  }

  static void announce(Scenario& s, Statement& line) { announce_from(*s.us_, line); }
  static void withdraw(Scenario& s, Statement& line) { withdraw_from(*s.us_, line); }

  static void announce_from(Node& node, Statement& line) {
    const Prefix first = line.prefix();
    const std::uint32_t count = line.accept("count") ? line.number<std::uint32_t>("how many") : 1;
    std::optional<std::uint32_t> med;
    if (line.accept("med")) med = line.number<std::uint32_t>("a MED");
    line.end();
    for (std::uint32_t i = 0; i < count; ++i) node.announce(route_to(following(first, i), med));
  }

  static void withdraw_from(Node& node, Statement& line) {
    const Prefix first = line.prefix();
    const std::uint32_t count = line.accept("count") ? line.number<std::uint32_t>("how many") : 1;
    line.end();
    for (std::uint32_t i = 0; i < count; ++i) node.withdraw(bgp::unicast_nlri(following(first, i)));
  }

  static void change(Scenario& s, Statement& line) {
    const std::string name = s.router(line.next("a router's name")).name();
    bgp::PeerConfig ignored;
    while (!line.done()) peer_option(s.us_->peer(name), ignored, line);
    s.us_->apply_peers();
  }

  static void stop(Scenario& s, Statement& line) {
    const std::string text = line.rest();
    s.us_->shut_down(bgp::Notification::cease_with_text(bgp::cease::admin_shutdown, text));
  }

  static void drain(Scenario& s, Statement& line) {
    const std::string name = s.router(line.next("a router's name")).name();
    const Duration length = line.duration("how long");
    s.us_->drain(name, length, bgp::Notification::cease_with_text(bgp::cease::admin_shutdown, line.rest()));
  }

  static void pause(Scenario& s, Statement& line) {
    s.us_->pause_reading(s.router(line.next("a router's name")).name(), true);
    line.end();
  }
  static void resume(Scenario& s, Statement& line) {
    s.us_->pause_reading(s.router(line.next("a router's name")).name(), false);
    line.end();
  }

  static void undrain(Scenario& s, Statement& line) {
    s.us_->undrain(s.router(line.next("a router's name")).name());
    line.end();
  }

  static void expect(Scenario& s, Statement& line) { Expectation(s, line).check(); }

  // `r1 power-off`, `r1 boot`, `r1 stop`, `r1 refresh`, `r1 reset`
  static void on_router(Node& node, Statement& line) {
    if (line.accept("power-off")) {
      node.power_off();
    } else if (line.accept("boot")) {
      node.boot();
    } else if (line.accept("stop")) {
      node.shut_down(bgp::Notification::cease_with_text(bgp::cease::admin_shutdown, line.rest()));
    } else if (line.accept("refresh")) {
      node.refresh("us");
    } else if (line.accept("announce")) {
      return announce_from(node, line);
    } else if (line.accept("withdraw")) {
      return withdraw_from(node, line);
    } else if (line.accept("reset")) {
      node.reset("us", bgp::Notification::cease_with_text(bgp::cease::admin_reset, line.rest()));
    } else {
      throw Mistake{"a router does: power-off, boot, stop, announce, withdraw, refresh or reset; this it does not know: '" + line.rest() + "'"};
    }
    line.end();
  }

  // `web pass`, `web fail x3`, `web pass after 300ms`
  static void on_check(Scenario& s, const std::string& name, Statement& line) {
    Answer answer;
    const std::string word = line.next("pass, fail or unsure");
    if (word == "fail") {
      answer.outcome = health::Outcome::fail;
    } else if (word == "unsure") {
      answer.outcome = health::Outcome::inconclusive;
    } else if (word != "pass") {
      throw Mistake{"a target answers pass, fail or unsure, not '" + word + "'"};
    }
    unsigned times = 0;
    if (line.peek().starts_with('x')) times = parse_number<unsigned>(line.next("").substr(1)).value_or(1);
    if (line.accept("after")) answer.took = line.duration("how long the answer takes");
    line.end();
    s.us_->answer(name, answer, times);
  }
};

const std::vector<ScenarioVerbs::Row> ScenarioVerbs::kRows{
    {"router", "router [hold-down D]", router},
    {"peer",
     "peer NAME asn N [hold S] [our-hold S] [id A.B.C.D] [our-id A.B.C.D] [configured-asn N] [delay-open D] [their-delay-open D] [graceful S [notification] "
     "[long-lived S]] "
     "[most N [again-after D]] [bfd D [strict]] [connects | alone]",
     peer},
    {"check", "check NAME [http|tcp] [every D] [fast D] [timeout D] [rise N] [fall N]", check},
    {"service", "service NAME prefix P... [med N] [down-med N] [when EXPRESSION]", service},
    {"link", "link NAME [latency D] [chunk BYTES] [rate BYTES] [buffer BYTES] [loses N] [refuse|accept] [silent|heard] [reset]", link},
    {"start", "start", start},
    {"announce", "announce PREFIX [count N] [med N]", announce},
    {"withdraw", "withdraw PREFIX [count N]", withdraw},
    {"change", "change NAME [our-hold S] [our-id A.B.C.D] [configured-asn N] [most N]", change},
    {"stop", "stop [TEXT]", stop},
    {"drain", "drain NAME D [TEXT]", drain},
    {"undrain", "undrain NAME", undrain},
    {"pause", "pause NAME", pause},
    {"resume", "resume NAME", resume},
    {"expect", "expect NAME|service ... [within D | by T | for D]", expect},
};

std::optional<ScenarioFailure> Scenario::run(std::string_view text) {
  unsigned last = 0;
  for (Statement& statement : read_statements(text)) {
    last = statement.line();
    try {
      execute(statement);
    } catch (const Mistake& mistake) { return ScenarioFailure{last, statement.text() + ": " + mistake.text + "\n" + world_.story(12)}; }
    if (!world_.violation().empty()) return ScenarioFailure{last, "an invariant is broken: " + world_.violation() + "\n" + world_.story(12)};
  }
  if (last == 0) return ScenarioFailure{0, "there is no statement in it"};
  return std::nullopt;
}

void Scenario::execute(Statement& statement) {
  if (statement.accept("at")) {
    const Duration when = statement.duration("a time such as 2s");
    if (at(when) < world_.now()) throw Mistake{"that is in the past: it is " + format_duration(world_.now() - start_)};
    world_.run_until(at(when));
    if (statement.done()) return;
  }
  const std::string word = statement.next("a verb");
  const auto row = std::ranges::find(ScenarioVerbs::kRows, word, &ScenarioVerbs::Row::word);
  if (row != ScenarioVerbs::kRows.end()) {
    try {
      return row->run(*this, statement);
    } catch (const Mistake& mistake) { throw Mistake{mistake.text + (started_ && word == "expect" ? "" : " (" + std::string(row->usage) + ")")}; }
  }
  if (is_check(word)) return ScenarioVerbs::on_check(*this, word, statement);
  ScenarioVerbs::on_router(router(word), statement);
}

Node& Scenario::router(const std::string& name) const {
  Node* node = world_.find(name);
  if (node == nullptr) throw Mistake{"there is no verb, check or router '" + name + "'"};
  return *node;
}

bool Scenario::is_check(const std::string& name) const { return std::ranges::find(checks_, name, &health::CheckSpec::name) != checks_.end(); }

}  // namespace vigilcast::sim
