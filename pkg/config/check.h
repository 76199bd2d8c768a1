// `checks`: what is asked, how often, and how answers become a verdict.
#pragma once

#include "healthcheck/spec.h"
#include "pkg/config/field.h"

namespace vigilcast::config {

struct CheckDraft {
  health::CheckSpec spec;
  const yaml::Node* name = nullptr;  // the key
  const yaml::Node* http = nullptr;
  const yaml::Node* tcp = nullptr;
  const yaml::Node* exec = nullptr;
  const yaml::Node* interval = nullptr;
  const yaml::Node* fast = nullptr;
  const yaml::Node* timeout = nullptr;
};

struct HttpDraft {
  health::HttpProbe probe;
  const yaml::Node* url = nullptr;
  const yaml::Node* expect = nullptr;
  std::vector<const yaml::Node*> tls_only;  // keys without a meaning for http://
};

struct ExpectDraft {
  std::vector<health::StatusRange> status = {health::StatusRange{}};
  std::string body_contains;
};

struct BodyDraft {
  std::string contains;
};

const Table<CheckDraft>& check_table();
const Table<HttpDraft>& http_table();
const Table<ExpectDraft>& expect_table();
const Table<BodyDraft>& body_table();
const Table<health::TcpProbe>& tcp_table();
const Table<health::ExecProbe>& exec_table();

CheckDraft read_check(const yaml::Entry& entry, Load& load);

}  // namespace vigilcast::config
