// The field tables of our own kinds and of the objects inside them. The tables of a kind stand beside its decoder.
#pragma once

#include "pkg/announce/service.h"
#include "pkg/kube/resources/all.h"
#include "pkg/kube/schema/table.h"

namespace vigilcast::kube {

const Table<LabelSelector>& selector_table();
const Table<Condition>& condition_table();
const Table<announce::Profile>& profile_table();
const Table<NodeBgpState>& node_state_table();

inline constexpr std::size_t kMostSelectors = 16;  // in one list

// Of each own kind.
ObjectDoc peer_spec();
ObjectDoc peer_status();
ObjectDoc pool_spec();
ObjectDoc pool_status();
ObjectDoc advertisement_spec();
ObjectDoc health_check_spec();
ObjectDoc plain_status();  // conditions alone

// The conditions' row of any status.
template <auto Member>
Field<ObjectOf<Member>> conditions_field() {
  return object_field<Member, condition_table>(
      {.key = "conditions", .shape = Shape::keyed, .map_key = "type", .max_items = 16, .text = "What is so or not of this object, why, and since when."});
}

// The metadata, the spec by its table, and the conditions.
template <class T>
Result<T> decode_own(const json::Value& object, const Table<T>& table) {
  auto meta = decode_meta(object);
  if (!meta) return std::unexpected(meta.error());
  T out;
  out.meta = *std::move(meta);
  out.conditions = decode_conditions(object);
  if (object["spec"].is_null()) return fail("spec: this is missing");
  return read_all(std::move(out), object["spec"], table, "spec");
}

}  // namespace vigilcast::kube
