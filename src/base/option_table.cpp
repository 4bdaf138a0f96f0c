#include <array>

#include "base/options.hpp"

namespace graft {
namespace {

constexpr auto integer = OptionType::integer;
constexpr auto real = OptionType::real;
constexpr auto text = OptionType::text;
constexpr double huge = 9007199254740992.0;  // 2^53: every integer up to it is exact in a double

constexpr std::array table = {
    // General
    OptionSpec{"seed", integer, "0", 0, huge, "", "seed of everything that is drawn"},
    OptionSpec{"n_threads", integer, "1", 1, 1024, "",
               "threads to use; results do not depend on it"},
    OptionSpec{"strict", integer, "1", 0, 1, "",
               "1: an unusable input row is an error; 0: it is left out and counted"},
    OptionSpec{"length_unit", text, "angstrom", 0, 0, "angstrom | bohr",
               "unit of the positions and cells of structures that are given as arrays"},
    OptionSpec{"time_limit", real, "0", 0, 1e9, "",
               "stop the fit after so many seconds and keep the best so far; 0: no limit"},
    OptionSpec{"checkpoint", text, "", 0, 0, "",
               "path where the fit's state is saved and taken up again; empty: none"},
    OptionSpec{"checkpoint_every", real, "60", 0, 1e9, "", "seconds between two checkpoints"},

    // Network
    OptionSpec{"depth", integer, "3", 1, 12, "",
               "message passing: a bond's vector sees depth - 1 bonds far; feature vectors: hidden "
               "layers"},
    OptionSpec{"width", integer, "300", 1, 4096, "",
               "length of the hidden and the embedding vectors"},
    OptionSpec{"activation", text, "relu", 0, 0, "relu | silu | tanh",
               "activation of the embedding network"},
    OptionSpec{"pooling", text, "sum", 0, 0, "mean | sum",
               "how a molecule's atoms become one vector: by their sum, which knows how many there "
               "are, or their mean"},
    OptionSpec{"encoder_width", integer, "128", 1, 4096, "", "hidden width of a task's encoder"},
    OptionSpec{
        "latent", integer, "64", 1, 1024, "",
        "length of a task's latent vector z, of its frame u and of the hidden layers between"},

    // Training
    OptionSpec{"members", integer, "4", 1, 1000, "",
               "networks trained from different seeds and validation parts and averaged; their "
               "spread is model_sd"},
    OptionSpec{"steps", integer, "1500", 1, 1e9, "", "optimiser steps of one member"},
    OptionSpec{"epoch_steps", integer, "25", 1, 1e9, "",
               "steps between two looks at the validation part"},
    OptionSpec{"batch", integer, "64", 1, 65536, "", "target rows a step"},
    OptionSpec{"source_batch", integer, "64", 1, 65536, "", "rows of each source a step"},
    OptionSpec{"unlabelled_batch", integer, "32", 0, 65536, "", "unlabelled rows a step"},
    OptionSpec{"learning_rate", real, "0.001", 1e-9, 1, "", "Adam's highest rate"},
    OptionSpec{"warmup", real, "0.05", 0, 1, "", "share of the steps in which the rate rises"},
    OptionSpec{"final_rate", real, "0.01", 0, 1, "",
               "the rate falls along a cosine to this share of the highest"},
    OptionSpec{"weight_decay", real, "0", 0, 1, "",
               "decoupled weight decay (of matrices, not biases)"},
    OptionSpec{"clip", real, "1", 0, 1e9, "", "largest norm of the gradient; 0: no limit"},
    OptionSpec{"averaging", real, "0.98", 0, 0.999999, "",
               "weights are averaged over the steps with this memory, and the average is validated "
               "and kept; 0: the last weights"},
    OptionSpec{
        "valid_fraction", real, "0.25", 0, 0.9, "",
        "share of the target's rows that each member holds out for validation, another part each; "
        "0: none, the last state is kept"},
    OptionSpec{"overshoot", real, "0.25", 0, 1e9, "",
               "a network's prediction lies at most so many times the range of the target's values "
               "beyond them; what that takes off a prediction is added to its model_sd"},
    OptionSpec{"patience", integer, "0", 0, 1e9, "",
               "stop after so many epochs without a better validation error; 0: never"},

    // Transfer from a finished source
    OptionSpec{"source_steps", integer, "0", 0, 1e9, "",
               "optimiser steps of the source's own network; 0: as steps"},
    OptionSpec{"source_members", integer, "0", 0, 1000, "",
               "networks of the source; 0: as members"},
    OptionSpec{"alignment", text, "auto", 0, 0, "auto | affine | none",
               "whether the source's prediction f is first carried to the target as a + b f; auto: "
               "unless both data sets name the same property and the same unit (none given is not "
               "the same)"},
    OptionSpec{
        "layer_decay", real, "1", 1e-6, 1, "",
        "finetune, gate: of what begins with a source's network each layer learns at this share of "
        "the rate of the layer above it"},
    OptionSpec{"unfreeze", real, "0", 0, 1, "",
               "finetune: share of the steps over which layers join from the head downwards"},
    OptionSpec{"distill_weight", real, "1", 0, 1e6, "",
               "distill, gsp_distill: lambda, weight of what the source's networks teach"},

    // Choice of a method
    OptionSpec{
        "candidates", text, "scratch,gaussian_process,stacked,finetune,gate", 0, 0, "",
        "select: the methods to choose from; the best that takes no source is kept unless one "
        "with a source is clearly better"},
    OptionSpec{"select_folds", integer, "4", 2, 100, "",
               "select: parts of the target's rows that are predicted in turn"},

    // Bayesian methods
    OptionSpec{"network", text, "auto", 0, 0, "auto | deep | small",
               "small: a tanh network over at most some dozens of features, its whole posterior by "
               "NUTS; deep: the network of depth and width"},
    OptionSpec{"hidden", text, "16", 0, 0, "",
               "widths of a small network's hidden layers, \"16\" or \"32,32\"; empty: none, a "
               "linear model"},
    OptionSpec{"inference", text, "auto", 0, 0, "auto | exact | nuts | svi | sghmc",
               "deep: exact draws of the last layer (auto), or the whole network by svi or sghmc"},
    OptionSpec{"head", text, "network", 0, 0, "network | pc_prior",
               "scratch, gate, multitask: pc_prior gives the trained networks Bayesian heads"},
    OptionSpec{
        "pc_limit", real, "3", 0, 1e6, "",
        "U: a shift of the predictions by more than so many deviations of the source's noise "
        "has the prior probability pc_tail; 0: chosen by left-out rows"},
    OptionSpec{
        "pc_tail", real, "0.05", 1e-12, 0.999, "",
        "see pc_limit; of a fixed rate (pc_hyperprior 0). It sets the mean of an uncertain one, "
        "which leaves more: 0.16 for 0.05 and a shape of 2"},
    OptionSpec{
        "pc_hyperprior", real, "2", 0, 1e3, "",
        "shape of the gamma prior on the rate of the distance: a tail that lets an unrelated "
        "source go; 0: the rate is fixed"},
    OptionSpec{"pc_scale", text, "global", 0, 0, "per_layer | global | joint",
               "small: a scale for each layer, one for all, or one shared out between the layers"},
    OptionSpec{"pc_head", text, "isotropic", 0, 0, "isotropic | g_prior | level_sets",
               "last layers: the prior's shape; level_sets makes the distance exactly exponential"},
    OptionSpec{"fixed_scale", real, "0.5", 1e-9, 1e6, "",
               "fixed_prior: deviation of each weight around the source's"},
    OptionSpec{
        "fallback", text, "mixture", 0, 0, "mixture | none",
        "mixture: with the source's affine map alone, with the target alone and, deep, with the "
        "source's network trained on, by how well each predicts rows left out"},
    OptionSpec{"draws", integer, "500", 10, 100000, "", "posterior draws that the model keeps"},
    OptionSpec{"chains", integer, "4", 1, 64, "", "chains of NUTS"},
    OptionSpec{"adaptation", integer, "400", 20, 1000000, "", "steps of each chain that adapt it"},
    OptionSpec{"samples", integer, "400", 10, 1000000, "", "steps of each chain after that"},
    OptionSpec{"max_depth", integer, "9", 1, 15, "",
               "a step of NUTS takes at most two to this power gradients"},
    OptionSpec{"target_accept", real, "0.9", 0.1, 0.999, "",
               "acceptance that NUTS adapts its step to"},

    // Classical methods
    OptionSpec{"radius", integer, "2", 0, 12, "",
               "graphs: circular environments of atoms are counted to so many bonds away"},
    OptionSpec{"kernel", text, "auto", 0, 0, "auto | linear | minmax | matern52",
               "gaussian_process, stacked: linear, ridge regression; minmax, of the counts of "
               "graphs; matern52, of feature vectors; auto: linear and minmax added, or matern52"},

    // GATE
    OptionSpec{"autoencoder_weight", real, "0.1", 0, 1e6, "",
               "alpha: weight of the autoencoder loss"},
    OptionSpec{"consistency_weight", real, "0.1", 0, 1e6, "",
               "beta: weight of the consistency loss"},
    OptionSpec{"mapping_weight", real, "0.1", 0, 1e6, "", "gamma: weight of the mapping loss"},
    OptionSpec{"distance_weight", real, "0.1", 0, 1e6, "", "delta: weight of the distance loss"},
    OptionSpec{"perturbations", integer, "4", 1, 64, "", "perturbed points a step (distance loss)"},
    OptionSpec{"perturbation_size", real, "0.05", 1e-6, 10, "",
               "length of a perturbation as a share of the mean embedding's length"},
    OptionSpec{"routes", text, "all", 0, 0, "own | all",
               "own: a prediction comes from the target's latent vector; all: it is the mean with "
               "those that come from the sources' through the frame (mapping_weight above 0)"},
    OptionSpec{"source_fade", real, "0", 0, 1, "",
               "the weight of the sources' values falls over the steps by this share"},
    OptionSpec{
        "source_start", integer, "1", 0, 1, "",
        "1: the sources are learned first (source_steps), and every task begins as a copy of "
        "what they gave"},
    OptionSpec{"tied_start", integer, "1", 0, 1, "",
               "1: the tasks' encoders and transfer maps start as copies of one another"},
};

}  // namespace

std::span<const OptionSpec> option_table() { return table; }

}  // namespace graft
