// The model file, version 5. Little-endian throughout; text is a u64 length and UTF-8 bytes; a list
// is a u64 count and its elements.
//
//   offset  bytes  content
//   0       8      "GRAFTMDL"
//   8       4      u32 format version
//   12      4      u32 0, reserved
//   16      8      u64 length of the payload in bytes
//   24      4      u32 CRC-32 (IEEE) of bytes 0 .. 23 and of the payload
//   28      ...    payload:
//
//     network    u8 input (0 molecules, 1 graphs, 2 features, 3 structures); i64 atom_cols, bond_cols,
//                feature_cols, depth, width; u8 activation (0 none, 1 relu, 2 silu, 3 tanh);
//                u8 pooling (0 mean, 1 sum); i64 encoder_width, latent, tasks; u8 has_transfer
//                (0 no maps into a common frame, 1 maps, since 4: 2 maps, and the prediction is the
//                mean over all routes through the frame)
//     scalings   list of (f64 mean, f64 sd) of the tasks' targets, target first; then the list of
//                the feature columns' (since 2: and then the covariates')
//     noise      f64 noise_sd; NaN when unknown
//     texts      property, unit, info (a JSON object)
//     members    u64 count (since 2: 0 where there is a posterior over the features); for each
//     member u64 count of entries and for each entry its name (text),
//                i64 rows, i64 cols, list of f32, row-major
//     since 2    u64 count of posterior parts, each a text name, i64 member, list of i64 widths,
//                list of f64 noise, and for each layer the lists of f32 weights and biases
//                (posterior.hpp); u64 count of diagnostics, each a text and an f64
//     since 3    u8 1 where there is a kernel model, else 0; then u8 count of kernels, each a u8 (0
//                linear, 1 minmax, 2 matern52); list of f64 noise, trend, length, mean and sd of
//                the source's prediction; lists of f64 amplitudes (kernel by kernel, radius by
//                radius), scaled targets and source's predictions (empty without networks) of its
//                rows; u64 count of radii, 0 for feature vectors, and for each the lists of i64 row
//                starts, hashes of environments and counts (chem/circular.hpp); for feature vectors
//                the lists of f64 mean and sd by column and of the standardised features,
//                row-major. There may be no member
//     since 4    f64 lower, upper and give: the bounds of what an ensemble's members predict
//                (bounds.hpp); minus and plus infinity and 0 where there are none
//     since 5    list of the feature columns' names, the covariates' behind them (texts; empty when
//                they have none); text origin of the inputs: smiles, graphs, features, formulas, structures, or
//                empty when unknown; text featuriser: what made features of them, and its version
//
// Every file is written in the newest version, whatever it holds: one writer, one kind of file.
// Entries are matched by name and size, so that later versions can add some. A reader accepts every
// version up to its own; a file with a damaged byte fails the checksum before anything is believed.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "model/content.hpp"

namespace graft {

std::vector<uint8_t> write_model(const ModelContent& content);

// `what` names the source in messages. Throws GRAFT_ERROR_FORMAT or GRAFT_ERROR_VERSION.
ModelContent read_model(std::span<const uint8_t> bytes, const std::string& what);

// A checksummed frame around a payload, shared with checkpoints: `magic` has 8 letters.
std::vector<uint8_t> seal(const char* magic, uint32_t version, std::span<const uint8_t> payload);
struct Unsealed {
  uint32_t version;
  std::span<const uint8_t> payload;
};
Unsealed unseal(const char* magic, uint32_t newest, std::span<const uint8_t> bytes,
                const std::string& what);

}  // namespace graft
