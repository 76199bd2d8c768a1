// exabgp.conf of one version -> of a later one. Words are rewritten where they stand: comments, order and everything that needs no change stay byte for byte.
// What a version reads is in the tables of conf/ (keywords, value_forms); what takes the place of a word that is gone is a row of words.cpp. Pure; any thread.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "pkg/exabgp/conf/compat.h"

namespace vigilcast::exabgp::migrate {

struct Change {
  unsigned line = 0;
  std::string text;
};

struct Migrated {
  std::string text;
  std::vector<Change> changes;  // by line
};

// `text` loads as `from`, or as auto: then nothing is rewritten that both read.
Migrated migrate_conf(std::string_view text, Compat from, Compat to);

}  // namespace vigilcast::exabgp::migrate
