// The embeddings there are, each in a file of its own with the rows that it takes.
#pragma once

#include "nn/embedding.hpp"

namespace graft {

// dmpnn.cpp: directed message passing over graphs.
std::unique_ptr<const Embedding> dmpnn_embedding(const NetworkShape& shape,
                                                 ParameterLayout& layout);
std::unique_ptr<const PreparedRows> graph_rows(const NetworkShape& shape,
                                               std::span<const RowOf> rows,
                                               std::span<const Scaling> scalings);

// mlp.cpp: dense layers over feature vectors.
std::unique_ptr<const Embedding> mlp_embedding(const NetworkShape& shape, ParameterLayout& layout);
std::unique_ptr<const PreparedRows> feature_rows(const NetworkShape& shape,
                                                 std::span<const RowOf> rows,
                                                 std::span<const Scaling> scalings);

// structures.cpp
std::unique_ptr<const Embedding> structure_embedding(const NetworkShape& shape,
                                                     ParameterLayout& layout);
std::unique_ptr<const PreparedRows> structure_rows(const NetworkShape& shape,
                                                   std::span<const RowOf> rows,
                                                   std::span<const Scaling> scalings);

}  // namespace graft
