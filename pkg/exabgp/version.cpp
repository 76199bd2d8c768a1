#include "pkg/exabgp/version.h"

namespace vigilcast::exabgp {

std::string program_version(Compat compat) {
  switch (compat) {
    case Compat::v3_4: return "3.4.29";
    case Compat::v4_2: return "4.2.25";
    case Compat::auto_:
    case Compat::v5_0: return "5.0.15";
    case Compat::v6: return "6.0.0";
  }
  return "5.0.15";
}

}  // namespace vigilcast::exabgp
