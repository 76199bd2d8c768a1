// The TLVs of the BGP-LS attribute that are understood: one row each. For link_state.cpp.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "bgp/wire/tlv.h"

namespace vigilcast::bgp::ls {

struct AttributeTlv {
  std::uint16_t type = 0;
  std::string_view name;  // the JSON member
  bool (*valid)(ByteView value) = nullptr;
  // The value of the member; further members may follow it ("…, \"sids\": []").
  void (*append)(std::string& out, ByteView value) = nullptr;
  // Where several are one list: what stands around it. TLVs of one name share it.
  std::string_view open = "", close = "";
};

const AttributeTlv* find_attribute_tlv(std::uint16_t type);  // nullptr when it is not understood

}  // namespace vigilcast::bgp::ls
