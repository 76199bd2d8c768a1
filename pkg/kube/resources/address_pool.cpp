#include "pkg/kube/resources/address_pool.h"

#include "pkg/kube/resources/tables.h"

namespace vigilcast::kube {
namespace {

const Table<AddressPool>& pool_table() {
  static const Table<AddressPool> kTable{
      .name = "AddressPool",
      .text = "Addresses for Services of type LoadBalancer of our class.",
      .fields = {field<&AddressPool::addresses>(
                     {.key = "addresses",
                      .kind = ValueKind::address_range,
                      .shape = Shape::set,
                      .required = true,
                      .min_items = 1,
                      .max_items = 128,
                      .text = "What may be given out: prefixes, ranges with both ends included, single addresses. IPv4 and IPv6 in one pool are "
                              "possible."}),
                 field<&AddressPool::auto_assign>(
                     {.key = "autoAssign",
                      .kind = ValueKind::boolean,
                      .fallback = "true",
                      .text = "`false`: only for Services that ask for this pool (annotation `vigilcast.dev/address-pool`) or for one of its "
                              "addresses."}),
                 field<&AddressPool::priority>({.key = "priority",
                                                .kind = ValueKind::integer,
                                                .fallback = "0",
                                                .least = -1000,
                                                .most = 1000,
                                                .text = "Where several pools would do, the greatest priority wins; then the name decides."}),
                 object_field<&AddressPool::service_selector, selector_table>(
                     {.key = "serviceSelector", .fallback_words = "every Service", .text = "Only for Services with these labels."}),
                 object_field<&AddressPool::namespace_selector, selector_table>(
                     {.key = "namespaceSelector", .fallback_words = "every namespace", .text = "Only for Services in namespaces with these labels."})}};
  return kTable;
}

const Table<PoolStatus>& status_table() {
  static const Table<PoolStatus> kTable{
      .name = "AddressPool's status",
      .text = "What has become of the pool.",
      .fields = {
          field<&PoolStatus::assigned>(
              {.key = "assigned", .kind = ValueKind::integer, .least = 0, .most = kMostCounted, .text = "Addresses that Services have."}),
          field<&PoolStatus::available>(
              {.key = "available", .kind = ValueKind::integer, .least = 0, .most = kMostCounted, .text = "Addresses that are left; not counted beyond 2^53."}),
          conditions_field<&PoolStatus::conditions>()}};
  return kTable;
}

}  // namespace

ObjectDoc pool_spec() { return doc_of(pool_table()); }
ObjectDoc pool_status() { return doc_of(status_table()); }

template <>
Result<AddressPool> decode<AddressPool>(const json::Value& object, std::string_view /*node*/) {
  return decode_own(object, pool_table());
}

json::Value encode_spec(const AddressPool& pool) { return write_object(pool, pool_table()); }

json::Value encode_status(const PoolStatus& status) { return write_object(status, status_table()); }

}  // namespace vigilcast::kube
