#include "pkg/config/reference.h"

#include "pkg/config/bfd.h"
#include "pkg/config/check_judgement.h"
#include "pkg/config/check_kinds.h"
#include "pkg/config/check_timing.h"
#include "pkg/config/cluster.h"
#include "pkg/config/file.h"
#include "pkg/config/graceful_restart.h"
#include "pkg/config/password.h"
#include "pkg/config/peer_policy.h"
#include "pkg/config/profile.h"
#include "pkg/config/router.h"
#include "pkg/config/tcp_ao.h"

namespace vigilcast::config {

std::vector<ObjectDoc> reference() {
  std::vector<ObjectDoc> out{doc_of(file_table()),     doc_of(router_table()),       doc_of(peer_table()),    doc_of(password_table()),
                             doc_of(tcp_ao_table()),   doc_of(bfd_table()),          doc_of(bfd_key_table()), doc_of(graceful_restart_table()),
                             doc_of(add_path_table()), doc_of(prefix_limit_table()), doc_of(filter_table()),  doc_of(check_table())};
  for (const auto& tables : {timing_tables(), judgement_tables()}) out.insert(out.end(), tables.begin(), tables.end());
  for (const CheckKind& kind : check_kinds()) {
    for (ObjectDoc& table : kind.tables()) out.push_back(std::move(table));
  }
  for (ObjectDoc& table : std::vector{doc_of(service_table()), doc_of(announce_table()), doc_of(profile_table()), doc_of(admin_table()),
                                      doc_of(metrics_table()), doc_of(metrics_tls_table()), doc_of(kubernetes_table())}) {
    out.push_back(std::move(table));
  }
  return out;
}

}  // namespace vigilcast::config
