#include "nn/shape.hpp"

#include "base/error.hpp"

namespace graft {

void NetworkShape::write(ByteWriter& to) const {
  to.u8(uint8_t(input));
  for (int64_t n : {atom_cols, bond_cols, feature_cols, depth, width}) to.i64(n);
  to.u8(uint8_t(activation));
  to.u8(uint8_t(pooling));
  for (int64_t n : {encoder_width, latent, tasks}) to.i64(n);
  to.u8(has_transfer ? all_routes ? 2 : 1 : 0);
}

NetworkShape NetworkShape::read(ByteReader& from) {
  const auto size = [&](int64_t least, int64_t most = 1 << 20) {
    const int64_t n = from.i64();
    if (n < least || n > most) fail(GRAFT_ERROR_FORMAT, "network size ", n, " is impossible");
    return n;
  };
  const auto choice = [&](uint8_t last) {
    const uint8_t n = from.u8();
    if (n > last) fail(GRAFT_ERROR_FORMAT, "network choice ", int(n), " is unknown");
    return n;
  };
  NetworkShape s;
  s.input = InputKind(choice(uint8_t(last_input_kind)));
  s.atom_cols = size(0);
  s.bond_cols = size(0);
  s.feature_cols = size(0);
  s.depth = size(1, 1000);
  s.width = size(1);
  s.activation = Activation(choice(uint8_t(Activation::tanh)));
  s.pooling = Pooling(choice(uint8_t(Pooling::sum)));
  s.encoder_width = size(1);
  s.latent = size(1);
  s.tasks = size(1, 10000);
  const uint8_t transfer = choice(2);
  s.has_transfer = transfer > 0;
  s.all_routes = transfer == 2;
  return s;
}

}  // namespace graft
