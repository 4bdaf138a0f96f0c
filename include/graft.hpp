// Graft for C++17 and later: graft.h, which is the manual, in C++'s manner. Header only; it adds
// nothing to the ABI.
//
//   auto boiling = graft::Dataset::from_csv("boiling_points.csv", "smiles", "smiles",
//                                           "boiling_point_K");
//   auto flash = graft::Dataset::from_csv("flash_points.csv", "smiles", "smiles", "flash_point_K");
//   graft::Fitter fitter("gate", graft::Options().set("n_threads", 2));
//   fitter.add_source(boiling).set_target(flash);
//   const graft::Model model = fitter.fit();
//   const graft::Prediction p = model.predict({"CCO", "c1ccccc1"});
//
//   Errors     A status other than GRAFT_OK is thrown as graft::Error, as is what the header finds
//              itself: an array of the wrong length, a text that holds a zero.
//   Handles    Own what they hold, move, cannot be copied and free themselves. One that was moved
//              from or made by default is empty: NULL to the library, which means the defaults for
//              Options and Context and is an error elsewhere. get() is for graft.h.
//   Arrays     Come as Span and MatrixView, which anything with data() and size() converts to
//              (std::vector, std::array, std::span), and are not copied on the way. What ends in
//              _into writes to memory of the caller's; the rest gives vectors.
//   Callbacks  Anything that can be called. What one throws ends the call and comes out of it; the
//              handle can be used again.
//   Threads    As graft.h says of each handle; functions that are const here may run at once.
#pragma once

#include "graft/dataset.hpp"
#include "graft/fitter.hpp"
#include "graft/model.hpp"
#include "graft/options.hpp"
#include "graft/support.hpp"

// The names are those of graft_api. The library has a namespace graft of its own inside: a program
// that links it statically must not meet two classes of one name.
namespace graft {
using namespace graft_api;
}
