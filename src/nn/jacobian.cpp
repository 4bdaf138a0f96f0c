#include <Eigen/Dense>
#include <cmath>
#include <limits>

#include "nn/network.hpp"

namespace graft {

double jacobian_condition(const Network& network, std::span<const float> values,
                          const Network::Mlp& phi, std::span<const float> z) {
  using RowMajor = Eigen::Matrix<float, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
  const auto matrix = [&](int entry) -> Eigen::MatrixXd {
    const auto& e = network.layout().entries()[std::size_t(entry)];
    return Eigen::Map<const RowMajor>(values.data() + e.offset, e.rows, e.cols).cast<double>();
  };
  const Eigen::RowVectorXd x =
      Eigen::Map<const Eigen::RowVectorXf>(z.data(), Eigen::Index(z.size())).cast<double>();
  const Eigen::MatrixXd w1 = matrix(phi.w1), w2 = matrix(phi.w2);
  const Eigen::ArrayXd a = (x * w1 + matrix(phi.b1).row(0)).transpose().array();
  const Eigen::ArrayXd s = 1 / (1 + (-a).exp());
  const Eigen::VectorXd slope = s * (1 + a * (1 - s));  // of silu
  const Eigen::MatrixXd jacobian = w1 * slope.asDiagonal() * w2;
  if (!jacobian.allFinite()) return std::numeric_limits<double>::infinity();
  // Of J^T J: its eigenvalues are the squares, and cheaper.
  const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> solver(jacobian.transpose() * jacobian,
                                                              Eigen::EigenvaluesOnly);
  const double least = solver.eigenvalues()(0),
               most = solver.eigenvalues()(Eigen::Index(z.size()) - 1);
  return least > 0 ? std::sqrt(most / least) : std::numeric_limits<double>::infinity();
}

}  // namespace graft
