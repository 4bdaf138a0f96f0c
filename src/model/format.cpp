#include "model/format.hpp"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>
#include <string_view>
#include <unordered_map>
#include <unordered_set>

#include "base/error.hpp"
#include "nn/network.hpp"

namespace graft {
namespace {

constexpr const char* model_magic = "GRAFTMDL";
constexpr std::size_t header_size = 28;

void write_scalings(ByteWriter& to, const std::vector<Scaling>& scalings) {
  to.u64(scalings.size());
  for (const Scaling& s : scalings) {
    to.f64(s.mean);
    to.f64(s.sd);
  }
}

std::vector<Scaling> read_scalings(ByteReader& from, int64_t least, int64_t most,
                                   const std::string& what) {
  const uint64_t count = from.u64();
  if (count < uint64_t(least) || count > uint64_t(most))
    fail(GRAFT_ERROR_FORMAT, what, ": ", count, " scalings where ", least, " belong");
  std::vector<Scaling> scalings;
  for (uint64_t i = 0; i < count; ++i) {
    Scaling s;
    s.mean = from.f64();
    s.sd = from.f64();
    if (!std::isfinite(s.mean) || !(s.sd >= 0) || !std::isfinite(s.sd))
      fail(GRAFT_ERROR_FORMAT, what, ": scaling ", i, " is not a number");
    scalings.push_back(s);
  }
  return scalings;
}

using EntryPlaces = std::unordered_map<std::string_view, std::size_t>;

EntryPlaces places_of(const Network& network) {
  EntryPlaces places;
  const auto& entries = network.layout().entries();
  for (std::size_t e = 0; e < entries.size(); ++e) places.emplace(entries[e].name, e);
  return places;
}

Floats read_member(ByteReader& from, const Network& network, const EntryPlaces& places,
                   const std::string& what) {
  Floats values(std::size_t(network.layout().size()), 0.f);
  const uint64_t count = from.u64();
  const auto& entries = network.layout().entries();
  std::vector<bool> seen(entries.size());
  for (uint64_t i = 0; i < count; ++i) {
    const std::string name = from.text();
    const int64_t rows = from.i64(), cols = from.i64();
    const auto numbers = from.floats();
    const auto place = places.find(name);
    const auto* entry = place == places.end() ? nullptr : &entries[place->second];
    if (!entry || entry->rows != rows || entry->cols != cols ||
        int64_t(numbers.size()) != rows * cols)
      fail(GRAFT_ERROR_FORMAT, what, ": entry ", quoted(name), " with ", numbers.size(),
           " numbers does not fit the network");
    for (const float number : numbers)
      if (!std::isfinite(number))
        fail(GRAFT_ERROR_FORMAT, what, ": entry ", quoted(name), " has a weight of ", number);
    std::copy(numbers.begin(), numbers.end(), values.begin() + entry->offset);
    seen[place->second] = true;
  }
  const auto lost = std::find(seen.begin(), seen.end(), false);
  if (lost != seen.end())
    fail(GRAFT_ERROR_FORMAT, what, ": entry ",
         quoted(entries[std::size_t(lost - seen.begin())].name), " is absent");
  return values;
}

void read_members(ByteReader& from, uint64_t members, ModelContent& content,
                  const std::string& what) {
  // A task has eight entries and more, each of 32 bytes and more: before memory is asked for.
  const auto too_large = [&](uint64_t count, uint64_t bytes) {
    if (count > from.left() / bytes)
      fail(GRAFT_ERROR_FORMAT, what, ": the network is larger than the file");
  };
  too_large(uint64_t(content.shape.tasks), 8 * 32);
  if (content.shape.takes_features()) too_large(uint64_t(content.shape.depth), 2 * 32);
  const Network network(content.shape);
  too_large(uint64_t(network.layout().count()), 4);
  const EntryPlaces places = places_of(network);
  for (uint64_t m = 0; m < members; ++m)
    content.members.push_back(read_member(from, network, places, what));
}

Bounds read_bounds(ByteReader& from, const std::string& what) {
  Bounds bounds;
  for (double* bound : {&bounds.lower, &bounds.upper, &bounds.give}) *bound = from.f64();
  constexpr double infinity = std::numeric_limits<double>::infinity();
  if (!(bounds.lower <= bounds.upper) || bounds.lower == infinity || bounds.upper == -infinity ||
      !(bounds.give >= 0) || !std::isfinite(bounds.give))
    fail(GRAFT_ERROR_FORMAT, what, ": predictions bounded by ", bounds.lower, " and ", bounds.upper,
         " with ", bounds.give, " beyond");
  return bounds;
}

void read_provenance(ByteReader& from, ModelContent& content, const std::string& what) {
  const uint64_t columns = from.u64();
  if (columns != 0 && columns != content.features.size())
    fail(GRAFT_ERROR_FORMAT, what, ": ", columns, " names of ", content.features.size(),
         " feature columns");
  std::unordered_set<std::string> names;
  for (uint64_t j = 0; j < columns; ++j) {
    content.columns.push_back(from.text());
    const std::string& name = content.columns.back();
    if (name.empty() || !names.insert(name).second)
      fail(GRAFT_ERROR_FORMAT, what, ": column ", j, " is named ", quoted(name),
           name.empty() ? "" : ", as another is");
  }
  content.origin = from.text();
  if (!content.origin.empty() && !origin_fits(content.origin, content.shape.input))
    fail(GRAFT_ERROR_FORMAT, what, ": ", name_of(content.shape.input), " made of ",
         quoted(content.origin));
  content.featuriser = from.text();
}

}  // namespace

std::vector<uint8_t> seal(const char* magic, uint32_t version, std::span<const uint8_t> payload) {
  ByteWriter to;
  to.raw({reinterpret_cast<const uint8_t*>(magic), 8});
  to.u32(version);
  to.u32(0);
  to.u64(payload.size());
  to.u32(crc32(payload, crc32(to.bytes())));
  to.raw(payload);
  return to.bytes();
}

Unsealed unseal(const char* magic, uint32_t newest, std::span<const uint8_t> bytes,
                const std::string& what) {
  if (bytes.size() < header_size || std::memcmp(bytes.data(), magic, 8) != 0)
    fail(GRAFT_ERROR_FORMAT, what, " is not such a file, or is cut short: ", bytes.size(),
         " bytes");
  ByteReader header(bytes.subspan(8, header_size - 8), what);
  const uint32_t version = header.u32();
  header.u32();
  const uint64_t length = header.u64();
  const uint32_t crc = header.u32();
  const auto payload = bytes.subspan(header_size);
  if (length != payload.size())
    fail(GRAFT_ERROR_FORMAT, what, " is cut short or has bytes too many: ", payload.size(),
         " bytes where ", length, " belong");
  if (crc != crc32(payload, crc32(bytes.first(header_size - 4))))
    fail(GRAFT_ERROR_FORMAT, what, " is damaged: its checksum does not match");
  if (version == 0 || version > newest)
    fail(GRAFT_ERROR_VERSION, what, " has format version ", version,
         "; this library reads versions up to ", newest);
  return {version, payload};
}

std::vector<uint8_t> write_model(const ModelContent& content) {
  ByteWriter to;
  content.shape.write(to);
  write_scalings(to, content.targets);
  write_scalings(to, content.features);
  to.f64(content.noise_sd);
  to.text(content.property);
  to.text(content.unit);
  to.text(content.info);
  to.u64(content.members.size());
  const Network network(content.shape);
  for (const Floats& member : content.members) {
    to.u64(network.layout().entries().size());
    for (const auto& entry : network.layout().entries()) {
      to.text(entry.name);
      to.i64(entry.rows);
      to.i64(entry.cols);
      to.floats({member.data() + entry.offset, std::size_t(entry.rows * entry.cols)});
    }
  }
  to.u64(content.posterior.size());
  for (const PosteriorPart& part : content.posterior) part.write(to);
  to.u64(content.diagnostics.size());
  for (const Diagnostic& d : content.diagnostics) {
    to.text(d.name);
    to.f64(d.value);
  }
  to.u8(content.kernel != nullptr);
  if (content.kernel) content.kernel->write(to);
  for (const double bound : {content.bounds.lower, content.bounds.upper, content.bounds.give})
    to.f64(bound);
  to.u64(content.columns.size());
  for (const std::string& name : content.columns) to.text(name);
  to.text(content.origin);
  to.text(content.featuriser);
  return seal(model_magic, GRAFT_MODEL_FORMAT, to.bytes());
}

ModelContent read_model(std::span<const uint8_t> bytes, const std::string& what) {
  const auto [version, payload] = unseal(model_magic, GRAFT_MODEL_FORMAT, bytes, what);
  ByteReader from(payload, what);
  ModelContent content;
  content.shape = NetworkShape::read(from);
  const int64_t features = content.shape.feature_cols;
  content.targets = read_scalings(from, content.shape.tasks, content.shape.tasks, what);
  content.features =
      read_scalings(from, features, version < 2 || features == 0 ? features : 1 << 20, what);
  content.covariates = int64_t(content.features.size()) - features;
  content.noise_sd = from.f64();
  if (content.noise_sd < 0 || std::isinf(content.noise_sd))  // NaN: not known
    fail(GRAFT_ERROR_FORMAT, what, ": a noise of ", content.noise_sd);
  content.property = from.text();
  content.unit = from.text();
  content.info = from.text();
  const uint64_t members = from.u64();
  if (members == 0 && version < 2) fail(GRAFT_ERROR_FORMAT, what, ": no member");
  if (members > 0) read_members(from, members, content, what);
  if (version >= 2) {
    const uint64_t parts = from.u64();
    for (uint64_t p = 0; p < parts; ++p)
      content.posterior.push_back(PosteriorPart::read(from, what));
    const uint64_t diagnostics = from.u64();
    for (uint64_t d = 0; d < diagnostics; ++d) {
      std::string name = from.text();
      content.diagnostics.push_back({std::move(name), from.f64()});
    }
  }
  if (version >= 3) {
    const uint8_t has_kernel = from.u8();
    if (has_kernel > 1) fail(GRAFT_ERROR_FORMAT, what, ": ", int(has_kernel), " kernel models");
    if (has_kernel)
      content.kernel = std::make_shared<const KernelPart>(KernelPart::read(from, what));
  }
  if (version >= 4) content.bounds = read_bounds(from, what);
  if (version >= 5) read_provenance(from, content, what);
  if (content.members.empty() && content.posterior.empty() && !content.kernel)
    fail(GRAFT_ERROR_FORMAT, what, ": no member");
  from.expect_end();
  return content;
}

}  // namespace graft
