#include "pkg/kube/reflector/object_index.h"

#include <algorithm>
#include <utility>

namespace vigilcast::kube {
namespace {

bool is_number(const std::string& version) {
  return !version.empty() && version.front() != '0' && std::ranges::all_of(version, [](char c) { return c >= '0' && c <= '9'; });
}

bool is_older(const std::string& a, const std::string& b) { return is_newer(b, a) && !is_newer(a, b); }

}  // namespace

bool is_newer(const std::string& a, const std::string& b) {
  if (!is_number(a) || !is_number(b)) return true;
  return a.size() != b.size() ? a.size() > b.size() : a > b;
}

void ObjectIndex::begin_pass() {
  ++pass_;
  in_pass_ = true;
}

std::size_t ObjectIndex::end_pass() {
  in_pass_ = false;
  return std::erase_if(known_, [this](const auto& entry) {
    const auto& [key, known] = entry;
    const bool missing = known.pass != pass_;
    if (missing && !known.gone) changed_.insert_or_assign(key, std::nullopt);
    return missing || known.gone;
  });
}

bool ObjectIndex::put(Delta::Upsert object) {
  const auto [at, fresh] = known_.try_emplace(object.key);
  Known& known = at->second;
  const bool first = fresh || known.pass != pass_;
  if (!first && !is_newer(object.resource_version, known.resource_version)) return false;
  const bool changed = fresh || known.gone || known.resource_version != object.resource_version;
  known = {object.resource_version, pass_, false};
  if (changed) changed_.insert_or_assign(at->first, std::move(object));
  return first;
}

void ObjectIndex::remove(const ObjectKey& key, const std::string& resource_version) {
  const auto [at, fresh] = known_.try_emplace(key);
  Known& known = at->second;
  const bool was_there = !fresh && !known.gone;
  if (was_there && known.pass == pass_ && is_older(resource_version, known.resource_version)) return;
  if (was_there) changed_.insert_or_assign(key, std::nullopt);
  if (in_pass_) {
    known = {resource_version, pass_, true};
  } else {
    known_.erase(at);
  }
}

Delta ObjectIndex::take() {
  Delta delta;
  for (auto& [key, object] : changed_) {
    if (object) {
      delta.upserted.push_back(*std::move(object));
    } else {
      delta.removed.push_back(key);
    }
  }
  changed_.clear();
  return delta;
}

}  // namespace vigilcast::kube
