// What is to be written to the API server. The pure parts say it; the writer thread does it, with retries; nothing waits for it.
#pragma once

#include <cstdint>
#include <string>

#include "pkg/json/value.h"

namespace vigilcast::kube {

// Server-side apply (PATCH, application/apply-patch+yaml, our field manager, forced) of an object or its status; create (POST) for Events; remove (DELETE).
enum class WriteKind : std::uint8_t { apply, apply_status, create, remove };

struct Write {
  WriteKind kind = WriteKind::apply;
  std::string path;      // "/apis/vigilcast.dev/v1alpha1/nodebgpstates/node-1"; for create, of the collection. Without "/status"
  json::Value body;      // with apiVersion, kind and metadata.name; null for remove
};

}  // namespace vigilcast::kube
