// Checks that others depend on, and what only time changes.
#include "tests/unit/healthcheck/monitor/monitor_bench.h"

namespace vigilcast::health::dependencies_test {

using namespace monitor_bench;

TEST(Monitor, AChildIsNotBlamedForItsGateway) {
  Bench bench;
  CheckSpec gateway = check("gateway", "192.0.2.254:80");
  gateway.interval = 5s;  // asked less often than the child
  CheckSpec web = check("web");
  web.judgement.depends_on = {"gateway"};
  const Instant dies = bench.now + 20s;
  const Instant lives = bench.now + 60s;
  bench.answer = [&](const StartProbe&, Instant at) { return at >= dies && at < lives ? Outcome::fail : Outcome::pass; };
  bench.monitor.set_checks(std::vector{gateway, web}, bench.now);
  bench.run_for(50s);
  EXPECT_EQ(bench.monitor.verdict("gateway"), Verdict::down);
  EXPECT_EQ(bench.monitor.verdict("web"), Verdict::up);
  EXPECT_EQ(bench.monitor.status("web")->held, "masked by gateway");
  EXPECT_GT(bench.monitor.status("web")->masked, 20U);
  bench.run_for(30s);
  EXPECT_EQ(bench.monitor.status("web")->held, "");
  EXPECT_EQ(bench.history("web").find("down"), std::string::npos) << bench.history("web");
}

TEST(Monitor, AChildThatFailsAloneIsDownInTime) {
  Bench bench;
  CheckSpec gateway = check("gateway", "192.0.2.254:80");
  gateway.interval = 5s;
  CheckSpec web = check("web");
  web.judgement.depends_on = {"gateway"};
  bench.monitor.set_checks(std::vector{gateway, web}, bench.now);
  bench.run_for(20s);
  const Instant dies = bench.now;
  bench.answer = [&](const StartProbe& start, Instant) { return start.check->name == "web" ? Outcome::fail : Outcome::pass; };
  bench.run_for(2s);
  EXPECT_EQ(bench.monitor.verdict("web"), Verdict::down);
  EXPECT_LE(bench.changes.back().first - dies, 1600ms) << "the gateway is asked at once when its child fails";
  EXPECT_EQ(bench.monitor.status("web")->masked, 0U);
}

TEST(Monitor, AParentWithoutAnAnswerDoesNotMaskForEver) {
  Bench bench;
  CheckSpec web = check("web");
  web.judgement.depends_on = {"gateway"};
  bench.answer = [&](const StartProbe& start, Instant) { return start.check->name == "web" ? Outcome::fail : Outcome::inconclusive; };
  bench.monitor.set_checks(std::vector{check("gateway", "192.0.2.254:80"), web}, bench.now);
  bench.run_for(10s);
  EXPECT_EQ(bench.monitor.verdict("web"), Verdict::down);
}

TEST(Monitor, ManyFailingChildrenDoNotKeepTheirParentFromBeingAsked) {
  Bench bench;
  CheckSpec gateway = check("gateway", "192.0.2.254:80");
  gateway.interval = 5s;
  std::vector<CheckSpec> specs{gateway};
  for (int i = 0; i < 100; ++i) {
    specs.push_back(check("web" + std::to_string(i)));
    specs.back().judgement.depends_on = {"gateway"};
  }
  const Instant dies = bench.now + 20s;
  bench.answer = [&](const StartProbe&, Instant at) { return at >= dies ? Outcome::fail : Outcome::pass; };
  bench.monitor.set_checks(specs, bench.now);
  bench.run_for(60s);
  EXPECT_EQ(bench.monitor.verdict("gateway"), Verdict::down);
  for (int i = 0; i < 100; ++i) EXPECT_EQ(bench.monitor.verdict("web" + std::to_string(i)), Verdict::up) << i;
}

TEST(Monitor, WhoIsMaskedMasksHisChildren) {
  Bench bench;
  CheckSpec nearer = check("switch", "192.0.2.253:80");
  nearer.judgement.depends_on = {"router"};
  CheckSpec host = check("host");
  host.judgement.depends_on = {"switch"};
  const Instant dies = bench.now + 20s;
  bench.answer = [&](const StartProbe&, Instant at) { return at >= dies ? Outcome::fail : Outcome::pass; };
  bench.monitor.set_checks(std::vector{check("router", "192.0.2.254:80"), nearer, host}, bench.now);
  bench.run_for(60s);
  EXPECT_EQ(bench.monitor.verdict("router"), Verdict::down);
  EXPECT_EQ(bench.monitor.verdict("switch"), Verdict::up);
  EXPECT_EQ(bench.monitor.verdict("host"), Verdict::up);
}

TEST(Monitor, AFailureThatWaitedForAParentIsJudgedByItsWord) {
  Bench bench;
  CheckSpec pushed;
  pushed.name = "deploy";
  pushed.probe = ExternalProbe{.source = "the deploy script"};
  pushed.rise = pushed.fall = 1;
  pushed.judgement.depends_on = {"gateway"};
  bench.monitor.set_checks(std::vector{check("gateway", "192.0.2.254:80"), pushed}, bench.now);
  bench.run_for(10s);
  bench.take(bench.monitor.handle({.check = "deploy", .outcome = Outcome::pass, .code = "PUSHED", .at = bench.now}, bench.now));
  bench.take(bench.monitor.handle({.check = "deploy", .outcome = Outcome::fail, .code = "PUSHED", .at = bench.now}, bench.now));
  EXPECT_EQ(bench.monitor.verdict("deploy"), Verdict::up) << "the gateway is asked first";
  bench.run_for(200ms);
  EXPECT_EQ(bench.monitor.verdict("deploy"), Verdict::down);
}

// --- what only time changes ---

TEST(Monitor, AReloadIsNoSilence) {
  Bench bench;
  CheckSpec pushed;
  pushed.name = "deploy";
  pushed.probe = ExternalProbe{.source = "the deploy script"};
  pushed.rise = pushed.fall = 1;
  bench.monitor.set_checks(std::vector{pushed}, bench.now);
  bench.monitor.handle({.check = "deploy", .outcome = Outcome::pass, .code = "PUSHED", .at = bench.now}, bench.now);
  bench.run_for(3600s);
  pushed.probe = ExternalProbe{.source = "the deploy script", .ttl = 5min};
  bench.monitor.set_checks(std::vector{pushed}, bench.now);
  bench.run_for(4min);
  EXPECT_EQ(bench.monitor.verdict("deploy"), Verdict::up);
  bench.run_for(2min);
  EXPECT_EQ(bench.monitor.verdict("deploy"), Verdict::down);
}

TEST(Monitor, ACheckThatIsToldFromNowOnForgetsItsProbe) {
  Bench bench;
  CheckSpec web = check("web");
  web.rise = web.fall = 1;
  bench.monitor.set_checks(std::vector{web}, bench.now);
  const auto due = *bench.monitor.next_deadline();
  const auto started = bench.monitor.on_time(due);
  ASSERT_EQ(started.size(), 1U);
  const std::uint64_t probe = std::get<StartProbe>(started.front()).probe;
  const CheckSpec probed = web;
  web.probe = ExternalProbe{.source = "somebody"};
  bench.monitor.set_checks(std::vector{web}, due);
  EXPECT_EQ(bench.monitor.handle({.check = "web", .outcome = Outcome::pass, .code = "PUSHED", .at = due}, due).size(), 1U);
  EXPECT_TRUE(bench.monitor.handle({.check = "web", .outcome = Outcome::fail, .code = "L4CON", .at = due, .probe = probe}, due).empty());
  EXPECT_EQ(bench.monitor.verdict("web"), Verdict::up);
  bench.monitor.set_checks(std::vector{probed}, due);
  EXPECT_FALSE(bench.monitor.on_time(due + 1s).empty()) << "and is asked when it is a probe again";
}

TEST(Monitor, SilenceAboutAnExternalCheckIsAFailure) {
  Bench bench;
  CheckSpec pushed;
  pushed.name = "deploy";
  pushed.probe = ExternalProbe{.source = "the deploy script", .ttl = 30s};
  pushed.rise = pushed.fall = 1;
  bench.monitor.set_checks(std::vector{pushed}, bench.now);
  EXPECT_EQ(bench.monitor.next_deadline(), bench.now + 30s);
  EXPECT_EQ(bench.monitor.handle({.check = "deploy", .outcome = Outcome::pass, .code = "L7OK", .at = bench.now + 5s}, bench.now + 5s).size(), 1U);
  bench.run_for(34s);
  EXPECT_EQ(bench.monitor.verdict("deploy"), Verdict::up);
  bench.run_for(2s);
  EXPECT_EQ(bench.monitor.verdict("deploy"), Verdict::down);
  EXPECT_EQ(bench.monitor.status("deploy")->last->text, "nothing was heard from the deploy script for 30s");
}

TEST(Monitor, AMinimumTimeDownEndsByItself) {
  Bench bench;
  CheckSpec web = check("web");
  web.interval = 1min;
  web.judgement.minimum_down = 30s;
  bench.answer = [](const StartProbe&, Instant) { return Outcome::fail; };
  bench.monitor.set_checks(std::vector{web}, bench.now);
  bench.run_for(5s);
  ASSERT_EQ(bench.monitor.verdict("web"), Verdict::down);
  const Instant down = bench.changes.back().first;
  bench.answer = [](const StartProbe&, Instant) { return Outcome::pass; };
  bench.run_for(2min);
  EXPECT_EQ(bench.monitor.verdict("web"), Verdict::up);
  EXPECT_GE(bench.changes.back().first - down, 30s);
  EXPECT_EQ(bench.monitor.status("web")->transitions, 2U);
}

}  // namespace vigilcast::health::dependencies_test
