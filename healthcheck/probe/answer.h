// What one probe came to, before it becomes an Observation.
#pragma once

#include <string>

#include "healthcheck/observation.h"

namespace vigilcast::health {

struct Answer {
  Outcome outcome = Outcome::inconclusive;
  const char* code = "SOCKERR";
  std::string text;
  bool blames_time = false;  // a failure that a stall of ours can cause as well: silence, or a connection that was given up

  static Answer pass(const char* code, std::string text) { return {Outcome::pass, code, std::move(text)}; }
  static Answer fail(const char* code, std::string text) { return {Outcome::fail, code, std::move(text)}; }
  static Answer fail_by_time(const char* code, std::string text) { return {Outcome::fail, code, std::move(text), true}; }
  static Answer inconclusive(std::string text) { return {Outcome::inconclusive, "SOCKERR", std::move(text)}; }  // our own trouble
};

// Why connect() did not work, by its errno; `peer` is "127.0.0.1:80".
Answer connect_failure(int error, const std::string& peer);

}  // namespace vigilcast::health
