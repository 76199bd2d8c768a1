#include "pkg/kube/agent/node_port.h"

#include <utility>

namespace vigilcast::kube {
namespace {

constexpr std::string_view kOtherStatus = "L7STS";  // a whole answer that is not 200

// "status 503, expected 200" -> "status 503"
std::string status_of(const health::Observation& answer) { return answer.text.substr(0, answer.text.find(',')); }

}  // namespace

void NodePort::ask_at(std::uint16_t port, std::vector<IpAddress> addresses) {
  if (port == port_ && addresses == addresses_) return;
  port_ = port;
  addresses_ = std::move(addresses);
  address_ = 0;
}

void NodePort::endpoints(bool serve, bool ready, Instant now) {
  const bool ready_before = std::exchange(ready_, ready);
  if (!serve) {
    if (state_ != State::idle) left_ = now;
    state_ = State::idle;
  } else if (state_ == State::idle) {
    ready ? begin(now) : assume_forwarding();
  } else if (!ready) {
    state_ = State::open;  // the last resort: the proxy says 503 while endpoints that terminate serve
  } else if (!ready_before) {
    noes_ = 0;
    due_ = now + kSlow;
  }
}

void NodePort::begin(Instant now) {
  state_ = State::waiting;
  forwarded_ = false;
  asked_ = 0;
  since_ = due_ = now;
  trusted_from_ = left_ && now - *left_ < kOutdated ? now + kGathers : now;
  silent_since_.reset();
  last_ = Word::none;
}

std::optional<Instant> NodePort::next_question() const {
  if (state_ == State::idle || !ready_ || asked_ != 0) return std::nullopt;
  return due_;
}

health::StartProbe NodePort::question(std::uint64_t number, Instant now) {
  asked_ = number;
  asked_at_ = now;
  health::HttpProbe http;
  http.url = "http://" + vigilcast::Endpoint{addresses_.at(address_), port_}.to_string() + "/healthz";
  http.status = {{200, 200}};
  http.reuse = false;
  health::CheckSpec spec;
  spec.name = check_;
  spec.probe = std::move(http);
  spec.timeout = kTimeout;
  return {std::make_shared<const health::CheckSpec>(std::move(spec)), number, true};
}

void NodePort::answered(const health::Observation& answer, Instant now) {
  if (answer.probe != asked_) return;
  asked_ = 0;
  const Word word = answer.outcome == health::Outcome::pass ? Word::yes : answer.code == kOtherStatus ? Word::no : Word::none;
  if (word == Word::no) status_ = status_of(answer);
  if (word == Word::none) address_ = (address_ + 1) % addresses_.size();
  if (word != Word::none) unheard_ = false;
  if (state_ == State::waiting) return heard_while_waiting(word, now);
  if (state_ == State::open && ready_) heard_while_open(word, now);
}

// Whoever said "no" is there, and comes back: that word stands for longer.
Duration NodePort::patience() const {
  if (last_ == Word::no) return kForgotten;
  return unheard_ ? kShortPatience : kPatience;
}

void NodePort::heard_while_waiting(Word word, Instant now) {
  due_ = now + (now - since_ < kEager ? kFast : kSteady);
  if (word == Word::none) {
    if (!silent_since_) silent_since_ = asked_at_;
    if (now - *silent_since_ < patience()) return;
    last_ = Word::none;
    unheard_ = true;
  } else {
    silent_since_.reset();
    const bool outdated = asked_at_ < trusted_from_ && last_ != Word::no;
    last_ = word;
    if (word == Word::no || outdated) return;
  }
  state_ = State::open;
  noes_ = 0;
  due_ = now + kSlow;
}

void NodePort::heard_while_open(Word word, Instant now) {
  if (word == Word::yes) noes_ = 0;
  if (word == Word::no) ++noes_;
  due_ = now + (noes_ > 0 ? kSteady : kSlow);
  if (noes_ < kNoes) return;
  begin(now);
  forwarded_ = true;
  last_ = Word::no;
}

std::string NodePort::why_waiting() const {
  const std::string port = "healthCheckNodePort " + std::to_string(port_);
  if (last_ == Word::no) {
    const std::string said = silent_since_ ? " answered with " + status_ + ", now nobody answers)" : " answers with " + status_ + ")";
    return std::string("kube-proxy of this node does not forward ") + (forwarded_ ? "any more" : "yet") + " (" + port + said;
  }
  return "kube-proxy of this node has not said yet that it forwards (" + port + (silent_since_ ? ": nobody answers)" : ")");
}

Fact NodePort::fact() const {
  if (state_ == State::waiting) return {.check = check_, .pass = false, .text = why_waiting(), .progress = true};
  const std::string port = "healthCheckNodePort " + std::to_string(port_);
  if (state_ == State::idle || !ready_) return {check_, true, "kube-proxy is asked once an endpoint on this node is ready (" + port + ")"};
  if (unheard_) return {check_, true, "nobody answers at " + port + " of this node, and after a while that keeps nothing from being announced"};
  return {check_, true, "kube-proxy of this node forwards (" + port + ")"};
}

}  // namespace vigilcast::kube
