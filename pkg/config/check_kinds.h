// The kinds of probe that a check may have: a row for each, which is its key in the check and the tables below that.
//
// To add one: a file check_x.cpp with its tables and the row, the row's declaration here, and a line in check_kinds().
#pragma once

#include <vector>

#include "pkg/config/check.h"

namespace vigilcast::config {

struct CheckKind {
  Field<CheckDraft> field;
  std::vector<ObjectDoc> (*tables)();  // for the documentation, the kind's own first
};

CheckKind http_kind();
CheckKind tcp_kind();
CheckKind exec_kind();
CheckKind external_kind();

const std::vector<CheckKind>& check_kinds();

// The setter of a kind that is nothing but its table.
template <class Probe, const Table<Probe>& (*table)()>
void set_probe(CheckDraft& check, const yaml::Node& node, Load& load) {
  Probe probe;
  read_object(probe, node, table(), load);
  check.spec.probe = std::move(probe);
}

}  // namespace vigilcast::config
