#include "pkg/kube/agent/node_port.h"

#include <gtest/gtest.h>

#include <optional>

#include "pkg/base/rng.h"
#include "tests/unit/pkg/kube/agent/story.h"

namespace vigilcast::kube::node_port_test {

using agent_test::ip;
using agent_test::Lines;
using std::chrono::milliseconds;

// An answer as the probe of healthcheck/probe words it.
health::Observation answer(const health::StartProbe& question, std::string_view kind, Instant at) {
  health::Observation out{.check = question.check->name, .code = {}, .text = {}, .at = at, .probe = question.probe};
  if (kind == "yes") out.outcome = health::Outcome::pass, out.code = "L7OK", out.text = "status 200";
  if (kind == "no") out.code = "L7STS", out.text = "status 503, expected 200";
  if (kind == "refused") out.code = "L4CON", out.text = "connection refused by 10.1.0.1:31234";
  if (kind == "silent") out.code = "L4TOUT", out.text = "no connection to 10.1.0.1:31234 within 500ms";
  if (kind == "starved") out.outcome = health::Outcome::inconclusive, out.code = "SOCKERR", out.text = "out of file descriptors";
  return out;
}

std::string url_of(const health::StartProbe& question) { return std::get<health::HttpProbe>(question.check->probe).url; }

// Played in virtual time: what endpoints say ("ready", "draining", "none") takes no time, "no 3s" is what the proxy answers for so long. What comes out is when
// the gate closed (-) and opened (+), in milliseconds: "0- 1052+".
struct Play {
  NodePort port{"node-port/default/web/ipv4"};
  Instant start{std::chrono::hours(1)}, now = start;
  std::uint64_t asked = 0;
  std::string out;
  bool passes = true;

  Play() { port.ask_at(31234, {ip("10.1.0.1"), ip("127.0.0.1")}); }

  void note() {
    const bool after = port.fact().pass;
    if (std::exchange(passes, after) == after) return;
    out += (out.empty() ? "" : " ") + std::to_string((now - start) / milliseconds(1)) + (after ? "+" : "-");
  }
  void answer_for(std::string_view kind, Duration time) {
    const Instant end = now + time;
    for (auto due = port.next_question(); due && *due <= end; due = port.next_question()) {
      now = std::max(now, *due);
      const health::StartProbe question = port.question(++asked, now);
      now += milliseconds(2);
      port.answered(answer(question, kind, now), now);
      note();
    }
    now = std::max(now, end);
  }
  void step(std::string_view text) {
    const auto parts = words(text);
    if (parts.size() == 2) return answer_for(parts[0], parse_duration(parts[1]).value());
    port.endpoints(parts[0] != "none", parts[0] == "ready", now);
    note();
  }
  std::string run(std::string_view script) {
    for (const std::string_view part : split(script, ';')) step(part);
    return out;
  }
};

struct Row {
  const char* script;
  const char* closes_and_opens;
  const char* why;
};

const Row kRows[] = {
    {"ready; yes 5s", "0- 2+", "announced with the first 200"},
    {"ready; no 1s; yes 1s", "0- 1066+", "a 503 holds it back; the next question is 150 ms later"},
    {"ready; no 1h; yes 1s", "0- 3600224+", "for as long as it takes, then asked once a second"},
    {"none; yes 5s", "", "nobody is asked for a Service without endpoints here"},
    {"draining; no 5s", "", "nor for endpoints that terminate: there the proxy says 503 by rule"},
    {"draining; ready; no 3s; yes 1s", "", "what is announced is not held back when a fresh endpoint joins"},
    {"ready; no 1s; none; no 10s", "0- 1000+", "given up before it began: the endpoints say no, the gate has nothing to add"},
    {"ready; no 1s; draining", "0- 1000+", "the last resort does not wait"},
    {"ready; yes 5s; refused 1h", "0- 2+", "a proxy that restarts leaves its rules in place"},
    {"ready; yes 5s; silent 1h", "0- 2+", "as does one that hangs"},
    {"ready; yes 5s; refused 10s; no 3s; yes 1m", "0- 2+", "it may begin with a few 503"},
    {"ready; yes 5s; no 4s; yes 2s; no 4s; yes 1m", "0- 2+", "a few in a row, and a 200 in between, are no loss"},
    {"ready; yes 5s; no 3s; refused 30s; yes 1s; no 4s; yes 1s", "0- 2+", "silence is neither"},
    {"ready; yes 5s; no 20s; yes 1s", "0- 2+ 10016- 25066+", "but five 503 in a row are"},
    {"ready; yes 5s; no 20s; refused 50s; yes 1s", "0- 2+ 10016- 75184+", "whoever said no is waited for"},
    {"ready; yes 5s; no 20s; refused 1h", "0- 2+ 10016- 85204+", "for a minute"},
    {"ready; yes 5s; draining; no 1h; ready; no 3s; yes 1s", "0- 2+", "503 counts only beside a ready endpoint"},
    {"ready; refused 1m", "0- 10034+", "where nobody ever answers it is announced all the same"},
    {"ready; starved 1m", "0- 10034+", "our own trouble holds nothing back for ever"},
    {"ready; silent 1m; none; refused 1s; ready; refused 1m", "0- 10034+ 61000- 62066+", "and the next time it need not take as long"},
    {"ready; refused 1m; yes 5s; none; yes 1m; ready; refused 20s", "0- 10034+ 125000- 135034+", "unless somebody answered meanwhile"},
    {"ready; refused 9s; no 1h", "0-", "an answer ends the silence"},
    {"ready; no 1s; refused 50s; yes 1s", "0- 51140+", "a proxy that is there and comes back"},
    {"ready; no 100ms; refused 1h", "0- 60158+", "or was it another, which went, and nobody came after it"},
    {"ready; no 1s; refused 50s; no 1s; refused 50s; no 1h", "0-", "each no counts anew"},
    {"ready; no 1s; refused 2m; none; refused 1s; ready; refused 1m", "0- 61160+ 122000- 123066+", "and then it is as if there had never been an answer"},
    {"ready; yes 5s; none; ready; yes 5s", "0- 2+ 5000- 6066+", "so soon its 200 may be about endpoints that have gone: a second later it is not"},
    {"ready; yes 5s; none; ready; no 300ms; yes 5s", "0- 2+ 5000- 5306+", "after a 503 it is about the new ones"},
    {"ready; yes 5s; none; yes 4s; ready; yes 5s", "0- 2+ 9000- 9002+", "as it is after a while"},
};

TEST(NodePort, HoldsBackTheBeginning) {
  for (const Row& row : kRows) EXPECT_EQ(Play().run(row.script), row.closes_and_opens) << row.script << "\n" << row.why;
}

TEST(NodePort, AsksTheNextAddressWhenNobodyAnswers) {
  Play play;
  play.step("ready");
  const auto ask = [&](std::string_view kind) {
    play.now = *play.port.next_question();
    const health::StartProbe question = play.port.question(++play.asked, play.now);
    EXPECT_FALSE(play.port.next_question()) << "one at a time";
    play.port.answered(answer(question, kind, play.now), play.now);
    return url_of(question);
  };
  EXPECT_EQ(ask("refused"), "http://10.1.0.1:31234/healthz");
  EXPECT_EQ(ask("no"), "http://127.0.0.1:31234/healthz");
  EXPECT_EQ(ask("no"), "http://127.0.0.1:31234/healthz");
  play.port.ask_at(31235, {ip("2001:db8::1")});
  EXPECT_EQ(ask("yes"), "http://[2001:db8::1]:31235/healthz");
}

TEST(NodePort, AnAnswerToAnEarlierQuestionSaysNothing) {
  Play play;
  play.step("ready");
  const health::StartProbe early = play.port.question(1, play.now);
  play.step("none");
  play.step("ready");
  play.port.answered(answer(early, "yes", play.now), play.now);
  EXPECT_FALSE(play.port.fact().pass);
  EXPECT_TRUE(play.port.next_question()) << "it asks anew";
}

TEST(NodePort, SaysWhatItWaitsFor) {
  Play play;
  const auto after = [&](std::string_view script) {
    play.run(script);
    return play.port.fact().text;
  };
  EXPECT_EQ(after("ready"), "kube-proxy of this node has not said yet that it forwards (healthCheckNodePort 31234)");
  EXPECT_TRUE(play.port.fact().progress);
  EXPECT_EQ(after("refused 1s"), "kube-proxy of this node has not said yet that it forwards (healthCheckNodePort 31234: nobody answers)");
  EXPECT_EQ(after("no 1s"), "kube-proxy of this node does not forward yet (healthCheckNodePort 31234 answers with status 503)");
  EXPECT_EQ(after("refused 1s"), "kube-proxy of this node does not forward yet (healthCheckNodePort 31234 answered with status 503, now nobody answers)");
  EXPECT_EQ(after("yes 1s"), "kube-proxy of this node forwards (healthCheckNodePort 31234)");
  EXPECT_FALSE(play.port.fact().progress);
  EXPECT_EQ(after("no 1m"), "kube-proxy of this node does not forward any more (healthCheckNodePort 31234 answers with status 503)");
  EXPECT_EQ(after("none"), "kube-proxy is asked once an endpoint on this node is ready (healthCheckNodePort 31234)");
  EXPECT_EQ(after("refused 1m;ready;refused 1m"),
            "nobody answers at healthCheckNodePort 31234 of this node, and after a while that keeps nothing from being announced");
  EXPECT_TRUE(play.port.unheard());
}

// A node whose kube-proxy gathers changes for up to a second, and restarts now and then; endpoints come and go. Whenever the gate opens, what is forwarded is
// the endpoint that is there.
class Simulated {
 public:
  explicit Simulated(std::uint64_t seed) : rng_(seed) { port_.ask_at(31234, {ip("10.1.0.1")}); }

  void run(Duration time) {
    for (const Instant end = now_ + time; now_ < end && !::testing::Test::HasFailure(); now_ += kTurn) {
      change_endpoints();
      live_as_proxy();
      ask();
    }
  }
  unsigned openings = 0;

 private:
  static constexpr Duration kTurn = milliseconds(10);

  // Once in three seconds, and often soon again.
  void change_endpoints() {
    if (now_ < next_change_) return;
    next_change_ = now_ + milliseconds(rng_.chance(0.5) ? rng_.below(400) : rng_.below(6000));
    endpoint_ = endpoint_ == 0 ? ++made_ : 0;
    sync_at_ = sync_at_.value_or(now_ + milliseconds(rng_.below(980)));
    port_.endpoints(endpoint_ != 0, endpoint_ != 0, now_);
    EXPECT_EQ(port_.fact().pass, endpoint_ == 0) << "closed at once, and never in the way of a withdrawal";
  }
  void live_as_proxy() {
    if (rng_.chance(0.001)) away_until_ = now_ + milliseconds(rng_.below(5000));
    if (now_ < away_until_ || !sync_at_ || now_ < *sync_at_) return;
    forwarded_ = endpoint_;
    sync_at_.reset();
  }
  void ask() {
    const auto due = port_.next_question();
    if (!due || *due > now_) return;
    const bool closed = !port_.fact().pass;
    const health::StartProbe question = port_.question(++asked_, now_);
    port_.answered(answer(question, now_ < away_until_ ? "refused" : forwarded_ != 0 ? "yes" : "no", now_), now_);
    if (!closed || !port_.fact().pass) return;
    ++openings;
    EXPECT_EQ(forwarded_, endpoint_) << "announced, and nobody forwards";
  }

  Rng rng_;
  NodePort port_{"node-port/default/web/ipv4"};
  Instant now_{std::chrono::hours(1)}, next_change_ = now_, away_until_ = now_;
  std::optional<Instant> sync_at_;
  unsigned made_ = 0, endpoint_ = 0, forwarded_ = 0;  // 0: none
  std::uint64_t asked_ = 0;
};

TEST(NodePort, OpensOnlyOnceTheEndpointIsForwarded) {
  unsigned openings = 0;
  for (std::uint64_t seed = 1; seed <= 50; ++seed) {
    Simulated node(seed);
    node.run(std::chrono::minutes(10));
    ASSERT_FALSE(HasFailure()) << "seed " << seed;
    openings += node.openings;
  }
  EXPECT_GT(openings, 1000U) << "it was worth the while";
}

// --- as a part of the agent ---------------------------------------------------------------------------------------------------

const Lines kCluster{"node n1 address=10.1.0.1 address=2001:db8::1", "adv all", "service default/web 198.51.100.10 local nodeport=31234"};
const std::string kReady = "slice default/web-1 of=web here=10.0.0.1:r there=1r";
const std::string kGone = "slice default/web-1 of=web there=1r";
const std::string kGate = "node-port/default/web/ipv4";

struct Node : agent_test::Story {
  explicit Node(const Lines& more) {
    Lines lines = kCluster;
    lines.insert(lines.end(), more.begin(), more.end());
    start(lines);
    agent.wanted();
  }
  Lines told(const Lines& lines) { return agent_test::shown(tell(lines).facts); }
  // The proxy's answer to all that is asked now, until nothing is asked within `time`.
  Lines proxy(std::string_view kind, Duration time = {}) {
    Lines out;
    const Instant end = now + time;
    for (auto due = agent.next_question(); due && *due <= end; due = agent.next_question()) {
      now = std::max(now, *due);
      for (const health::StartProbe& question : agent.questions(now)) {
        Effect effect = agent.handle(answer(question, kind, now), now);
        structure |= effect.structure;
        for (const std::string& line : agent_test::shown(effect.facts)) out.push_back(line);
      }
    }
    now = std::max(now, end);
    return out;
  }
  bool structure = false;
};

TEST(AgentNodePort, IsACheckOfLocalServices) {
  Node node({kReady, "service default/plain 198.51.100.11", "service default/none 198.51.100.12 local",
             "service default/dual 198.51.100.13 2001:db8:1::1 dual local nodeport=31235", "check vip target=vip", "adv all check=vip"});
  EXPECT_EQ(
      node.services(),
      (Lines{"default/dual/ipv4 198.51.100.13/32 when endpoints/default/dual/ipv4 and node/gates and node-port/default/dual/ipv4 and "
             "vip/default/dual/198.51.100.13",
             "default/dual/ipv6 2001:db8:1::1/128 when endpoints/default/dual/ipv6 and node/gates and node-port/default/dual/ipv6 and "
             "vip/default/dual/2001:db8:1::1",
             "default/none 198.51.100.12/32 when endpoints/default/none/ipv4 and node/gates and vip/default/none/198.51.100.12",
             "default/plain 198.51.100.11/32 when endpoints/default/plain/ipv4 and node/gates and vip/default/plain/198.51.100.11",
             "default/web 198.51.100.10/32 when endpoints/default/web/ipv4 and node/gates and node-port/default/web/ipv4 and vip/default/web/198.51.100.10"}));
  EXPECT_EQ(node.fact(kGate), "-kube-proxy of this node has not said yet that it forwards (healthCheckNodePort 31234)") << "from the first moment";
  EXPECT_EQ(node.proxy("yes"), Lines{"+" + kGate + ": kube-proxy of this node forwards (healthCheckNodePort 31234)"});
  EXPECT_TRUE(node.agent.asks(kGate));
  EXPECT_FALSE(node.agent.asks("vip/default/web/198.51.100.10"));
}

TEST(AgentNodePort, NothingIsAnnouncedInBetween) {
  Node node({kReady});
  node.proxy("yes");
  EXPECT_EQ(node.told({kGone}), (Lines{"-endpoints/default/web/ipv4: no endpoint on this node; elsewhere 1 endpoint is ready",
                                       "+" + kGate + ": kube-proxy is asked once an endpoint on this node is ready (healthCheckNodePort 31234)"}))
      << "withdrawn at once, by the first of them";
  EXPECT_FALSE(node.agent.next_question());
  node.now += std::chrono::minutes(1);
  EXPECT_EQ(node.told({kReady}), (Lines{"-" + kGate + ": kube-proxy of this node has not said yet that it forwards (healthCheckNodePort 31234)",
                                        "+endpoints/default/web/ipv4: 1 of 1 endpoint on this node is ready"}))
      << "the gate closes before the endpoints say yes";
  EXPECT_EQ(node.proxy("no", std::chrono::seconds(1)),
            Lines{"-" + kGate + ": kube-proxy of this node does not forward yet (healthCheckNodePort 31234 answers with status 503)"})
      << "told once";
  EXPECT_EQ(node.proxy("yes", milliseconds(200)), Lines{"+" + kGate + ": kube-proxy of this node forwards (healthCheckNodePort 31234)"});
  EXPECT_EQ(node.told({"slice default/web-1 of=web here=10.0.0.1:r,10.0.0.2:r there=1r"}),
            Lines{"+endpoints/default/web/ipv4: 2 of 2 endpoints on this node are ready"});
}

TEST(AgentNodePort, AServiceThatBecomesLocalGoesOn) {
  Node node({"service default/web 198.51.100.10", kReady});
  node.tell({"service default/web 198.51.100.10 local nodeport=31234"});
  EXPECT_EQ(node.fact(kGate).front(), '+') << "it is announced already";
  EXPECT_EQ(node.proxy("no", std::chrono::seconds(3)), Lines{});
  EXPECT_EQ(node.proxy("no", std::chrono::seconds(3)),
            Lines{"-" + kGate + ": kube-proxy of this node does not forward any more (healthCheckNodePort 31234 answers with status 503)"});
}

TEST(AgentNodePort, AChangeOfStructureForgetsNothing) {
  Node node({kReady});
  node.proxy("yes");
  node.tell({"adv all med=5", "node n1 address=10.1.0.2", "service default/web 198.51.100.10 local nodeport=31300"});
  EXPECT_EQ(node.fact(kGate), "+kube-proxy of this node forwards (healthCheckNodePort 31300)");
  node.now += std::chrono::seconds(5);
  const auto questions = node.agent.questions(node.now);
  ASSERT_EQ(questions.size(), 1U);
  EXPECT_EQ(url_of(questions.front()), "http://10.1.0.2:31300/healthz");
  node.tell({"- service default/web"});
  EXPECT_EQ(node.fact(kGate), "no such check");
  EXPECT_TRUE(agent_test::shown(node.agent.handle(answer(questions.front(), "yes", node.now), node.now).facts).empty());
}

// What is decided before somebody has said a word may end routes that a router kept over our restart.
TEST(AgentNodePort, TheFirstWordIsAwaited) {
  for (const auto& [kind, wait] : {std::pair<std::string_view, Duration>{"yes", {}}, {"no", {}}, {"refused", std::chrono::seconds(11)}}) {
    Node node({kReady});
    EXPECT_TRUE(node.agent.awaits_answers());
    node.proxy(kind, wait);
    EXPECT_FALSE(node.agent.awaits_answers()) << kind;
  }
}

// Rows of a Service are named in the order of their Advertisements; the port is one.
TEST(AgentNodePort, AnotherPolicyTakesNoAnswerAway) {
  Node node({kReady});
  node.proxy("yes");
  node.tell({"peer tor-a 192.0.2.1 asn=65000", "peer tor-b 192.0.2.2 asn=65000", "adv aaa keep peer=tor-a"});
  EXPECT_EQ(node.fact(kGate).front(), '+');
  EXPECT_EQ(node.fact(kGate + "/all").front(), '+') << "that of the Advertisement which was there before";
}

TEST(AgentNodePort, SilenceIsAProblem) {
  Node node({kReady});
  node.proxy("refused", std::chrono::seconds(11));
  EXPECT_TRUE(node.structure);
  EXPECT_EQ(node.fact(kGate).front(), '+');
  EXPECT_EQ(node.problems(),
            Lines{"Service default/web KubeProxySilent: nobody answers at healthCheckNodePort 31234 of a node that has endpoints of it, so nobody says "
                  "whether that node forwards; a HealthCheck with the target vip can tell"});
  node.structure = false;
  for (const std::string& endpoints : {kGone, kReady}) {
    node.tell({endpoints, "service default/other 198.51.100.20"});
    EXPECT_EQ(node.problems().size(), 1U) << "endpoints come and go, and it stays one problem";
    node.proxy("refused", std::chrono::seconds(5));
  }
  EXPECT_FALSE(node.structure);
  node.proxy("yes", std::chrono::seconds(3));
  EXPECT_EQ(node.problems(), Lines{});
}

}  // namespace vigilcast::kube::node_port_test
