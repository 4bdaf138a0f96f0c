/*
 * Graft: transfer learning for scarce property data.
 *
 * A scarce property (300 flash points) is learned with the help of an abundant one (4,000 boiling
 * points). This header is the whole interface of libgraft and its manual.
 *
 * A first program
 *
 *     graft_dataset *boiling = NULL, *flash = NULL;
 *     graft_fitter *fitter = NULL;
 *     graft_model *model = NULL;
 *     graft_dataset_from_csv(NULL, "examples/data/boiling_points.csv", "smiles", "smiles",
 *                            "boiling_point_K", NULL, NULL, &boiling);
 *     graft_dataset_from_csv(NULL, "examples/data/flash_points.csv", "smiles", "smiles",
 *                            "flash_point_K", NULL, NULL, &flash);
 *     graft_fitter_create(NULL, "gate", NULL, &fitter);
 *     graft_fitter_add_source(fitter, boiling);
 *     graft_fitter_set_target(fitter, flash);
 *     if (graft_fitter_fit(fitter, &model) != GRAFT_OK) puts(graft_last_error());
 *     const char *molecules[] = {"CCO", "c1ccccc1"};
 *     double mean[2], model_sd[2], noise_sd[2];
 *     graft_model_predict_smiles(model, molecules, 2, NULL, mean, model_sd, noise_sd);
 *     graft_model_free(model);
 *     graft_fitter_free(fitter);
 *     graft_dataset_free(flash);
 *     graft_dataset_free(boiling);
 *
 * (Only one call is checked here; a program should check every one.)
 *
 * Rules that hold everywhere
 *
 *   Status     Every function that can fail returns a graft_status: 0 is success, a positive value
 *              one of GRAFT_ERROR_*, GRAFT_STOPPED or GRAFT_UNCONVERGED, a negative value what a
 *              callback of yours returned. graft_last_error() then names the argument, the row and
 *              the value; rows count from 0, lines of a file and characters of a text from 1.
 *   Outputs    Are set to zero or NULL before anything else is done, so after a failure they hold
 *              nothing; only GRAFT_UNCONVERGED, which is a warning, comes with a model. An output
 *              pointer may be NULL when the value is not wanted, except the handle that a function
 *              creates.
 *   Handles    graft_X_create and graft_X_from_* give a handle that you own and give back to
 *              graft_X_free. Freeing NULL does nothing. Handles may be freed in any order: a
 *              fitter or a model keeps what it needs of a data set, and each keeps its context. You
 *              never free anything else that the library returned.
 *   Threads    There is no global initialisation. Different handles may be used from different
 *              threads at the same time. Functions that take a handle as pointer to const may be
 *              called from many threads at once on that handle; the others need it alone.
 *              graft_fitter_cancel may be called from any thread at any time.
 *              A call uses one thread unless its options or its context say otherwise (n_threads),
 *              and results are the same bits for every number of threads. Threads of the library's
 *              own block all signals; they are joined before the call ends, or wait in the context
 *              for the next one.
 *   Arrays     double or float, with strides counted in elements: element (i, j) of x is
 *              x[i * row_stride + j * col_stride]. A C matrix has strides (cols, 1); Fortran and
 *              Julia keep x(feature, sample) and pass the same. Counts are int64_t, indices start
 *              at 0.
 *   Missing    A target that is NaN is missing: the row is kept and not learned from. Infinite
 *              values are errors.
 *   Strings    UTF-8. Output strings go to (buffer, capacity, needed): at most capacity bytes are
 *              written, always ended by a zero when capacity > 0 and never cut inside a character;
 *              *needed is the whole length without the zero. buffer may be NULL to ask for the
 *              length. Many texts at once come and go as bytes and offsets [count + 1]: text i is
 *              bytes[offsets[i]] .. bytes[offsets[i + 1]] - 1, without a zero between them (the
 *              layout that Arrow calls large_utf8).
 *   Callbacks  Run on the thread that made the call. They may call the library, but not change the
 *              handle that is at work (GRAFT_ERROR_STATE). They must return: an exception, a panic
 *              or a longjmp must not leave one, since frames of the library lie in between. Keep
 *              what went wrong beside your user pointer and return a negative value, which the call
 *              then returns.
 *   Host       The library never exits, aborts, prints, installs a signal handler or changes the
 *              locale. The floating-point environment (traps, rounding, flushing) is the default
 *              one inside a call and the caller's again when it returns. A thread that waits in a
 *              call may be cancelled by pthread_cancel; after fork() the child may use every
 *              handle. Files are written beside and renamed: whole or not at all, on disk when the
 *              call returns; a symbolic link is followed and the file's mode kept.
 *   Memory     A failed allocation gives GRAFT_ERROR_MEMORY and leaves every handle as it was.
 *   Stack      128 KiB are enough for every call. What needs more (large molecules) runs on a
 *              thread of its own.
 *   Cost       Of loading a model: reading it; of a kernel model also a factorisation, n^3 / 3
 *              operations for n training rows (at most 8,000), at the first prediction.
 *              SMILES are read with RDKit's log switched off, process-wide, while it reads.
 *   Options    Keys and values in a graft_options; NULL means all defaults. graft_option_describe
 *              lists every key with type, default, range and meaning; graft_method_describe tells
 *              which of them a method reads.
 *
 * How this interface may grow
 *
 *   Functions, options, methods, facts and status values are added; what stands here keeps its
 *   meaning and its place. A struct that a callback receives begins with its size: read a field
 *   only if it lies within. A struct that you fill begins with its size, too. Strings that are
 *   listed (stages, facts, diagnostics, messages) are for reading and may become more; their names
 *   stay. Within one soname a program built with an older header runs with a newer library; each
 *   function says since when it is there, and its symbol bears that version. Soname 0
 *   begins with version 0.2. A model file is read by every later library, and by
 *   no earlier one than that which wrote its format (GRAFT_ERROR_VERSION). Not promised: bits of
 *   results from one release to the next, the text of messages, the size of handles, anything in
 *   src/.
 *
 * Sources of the methods: Ko et al., "Geometrically Aligned
 * Transfer Encoder for Inductive Transfer in Regression Tasks", ICLR 2024 (the five losses and
 * their roles); Abba, Williams and Reich, "A penalized complexity prior for deep Bayesian transfer
 * learning with application to materials informatics", Annals of Applied Statistics 17 (2023) (the
 * prior on the divergence of the two predictive models); Yang et al., J. Chem. Inf. Model. 59, 3370
 * (2019) (the D-MPNN). Layer sizes, loss weights, training settings, the constructions of the prior
 * on weights, its mixture with fallbacks and all inference are ours.
 */
#ifndef GRAFT_H
#define GRAFT_H

#include <stdint.h>

#if defined(_WIN32) && defined(GRAFT_BUILDING)
#define GRAFT_API __declspec(dllexport)
#elif defined(_WIN32) && !defined(GRAFT_STATIC)
#define GRAFT_API __declspec(dllimport)
#elif defined(__GNUC__)
#define GRAFT_API __attribute__((visibility("default")))
#else
#define GRAFT_API
#endif

#ifdef __cplusplus
extern "C" {
#endif

/* ---- Versions ------------------------------------------------------------------------------ */

#define GRAFT_VERSION_MAJOR 0
#define GRAFT_VERSION_MINOR 2
#define GRAFT_VERSION_PATCH 0
/* One number that grows, for #if: 1.23.4 is 12304. */
#define GRAFT_VERSION \
  (GRAFT_VERSION_MAJOR * 10000 + GRAFT_VERSION_MINOR * 100 + GRAFT_VERSION_PATCH)
/* Version of the model file that this library writes; it reads this one and all before it. */
#define GRAFT_MODEL_FORMAT 5

/* "0.2.0", and GRAFT_VERSION, of the library that runs (the macros tell of the header). Static.
 * @since 0.1, 0.2 */
GRAFT_API const char* graft_version(void);
GRAFT_API int64_t graft_version_number(void);

/* 1 if the library has the feature, else 0: "rdkit" (SMILES input), "cif" (CIF files,
 * since 0.2). NULL gives 0. @since 0.1 */
GRAFT_API int32_t graft_has_feature(const char* feature);

/* ---- Status -------------------------------------------------------------------------------- */

typedef int32_t graft_status;

#define GRAFT_OK 0
#define GRAFT_ERROR_ARGUMENT 1    /* NULL, a wrong length or stride, an index out of range */
#define GRAFT_ERROR_DATA 2        /* a SMILES, a number or a set that cannot be used */
#define GRAFT_ERROR_OPTION 3      /* an unknown key, or a value out of its range */
#define GRAFT_ERROR_FORMAT 4      /* a file or buffer that is damaged or of another kind */
#define GRAFT_ERROR_VERSION 5     /* a file from a newer library */
#define GRAFT_ERROR_IO 6          /* the system refused to read or write */
#define GRAFT_ERROR_MEMORY 7      /* out of memory */
#define GRAFT_ERROR_UNSUPPORTED 8 /* not in this build, or not for this kind of data or model */
#define GRAFT_ERROR_STATE 9       /* called too early, too late or while a fit is running */
#define GRAFT_ERROR_NUMERIC 10    /* the computation left the finite numbers */
#define GRAFT_ERROR_INTERNAL 11   /* a fault of the library: please report it */
#define GRAFT_STOPPED 12          /* stopped before there was a result; nothing is returned */
#define GRAFT_UNCONVERGED 13      /* the chains have not mixed; a model is returned all the same */

/* The last failure on the calling thread, as one line of valid UTF-8 of at most 2,047 bytes; "" if
 * there was none. Never NULL; valid until the thread's next call that fails. @since 0.1 */
GRAFT_API const char* graft_last_error(void);

/* The same as a copy, for callers whose tasks change threads: call it before anything else on the
 * thread that saw the failure. @since 0.2 */
GRAFT_API graft_status graft_last_error_copy(char* buffer, int64_t capacity, int64_t* needed);

/* The name of a status, "GRAFT_ERROR_DATA"; "callback" if negative, "unknown" otherwise. Static.
 * @since 0.1 */
GRAFT_API const char* graft_status_name(graft_status status);

/* ---- Handles ------------------------------------------------------------------------------- */

typedef struct graft_context graft_context;
typedef struct graft_options graft_options;
typedef struct graft_dataset graft_dataset;
typedef struct graft_fitter graft_fitter;
typedef struct graft_model graft_model;

/* ---- Context -------------------------------------------------------------------------------
 *
 * What calls share. Functions that create data sets, fitters and models take a context, NULL being
 * one with all defaults; what they create keeps it, and calls on that use it. Later versions will
 * let a context carry a communicator (ranks of a job that fit together) and an allocator.
 */

/* Receives what a user may want to read, one line each, on the calling thread. */
typedef void (*graft_log_fn)(const char* line, void* user);

/* Options read: n_threads, of all calls with handles of this context whose own options do not set
 * it. Threads are kept between calls. Many threads may use a context at once. @since 0.2 */
GRAFT_API graft_status graft_context_create(const graft_options* options, graft_context** out);
GRAFT_API void graft_context_free(graft_context* context);

/* The log of the fitters that are created afterwards; NULL: none, as at first. @since 0.2 */
GRAFT_API graft_status graft_context_set_log(graft_context* context, graft_log_fn function,
                                             void* user);

/* ---- Options -------------------------------------------------------------------------------
 *
 * A set of options belongs to no one: it is read when a function takes it and may then be changed
 * or freed. An unknown key is an error that names the nearest one; a value out of range is an
 * error that states the range. Every function ignores the keys that do not concern it; a fit says
 * in its log which of those that were set its method does not read. The first to know: members (4;
 * one is the fastest and has no model_sd), steps (1500), width (300), n_threads (1), seed (0).
 */

/* @since 0.1 */
GRAFT_API graft_status graft_options_create(graft_options** out);
GRAFT_API void graft_options_free(graft_options* options);

/* A copy to change. @since 0.2 */
GRAFT_API graft_status graft_options_clone(const graft_options* options, graft_options** out);

/* The value's type must be the key's; an int is taken where a double is wanted. Flags are ints,
 * 0 or 1. @since 0.1 */
GRAFT_API graft_status graft_options_set_int(graft_options* options, const char* key,
                                             int64_t value);
GRAFT_API graft_status graft_options_set_double(graft_options* options, const char* key,
                                                double value);
GRAFT_API graft_status graft_options_set_string(graft_options* options, const char* key,
                                                const char* value);

/* Any option from its text, "depth", "4": for command lines and settings files. @since 0.1 */
GRAFT_API graft_status graft_options_set_text(graft_options* options, const char* key,
                                              const char* text);

/* The value in force, as text. @since 0.1 */
GRAFT_API graft_status graft_options_get_text(const graft_options* options, const char* key,
                                              char* buffer, int64_t capacity, int64_t* needed);

/* The table of all options: number of keys, and one entry of it. type is "int", "double" or
 * "string"; range is text such as "[1, 12]" or "relu | silu | tanh". All strings are static.
 * Any output may be NULL. @since 0.1 */
GRAFT_API int64_t graft_option_count(void);
GRAFT_API graft_status graft_option_describe(int64_t index, const char** key, const char** type,
                                             const char** default_value, const char** range,
                                             const char** meaning);

/* The table of all methods (graft_fitter_create tells what they do): how many, and one of them. It
 * takes from least_sources to most_sources sources, -1 being any number. options are the keys it
 * reads, separated by spaces. All strings are static. Any output may be NULL. @since 0.2 */
GRAFT_API int64_t graft_method_count(void);
GRAFT_API graft_status graft_method_describe(int64_t index, const char** name,
                                             int64_t* least_sources, int64_t* most_sources,
                                             const char** meaning, const char** options);

/* ---- Data sets -----------------------------------------------------------------------------
 *
 * Rows of inputs (molecules from SMILES, ready-made graphs, structures of atoms in space, or feature
 * vectors) with at most one property, the target. Inputs never change; targets, ids, names and unit can be set at any time.
 * What is set later does not reach fitters and subsets that were made before.
 *
 * Options read: strict (1: a row that cannot be used is an error; 0: it is left out and counted,
 * see graft_dataset_skipped), n_threads.
 */

/* Molecules from SMILES, parsed and featurised by RDKit in parallel. targets [rows] may be NULL
 * (all missing). Each molecule becomes a graph with 133 features an atom and 14 a bond, the
 * definition that chemprop uses (see src/chem/featurizer.hpp). Two molecules are the same when
 * their RDKit canonical SMILES are, atom maps and explicit hydrogens aside.
 * Errors: GRAFT_ERROR_DATA with the row, the text and the reason for a SMILES that cannot be
 * read or has no atom (strict), or for an infinite target; GRAFT_ERROR_UNSUPPORTED without RDKit.
 * @since 0.1 */
GRAFT_API graft_status graft_dataset_from_smiles(const graft_context* context,
                                                 const char* const* smiles, int64_t rows,
                                                 const double* targets,
                                                 const graft_options* options, graft_dataset** out);

/* Feature vectors: x [rows, cols] with strides, copied. targets [rows] may be NULL.
 * Errors: GRAFT_ERROR_DATA with row and column for a value of x that is not finite.
 * @since 0.1; _f32 since 0.2 */
GRAFT_API graft_status graft_dataset_from_features(const graft_context* context, const double* x,
                                                   int64_t rows, int64_t cols, int64_t row_stride,
                                                   int64_t col_stride, const double* targets,
                                                   const graft_options* options,
                                                   graft_dataset** out);
GRAFT_API graft_status graft_dataset_from_features_f32(
    const graft_context* context, const float* x, int64_t rows, int64_t cols, int64_t row_stride,
    int64_t col_stride, const double* targets, const graft_options* options, graft_dataset** out);

/* Compositions from chemical formulas: "Ba0.5Sr0.5TiO3", "[Co(NH3)6]Cl3", "CuSO4*5H2O" (or with a
 * middle dot; "." is a decimal point only). targets [rows] may be NULL. Each formula becomes a
 * vector of 238 features: the fractions of the elements H to Lr, their number and two norms, and
 * the mean, deviation, minimum, maximum, range and mode of 22 properties of the elements there are
 * (src/chem/composition.hpp, src/chem/elements.hpp). They depend on the fractions alone: Fe2O3 and
 * Fe4O6 are the same input.
 * The set holds feature vectors, with the formulas as ids.
 * Errors: GRAFT_ERROR_DATA with the row, the text and the character for a formula that cannot be
 * read (strict): unknown elements, open brackets, charges, variables ("1-x"), amounts of 0,
 * hydrates with "." such as "CuSO4.5H2O", mixtures such as "0.9(PbTiO3)0.1(BiScO3)", and "NaN",
 * which is a missing value. The grammar: src/chem/formula.hpp. @since 0.1 */
GRAFT_API graft_status graft_dataset_from_formulas(const graft_context* context,
                                                   const char* const* formulas, int64_t rows,
                                                   const double* targets,
                                                   const graft_options* options,
                                                   graft_dataset** out);

/* SMILES or formulas (input "smiles" or "formulas") as bytes and offsets [rows + 1], where a text
 * may not hold a zero; otherwise as the two functions that take pointers. @since 0.2 */
GRAFT_API graft_status graft_dataset_from_texts(const graft_context* context, const char* input,
                                                const char* bytes, const int64_t* offsets,
                                                int64_t rows, const double* targets,
                                                const graft_options* options, graft_dataset** out);

/* Ready-made graphs, for callers with a chemistry toolkit of their own or with other graphs.
 * Graph g has the atoms atom_offsets[g] .. atom_offsets[g+1]-1 and the bonds bond_offsets[g] ..
 * bond_offsets[g+1]-1; both arrays have rows + 1 entries and start at 0. Bond b joins the atoms
 * bond_atoms[2b] and bond_atoms[2b+1], counted within their graph, and is used in both directions.
 * atom_features [atoms, atom_cols] and bond_features [bonds, bond_cols] are row-major and copied.
 * Errors: GRAFT_ERROR_DATA with the graph and the bond for an index out of range or an atom bound
 * to itself, with row and column for a feature that is not finite (strict). @since 0.1 */
GRAFT_API graft_status graft_dataset_from_graphs(
    const graft_context* context, int64_t rows, const int64_t* atom_offsets,
    const double* atom_features, int64_t atom_cols, const int64_t* bond_offsets,
    const int64_t* bond_atoms, const double* bond_features, int64_t bond_cols,
    const double* targets, const graft_options* options, graft_dataset** out);

/* Structures: what a simulation code holds. Structure s has the atoms atom_offsets[s] ..
 * atom_offsets[s+1]-1; the array has rows + 1 entries and starts at 0. species [atoms] are atomic
 * numbers, 1 (H) to 103 (Lr). Component k of the position of atom i is
 * positions[i * atom_stride + k * axis_stride]: C's [atoms][3] and Fortran's x(3, atoms) have the
 * strides 3 and 1, x(atoms, 3) has 1 and atoms. cells [rows][3][3] hold the vectors a, b, c of each
 * structure one after the other (Fortran: cell(component, vector, structure)); NULL: no structure
 * has one. periodic [rows][3] are 0 or 1 along a, b, c; NULL: along the vectors that are not zero.
 * The vector of a direction that is not periodic is not read: molecules, wires and slabs need none.
 * Lengths are in angstrom, or as the option length_unit says. Any cell will do, skewed or thin, with
 * atoms inside or outside. Everything is copied. Two structures are the same input when all their
 * numbers are: not when one is the other moved, turned or described by another cell.
 * Methods that take feature vectors take structures by 330 features that depend on none of these
 * (graft_dataset_as_features).
 * Options read: strict, n_threads, length_unit.
 * Errors: GRAFT_ERROR_DATA with the structure, the atom and the value for a species that is not an
 * element's, a position that is not finite or beyond 1e8 angstrom, atoms (or images of them) within
 * 0.1 angstrom of each other, no atoms, a cell without a volume or that repeats itself within
 * 0.1 angstrom (strict), for an infinite target; offsets that fall are an error in any case.
 * @since 0.2 */
GRAFT_API graft_status graft_dataset_from_structures(
    const graft_context* context, int64_t rows, const int64_t* atom_offsets, const int32_t* species,
    const double* positions, int64_t atom_stride, int64_t axis_stride, const double* cells,
    const int32_t* periodic, const double* targets, const graft_options* options,
    graft_dataset** out);

/* A CSV file (RFC 4180: quoted fields, CRLF or LF, a header row). input says what a row is, and
 * columns where it stands: "smiles" or "formulas" and one column's name, or "features" and a list
 * of names, itself a line of CSV ("a,b,c", or "\"logP, exp\",b"), or "*" for every column that is
 * not named otherwise. The features keep the columns' names. An empty target cell, or NA, N/A, NaN,
 * NULL, None and the like, is a missing target. target_column and id_column may be NULL.
 * Cells are separated by commas, or by semicolons, tabs or bars where the header has no comma and
 * only one kind of these, which the first row has, too; a first line "sep=;" is obeyed. Numbers
 * have a decimal point; decimal commas, separators of thousands, censored values (">5") and values
 * beyond 1e100 are errors that say so. Separators at the end of a row do not count; columns without
 * a name or of one name are errors only when they are asked for. A column named twice, or the
 * target or the id among the features, is refused. With strict = 0 a row is left out for any bad
 * cell; a row with another number of cells is an error in any case.
 * Errors: GRAFT_ERROR_IO; GRAFT_ERROR_DATA with the line, the column and the text, or with the
 * columns there are when a named one is absent, or with what the file seems to be written in.
 * @since 0.1 */
GRAFT_API graft_status graft_dataset_from_csv(const graft_context* context, const char* path,
                                              const char* input, const char* columns,
                                              const char* target_column, const char* id_column,
                                              const graft_options* options, graft_dataset** out);

/* Structures from a file in angstrom. format is "extxyz" (extended XYZ, a frame a structure),
 * "poscar" (VASP 5, one structure) or "cif" (a structure a data block, its atoms by all symmetry
 * operations); NULL: by the name's ending (.xyz, .extxyz; POSCAR, CONTCAR, .poscar, .vasp; .cif).
 * target and id name what holds them, and may be NULL: in an extended XYZ file a key of each
 * frame's comment line, where a target that is absent or reads as in a CSV file for a missing one
 * is missing; in a CIF file a tag ("_cod_database_code"); in a POSCAR there is none. Without an id
 * key rows of a CIF file are called by their data block.
 * An extended XYZ frame without Lattice is not periodic, one with it along all vectors unless pbc
 * says otherwise; of the columns, species (or Z) and pos are read, and a plain XYZ file is one
 * without such a line. Refused are structures whose atoms are not known: in a CIF file sites that
 * are only partly occupied, shared or of several alternatives (disorder).
 * Options read: strict, n_threads. Errors: GRAFT_ERROR_IO; GRAFT_ERROR_DATA with the frame, the line
 * and the atom or the site (strict), for an unknown format, or for a file whose frames cannot be
 * told apart (in any case); GRAFT_ERROR_UNSUPPORTED for CIF without gemmi (feature "cif").
 * @since 0.2 */
GRAFT_API graft_status graft_dataset_from_file(const graft_context* context, const char* path,
                                               const char* format, const char* target,
                                               const char* id, const graft_options* options,
                                               graft_dataset** out);

/* The same rows with more columns of features behind those there are: x [rows, cols] with strides,
 * copied. Compositions and something known of each material beside them. Feature vectors only.
 * @since 0.1; _f32 since 0.2 */
GRAFT_API graft_status graft_dataset_append_features(const graft_dataset* dataset, const double* x,
                                                     int64_t rows, int64_t cols, int64_t row_stride,
                                                     int64_t col_stride, graft_dataset** out);
GRAFT_API graft_status graft_dataset_append_features_f32(const graft_dataset* dataset,
                                                         const float* x, int64_t rows, int64_t cols,
                                                         int64_t row_stride, int64_t col_stride,
                                                         graft_dataset** out);

/* The rows of a set of structures as feature vectors, with names: the 238 features of the
 * composition, then density, volume and packing, how many neighbours there are at which distance,
 * coordination, bond lengths, angles, and how properties of elements differ along bonds
 * (src/chem/structure_features.hpp). They do not depend on where a structure is, how it is turned,
 * in which order its atoms stand or by which cell it is described, and change continuously as atoms
 * move. Targets, ids, property and unit are kept; of feature vectors it is a copy. Worked out once
 * for each structure. Errors: GRAFT_ERROR_UNSUPPORTED for molecules and graphs. @since 0.2 */
GRAFT_API graft_status graft_dataset_as_features(const graft_dataset* dataset,
                                                 graft_dataset** out);

/* The rows with these indices, in this order, repetitions allowed. Shares the inputs. @since 0.1 */
GRAFT_API graft_status graft_dataset_select(const graft_dataset* dataset, const int64_t* rows,
                                            int64_t count, graft_dataset** out);

/* The rows r with part[r] == which; part [rows] comes from graft_split_* or from you. @since 0.1 */
GRAFT_API graft_status graft_dataset_select_part(const graft_dataset* dataset, const int32_t* part,
                                                 int32_t which, graft_dataset** out);

/* The rows of a, then those of b: sets of one kind and width, whose columns have the same names.
 * Property and unit are a's. Errors: GRAFT_ERROR_DATA. @since 0.2 */
GRAFT_API graft_status graft_dataset_concat(const graft_dataset* a, const graft_dataset* b,
                                            graft_dataset** out);

/* The rows whose input does not occur in other: the same molecule, or the same features. Takes test
 * molecules out of a source before a fair comparison. @since 0.1 */
GRAFT_API graft_status graft_dataset_without(const graft_dataset* dataset,
                                             const graft_dataset* other, graft_dataset** out);

/* How far each row of dataset is from the nearest row of reference, a set of the same kind and
 * width: distances [rows], one for each row of dataset. Of graphs 1 - sum min / sum max of the
 * counts of circular atom environments (Ralaivola et al., Neural Networks 18 (2005), on ECFP-like
 * counts: src/chem/circular.hpp), 0 for the same environments and 1 for none in common. Of feature
 * vectors, formulas and structures (by their features) the root mean square, over the columns that vary in reference, of the
 * differences in deviations of reference (0 where none varies). Infinite when reference has no row.
 * Rows far from all that a model has learned from are not to be relied on. Options read: radius
 * (2), n_threads. Errors: GRAFT_ERROR_ARGUMENT for a wrong rows; GRAFT_ERROR_DATA for sets of
 * another kind or width. @since 0.1 */
GRAFT_API graft_status graft_dataset_distances(const graft_dataset* dataset,
                                               const graft_dataset* reference,
                                               const graft_options* options, double* distances,
                                               int64_t rows);

/* @since 0.1 */
GRAFT_API void graft_dataset_free(graft_dataset* dataset);

/* Replaces the targets: [rows], NaN = missing. @since 0.1 */
GRAFT_API graft_status graft_dataset_set_targets(graft_dataset* dataset, const double* targets,
                                                 int64_t rows);

/* Replaces the ids: [rows] strings, copied; or bytes and offsets [rows + 1]. Without ids, a row's
 * id is its SMILES or its number. @since 0.1; _texts since 0.2 */
GRAFT_API graft_status graft_dataset_set_ids(graft_dataset* dataset, const char* const* ids,
                                             int64_t rows);
GRAFT_API graft_status graft_dataset_set_ids_texts(graft_dataset* dataset, const char* bytes,
                                                   const int64_t* offsets, int64_t rows);

/* Names the columns of feature vectors: [cols] strings, all different. A model keeps the names of
 * the set it was fitted to and takes columns of another set by name where both have names, by place
 * otherwise. @since 0.2 */
GRAFT_API graft_status graft_dataset_set_columns(graft_dataset* dataset, const char* const* names,
                                                 int64_t cols);

/* Name of the property and its unit ("flash point", "K"), kept in models fitted to it. A source and
 * a target that name the same property and unit are taken for one quantity: its prediction is then
 * the target's as it stands, without an affine map (option alignment). @since 0.1 */
GRAFT_API graft_status graft_dataset_set_property(graft_dataset* dataset, const char* name,
                                                  const char* unit);

/* Number of rows; rows with a target; rows of the input that were left out because strict was 0.
 * 0 for NULL. @since 0.1 */
GRAFT_API int64_t graft_dataset_rows(const graft_dataset* dataset);
GRAFT_API int64_t graft_dataset_labelled(const graft_dataset* dataset);
GRAFT_API int64_t graft_dataset_skipped(const graft_dataset* dataset);

/* The reason why the index-th row was left out, which names its row and text; and where the rows
 * that were left out stood in the input: [count]. @since 0.1; _rows since 0.2 */
GRAFT_API graft_status graft_dataset_skipped_reason(const graft_dataset* dataset, int64_t index,
                                                    char* buffer, int64_t capacity,
                                                    int64_t* needed);
GRAFT_API graft_status graft_dataset_skipped_rows(const graft_dataset* dataset, int64_t* input_rows,
                                                  int64_t count);

/* The targets [rows], NaN = missing. @since 0.1 */
GRAFT_API graft_status graft_dataset_targets(const graft_dataset* dataset, double* targets,
                                             int64_t rows);

/* The feature vectors [rows, cols] with strides; cols is the fact "columns".
 * GRAFT_ERROR_UNSUPPORTED for graphs and molecules. @since 0.2 */
GRAFT_API graft_status graft_dataset_features(const graft_dataset* dataset, double* x, int64_t rows,
                                              int64_t cols, int64_t row_stride, int64_t col_stride);
GRAFT_API graft_status graft_dataset_features_f32(const graft_dataset* dataset, float* x,
                                                  int64_t rows, int64_t cols, int64_t row_stride,
                                                  int64_t col_stride);

/* Where each row stood in the input it was made from (they differ when rows were left out or
 * selected): [rows]. @since 0.1 */
GRAFT_API graft_status graft_dataset_input_rows(const graft_dataset* dataset, int64_t* input_rows,
                                                int64_t rows);

/* A row's id; its SMILES as given; the SMILES of its Bemis-Murcko scaffold ("" when it has no
 * ring); the name of a column of features ("" when it has none). @since 0.1; smiles and column
 * since 0.2 */
GRAFT_API graft_status graft_dataset_id(const graft_dataset* dataset, int64_t row, char* buffer,
                                        int64_t capacity, int64_t* needed);
GRAFT_API graft_status graft_dataset_smiles(const graft_dataset* dataset, int64_t row, char* buffer,
                                            int64_t capacity, int64_t* needed);
GRAFT_API graft_status graft_dataset_scaffold(const graft_dataset* dataset, int64_t row,
                                              char* buffer, int64_t capacity, int64_t* needed);
GRAFT_API graft_status graft_dataset_column(const graft_dataset* dataset, int64_t col, char* buffer,
                                            int64_t capacity, int64_t* needed);

/* All of these at once: what is "ids", "smiles", "scaffolds" (count = rows), "columns" (count = the
 * fact "columns") or "skipped" (count = rows left out). offsets [count + 1] and bytes receive the
 * texts; *needed is their whole length. With bytes NULL only offsets and *needed are given; a
 * capacity that is too small is GRAFT_ERROR_ARGUMENT. @since 0.2 */
GRAFT_API graft_status graft_dataset_texts(const graft_dataset* dataset, const char* what,
                                           char* bytes, int64_t capacity, int64_t* offsets,
                                           int64_t count, int64_t* needed);

/* Facts about a set, by key. Texts: "input" ("smiles", "formulas", "features", "graphs" or
 * "structures"), "kind" ("molecules", "graphs", "structures" or "feature vectors": sets of one kind
 * can be fitted together), "property", "unit", "checksum" (8 hexadecimal digits over inputs, targets and columns). Integers:
 * "rows", "labelled", "skipped", "repeated" (rows whose input stands in an earlier row), "columns",
 * "atom_columns", "bond_columns". graft_dataset_fact lists them: type is "text", "int" or "double";
 * the key is static.
 * Errors: GRAFT_ERROR_ARGUMENT for an unknown key, naming the nearest, or another type. @since 0.2
 * */
GRAFT_API graft_status graft_dataset_get_text(const graft_dataset* dataset, const char* key,
                                              char* buffer, int64_t capacity, int64_t* needed);
GRAFT_API graft_status graft_dataset_get_int(const graft_dataset* dataset, const char* key,
                                             int64_t* value);
GRAFT_API int64_t graft_dataset_fact_count(const graft_dataset* dataset);
GRAFT_API graft_status graft_dataset_fact(const graft_dataset* dataset, int64_t index,
                                          const char** key, const char** type);

/* ---- Splits --------------------------------------------------------------------------------
 *
 * part [rows] receives 0 (train) or 1 (test), or the fold's number; the same arguments give the
 * same split on every machine. Rows with the same input stay together, so that no test row was
 * learned from. A split of your own is an array of your own.
 */

/* round(test_fraction * rows) rows drawn without replacement, or as near as groups of equal inputs
 * allow. @since 0.1 */
GRAFT_API graft_status graft_split_random(const graft_dataset* dataset, double test_fraction,
                                          uint64_t seed, int32_t* part, int64_t rows);

/* Whole Bemis-Murcko scaffolds (without chirality) on one side. Groups larger than half the test
 * part go to the training part first, the rest follow in an order drawn from the seed until the
 * training part is full. A group larger than the test part is never tested: the test part is then
 * smaller than asked for, or empty. Molecules only. @since 0.1 */
GRAFT_API graft_status graft_split_scaffold(const graft_dataset* dataset, double test_fraction,
                                            uint64_t seed, int32_t* part, int64_t rows);

/* The textbook variant, without a seed: groups by falling size, training part first, ties by the
 * scaffold's SMILES. @since 0.1 */
GRAFT_API graft_status graft_split_scaffold_ordered(const graft_dataset* dataset,
                                                    double test_fraction, int32_t* part,
                                                    int64_t rows);

/* Folds 0 .. folds-1 of nearly equal size, 2 <= folds <= rows. @since 0.1 */
GRAFT_API graft_status graft_split_kfold(const graft_dataset* dataset, int64_t folds, uint64_t seed,
                                         int32_t* part, int64_t rows);

/* ---- Fitting -------------------------------------------------------------------------------
 *
 * A fitter holds a method, its options and its data; fitting gives a model. Methods:
 *
 *   "select"       One of several (option candidates), chosen by nested cross-validation on the
 *                  target's rows: each candidate predicts rows that neither it nor its sources have
 *                  seen. The best candidate that takes no source is kept unless one with a source
 *                  is better by more than a standard error of the difference. Takes any sources,
 *                  or none. What was chosen: "selected" in graft_model_info.
 *   "scratch"      The target alone. Takes no source.
 *   "gate"         GATE (Ko et al., ICLR 2024): a shared embedding, and for each task an encoder, a
 *                  transfer map into a common locally flat frame, its inverse and a head; five
 *                  losses: regression, autoencoder, consistency, mapping, distance. Takes one
 *                  source or more, with no molecule in common, only the same kind of input. Ours:
 *                  the sources are learned first (option source_start), and a value is predicted
 *                  from the target's latent vector and, through the frame, from each source's, the
 *                  mean of which is taken (option routes).
 *   "pc_prior"     Bayesian: the penalised-complexity prior on the divergence of the target's
 *                  predictive model from the source's (Abba et al., AOAS 2023). Takes one source: a
 *                  data set, or a model alone (graft_fitter_set_source_model). What has a posterior
 *                  is said by the options network and inference: a small tanh network over feature
 *                  vectors (NUTS; what network = auto takes for at most 64 features), the last
 *                  layer over a deep network's latent (exact draws), or the whole deep network
 *                  (svi, sghmc). By default mixed with its fallbacks, so that an unrelated source
 *                  does no harm (option fallback); svi and sghmc are not.
 *   "multitask"    One embedding, a head for each property, trained together.
 *   "finetune"     The source's network trained on; "head_only" trains its head alone.
 *   "distill"      The target's network learns its property and, at the same rows, the source's
 *                  latent vectors, linearly mapped (option distill_weight); "gsp_distill" learns
 *                  their similarities between rows instead.
 *   "source_only"  a + b times the source's prediction.
 *   "fixed_prior"  As pc_prior with network small, a Gaussian of fixed width around the source.
 *   "target_only"  As pc_prior without a source: a Bayesian network of the target alone.
 *   "ridge"        Bayesian ridge regression of the target alone: on the counts of circular atom
 *                  environments (ECFP-like: option radius), or on the features. Without a network,
 *                  in seconds: what anything else has to beat.
 *   "gaussian_process"  An exact Gaussian process: for graphs that of ridge plus one with the
 *                  kernel minmax (the Tanimoto similarity of counts), each radius with a variance
 *                  of its own; for feature vectors one with the kernel matern52 (option kernel).
 *   "stacked"      As gaussian_process, with the source's prediction as one more feature, in a
 *                  linear term beside the kernel's. Target rows that stand in the source, too, get
 *                  predictions of networks that have not seen them; where more than half of the
 *                  source is shared, the source is trained five times for that. Takes one source: a
 *                  data set, or a model, whose predictions are taken as they are: it should not
 *                  have learned from the target's rows.
 *
 * The last three take at most 8,000 target rows with a value (GRAFT_ERROR_UNSUPPORTED): memory
 * grows with their square, time with their cube. Their variances maximise the marginal likelihood
 * (Rasmussen and Williams, Gaussian Processes for Machine Learning, 2006), learned from at most
 * 1,000 rows; held-out figures of the info are leave-one-out. They use every row with a value and
 * leave a validation set and unlabelled rows aside.
 *
 * All standardise the targets with the training part's statistics. Those that train networks stop
 * early on a validation part of the target (option valid_fraction, or graft_fitter_set_validation)
 * and train several members (option members), each with a part of its own, whose spread is the
 * model's part of the predicted deviation. Where the training values do not reach their predictions
 * are held near the range of these (option overshoot). scratch, gate and multitask with the option
 * head = "pc_prior" give each member a Bayesian last layer, learned from the rows that the member
 * held out. The Bayesian methods make folds of the target's rows and leave a validation set aside;
 * small networks do, too.
 *
 * Feature vectors of the target may have more columns than the source's: for pc_prior with a deep
 * network the additional ones, at the end, are covariates of the last layer (the cheap value of the
 * same property at the target's rows, say); for stacked they are features like the others.
 */

/* Errors: GRAFT_ERROR_ARGUMENT for an unknown method, naming the known ones. @since 0.1 */
GRAFT_API graft_status graft_fitter_create(const graft_context* context, const char* method,
                                           const graft_options* options, graft_fitter** out);
GRAFT_API void graft_fitter_free(graft_fitter* fitter);

/* The target, needed; replaces an earlier one. The fitter keeps the data set as it is now.
 * @since 0.1 */
GRAFT_API graft_status graft_fitter_set_target(graft_fitter* fitter, const graft_dataset* dataset);

/* One more source. @since 0.1 */
GRAFT_API graft_status graft_fitter_add_source(graft_fitter* fitter, const graft_dataset* dataset);

/* A fitted model in the source's place: its rows are not needed. Its predictions' noise, which the
 * model holds, is the unit of the distance. For pc_prior with a small network a model fitted by
 * scratch with the options network = "small" and members = 1; else a model of scratch or gate, of
 * which the target's own part serves. NULL removes it. @since 0.1 */
GRAFT_API graft_status graft_fitter_set_source_model(graft_fitter* fitter,
                                                     const graft_model* model);

/* Rows without labels, for the losses that need none ("gate"): a library of structures, or the
 * very molecules to be predicted. NULL removes them. @since 0.1 */
GRAFT_API graft_status graft_fitter_set_unlabelled(graft_fitter* fitter,
                                                   const graft_dataset* dataset);

/* Target rows for validation in place of a part of the target; NULL removes them. @since 0.1 */
GRAFT_API graft_status graft_fitter_set_validation(graft_fitter* fitter,
                                                   const graft_dataset* dataset);

/* What a progress callback is told. Later versions add fields at the end: read a field only if it
 * lies within size bytes. done and total count optimiser steps, or draws of chains, over all
 * members and stages, as far as they are known. @since 0.2 */
typedef struct graft_progress {
  int64_t size;      /* of this struct as the library knows it, in bytes */
  const char* stage; /* "source", "target", "chains", "folds" ...; valid during the call */
  int64_t member;    /* the member whose figures follow, from 0; -1 if there is none */
  int64_t members;   /* of this stage */
  int64_t done, total;
  double train_loss;   /* mean training loss of the last finished epoch; NaN before the first */
  double valid_rmse;   /* validation error in the target's unit; NaN before the first */
  double seconds;      /* since the fit began */
  double seconds_left; /* at the present pace; NaN when nothing is known */
} graft_progress;

/* Called on the fitting thread about every eighth of a second and at every epoch's end. Return 0 to
 * go on; a positive value to stop and keep the best model so far; a negative value to abort, which
 * the fit then returns. @since 0.1, with graft_progress since 0.2 */
typedef int32_t (*graft_progress_fn)(const graft_progress* progress, void* user);
GRAFT_API graft_status graft_fitter_set_progress(graft_fitter* fitter, graft_progress_fn function,
                                                 void* user);

/* What a user may want to read, in place of the context's log. @since 0.1 */
GRAFT_API graft_status graft_fitter_set_log(graft_fitter* fitter, graft_log_fn function,
                                            void* user);

/* Fits and gives a model. May be called again, also after a change of data. All sets are checked
 * before anything is learned, whether the method reads them or not. Stops early on
 * graft_fitter_cancel, on the option time_limit and on the progress callback; the model is then the
 * best so far, and graft_model_info says why it stopped.
 * With the option checkpoint = "path" the state is saved there every checkpoint_every seconds and
 * when the fit is stopped (whether the path can be written is tried before anything is learned),
 * and a fit that finds the file goes on from it: killed at any moment and fitted again with the
 * same data and options, it gives the same model bit for bit. The file is removed when the fit is
 * complete. Stages of their own (a source's network, those of pc_prior's candidates) are kept
 * beside it, "path.source"; chains, svi, sghmc and small networks begin anew. Errors:
 * GRAFT_ERROR_STATE without a target, for gate without a source and for scratch with one;
 * GRAFT_ERROR_DATA when the sets cannot be fitted (fewer than 4 target rows with a value, a
 * constant target, other kinds of input, a checkpoint of another fit); GRAFT_STOPPED when stopped
 * before the first epoch's end; GRAFT_ERROR_NUMERIC when training diverges. @since 0.1 */
GRAFT_API graft_status graft_fitter_fit(graft_fitter* fitter, graft_model** out);

/* Asks the running fit to stop at the next step; without a running fit, the next one, which then
 * ends at once with GRAFT_STOPPED. The fit that it stops takes it up: the one after runs. Any
 * thread. @since 0.1 */
GRAFT_API graft_status graft_fitter_cancel(graft_fitter* fitter);

/* The history of the last fit (none while one is running): one row an epoch and member. Columns by
 * name are those of the fit's objectives: "member", "epoch", "step", "seconds", "train_total" and
 * "train_" with each term, the same with "valid_", "valid_rmse" (target's unit) and
 * "jacobian_condition" (of the target's Phi, geometric mean over validation rows). Terms:
 * "regression"; of gate also "autoencoder", "consistency", "mapping" and "distance"; of distill and
 * gsp_distill "distilled". NaN where a stage has no such figure. Before the first fit there are
 * only the general columns. GRAFT_ERROR_STATE for a name while a fit is running. @since 0.1 */
GRAFT_API int64_t graft_fitter_history_rows(const graft_fitter* fitter);
GRAFT_API int64_t graft_fitter_history_cols(const graft_fitter* fitter);
GRAFT_API graft_status graft_fitter_history_name(const graft_fitter* fitter, int64_t col,
                                                 char* buffer, int64_t capacity, int64_t* needed);
GRAFT_API graft_status graft_fitter_history(const graft_fitter* fitter, double* values,
                                            int64_t rows, int64_t cols, int64_t row_stride,
                                            int64_t col_stride);

/* ---- Models --------------------------------------------------------------------------------
 *
 * A model never changes after it was made, and all functions below but graft_model_free may be
 * called on it from any number of threads at once. It needs neither the fitter nor the data.
 */

/* @since 0.1 */
GRAFT_API void graft_model_free(graft_model* model);

/* Predicts each row of a data set of the model's kind of input, in the target's unit. Each output
 * has [rows] and may be NULL: mean; model_sd, the spread of the members (0 with one member) and
 * what the option overshoot took off their mean, or the spread of the posterior draws or of a
 * Gaussian process; noise_sd, what the held-out residuals show beyond
 * that spread, or the posterior's noise, the same for every row. A predictive deviation is
 * sqrt(model_sd^2 + noise_sd^2). noise_sd is NaN when the fit had no validation rows. Options read:
 * n_threads. Features are taken by the names of their columns where the model and the set have
 * names, in whatever order (a name that the set lacks is GRAFT_ERROR_DATA), else by their place.
 * A prediction that is not finite is an error that names the row. Deviations and intervals are
 * those of inputs like the training's; far outside they are too narrow. @since 0.1 */
GRAFT_API graft_status graft_model_predict(const graft_model* model, const graft_dataset* dataset,
                                           const graft_options* options, double* mean,
                                           double* model_sd, double* noise_sd, int64_t rows);

/* The same for SMILES. With the option strict = 0 a SMILES that cannot be read gives NaN in all
 * outputs; by default it is an error. @since 0.1 */
GRAFT_API graft_status graft_model_predict_smiles(const graft_model* model,
                                                  const char* const* smiles, int64_t rows,
                                                  const graft_options* options, double* mean,
                                                  double* model_sd, double* noise_sd);

/* The same for SMILES or formulas, whichever the model was fitted to, as bytes and offsets
 * [rows + 1]. GRAFT_ERROR_UNSUPPORTED for models of feature vectors and graphs. @since 0.2 */
GRAFT_API graft_status graft_model_predict_texts(const graft_model* model, const char* bytes,
                                                 const int64_t* offsets, int64_t rows,
                                                 const graft_options* options, double* mean,
                                                 double* model_sd, double* noise_sd);

/* The same for feature vectors, x [rows, cols] with strides, in the order of the fit's columns.
 * @since 0.1; _f32 since 0.2 */
GRAFT_API graft_status graft_model_predict_features(const graft_model* model, const double* x,
                                                    int64_t rows, int64_t cols, int64_t row_stride,
                                                    int64_t col_stride,
                                                    const graft_options* options, double* mean,
                                                    double* model_sd, double* noise_sd);
GRAFT_API graft_status graft_model_predict_features_f32(const graft_model* model, const float* x,
                                                        int64_t rows, int64_t cols,
                                                        int64_t row_stride, int64_t col_stride,
                                                        const graft_options* options, double* mean,
                                                        double* model_sd, double* noise_sd);

/* The same for structures, in the arrays of graft_dataset_from_structures. Options read: strict,
 * n_threads, length_unit. @since 0.2 */
GRAFT_API graft_status graft_model_predict_structures(
    const graft_model* model, int64_t rows, const int64_t* atom_offsets, const int32_t* species,
    const double* positions, int64_t atom_stride, int64_t axis_stride, const double* cells,
    const int32_t* periodic, const graft_options* options, double* mean, double* model_sd,
    double* noise_sd);

/* Quantiles of the predictive distribution, noise included: values [rows, levels] with strides, one
 * column for each level in (0, 1). An ensemble's distribution is the normal with its mean and whole
 * deviation, as is a Gaussian process's; a posterior's is the mixture of a normal for each draw.
 * @since 0.1 */
GRAFT_API graft_status graft_model_quantiles(const graft_model* model, const graft_dataset* dataset,
                                             const graft_options* options, const double* levels,
                                             int64_t level_count, double* values, int64_t rows,
                                             int64_t row_stride, int64_t col_stride);

/* Draws: values [rows, draws] with strides. Column s is one function, a posterior draw or a member
 * (in turn when more are asked for than there are), at every row, so that sums and differences of
 * rows have honest spreads too. Models of ridge, gaussian_process and stacked draw jointly at the
 * rows of the call, no more than 2,000 (GRAFT_ERROR_UNSUPPORTED). noise = 1 adds the observations'
 * noise to each value, determined by the option seed; 0 does not. @since 0.1 */
GRAFT_API graft_status graft_model_draws(const graft_model* model, const graft_dataset* dataset,
                                         const graft_options* options, int32_t noise,
                                         double* values, int64_t rows, int64_t draws,
                                         int64_t row_stride, int64_t col_stride);

/* A metric of graft_score over the rows of the data set that have a target, by the whole predictive
 * distribution: "coverage95" counts y between the quantiles 0.025 and 0.975, "crps" and
 * "log_density" are the mixture's. Errors: GRAFT_ERROR_DATA when no row has a target. @since 0.1 */
GRAFT_API graft_status graft_model_evaluate(const graft_model* model, const graft_dataset* dataset,
                                            const graft_options* options, const char* metric,
                                            double* value);

/* How a posterior was found: named values. Of a mixture "converged" (1 or 0) and for each candidate
 * NAME, which is "transfer" (the PC prior), "source" (its affine map alone), "tuned" (the source's
 * network trained on) or "alone" (the target): NAME.weight and NAME.left_out_log_density. Of a
 * candidate sampled by NUTS NAME.rhat, .ess_bulk, .ess_tail (the worst), .divergences, .e_bfmi,
 * .step_size, .leapfrogs. Of one that starts from a source the posterior of its distance, how far
 * the target moved in deviations of the source's noise: NAME.distance.WHAT.mean, .q05, .q50, .q95,
 * where WHAT is layer1 .. for a small network, and "realised" for the shift of its predictions;
 * head for a last layer; all for a linear model; a layer's name for svi and sghmc. "transfer.limit"
 * is U, NAME.left_out_unreliable the rows whose left-out density is not to be relied on. Of ridge,
 * gaussian_process and stacked, in units of the target's variance: kernel.noise, kernel.KERNEL or
 * for graphs kernel.KERNEL.radiusR (the kernel's amplitude), source.slope (the prior variance of
 * the slope in the source's prediction); further kernel.length and source.shared_rows. None for
 * ensembles. name is valid as long as the model.
 * @since 0.1 */
GRAFT_API int64_t graft_model_diagnostic_count(const graft_model* model);
GRAFT_API graft_status graft_model_diagnostic(const graft_model* model, int64_t index,
                                              const char** name, double* value);

/* What the model makes of each row on the way: what = "embedding" (shared, e), "latent" (z of a
 * task) or "frame" (u of a task, the common locally flat frame; gate only). task 0 is the target,
 * 1 .. the sources. values [rows, cols] with strides; cols from graft_model_embed_cols. The first
 * member's. GRAFT_ERROR_UNSUPPORTED for models without a deep network, and of stacked. @since 0.1
 */
GRAFT_API graft_status graft_model_embed(const graft_model* model, const graft_dataset* dataset,
                                         const char* what, int64_t task, double* values,
                                         int64_t rows, int64_t cols, int64_t row_stride,
                                         int64_t col_stride);
GRAFT_API graft_status graft_model_embed_cols(const graft_model* model, const char* what,
                                              int64_t* cols);

/* Saves to a file, whole or not at all, and loads it again. The format is versioned, checksummed
 * and the same on every machine: src/model/format.hpp.
 * Errors of load: GRAFT_ERROR_FORMAT (damaged, truncated, another kind), GRAFT_ERROR_VERSION (from
 * a newer library), GRAFT_ERROR_IO. @since 0.1 */
GRAFT_API graft_status graft_model_save(const graft_model* model, const char* path);
GRAFT_API graft_status graft_model_load(const graft_context* context, const char* path,
                                        graft_model** out);

/* The same by memory. *needed is the size in bytes; nothing is written when capacity is less, and
 * the call is then an error unless buffer is NULL. @since 0.1 */
GRAFT_API graft_status graft_model_save_memory(const graft_model* model, void* buffer,
                                               int64_t capacity, int64_t* needed);
GRAFT_API graft_status graft_model_load_memory(const graft_context* context, const void* buffer,
                                               int64_t size, graft_model** out);

/* Gives the bytes of the model file, in order and in one call or several, to a function of yours:
 * to a socket, an archive, a growing buffer. A value other than 0 that it returns ends the writing;
 * a negative one is then the status, a positive one becomes GRAFT_ERROR_IO. @since 0.2 */
typedef int32_t (*graft_write_fn)(const void* bytes, int64_t size, void* user);
GRAFT_API graft_status graft_model_write(const graft_model* model, graft_write_fn function,
                                         void* user);

/* Facts about a model, by key. Of every model: texts "method", "input" ("smiles", "formulas",
 * "features", "graphs" or "structures"), "kind" ("molecules", "graphs", "structures", "feature
 * vectors"), "property", "unit", "featuriser" (what made graphs of SMILES or features of structures,
 * with its version; "" otherwise); integers "columns" (of feature vectors), "covariates" (of those,
 * the last ones, that only a Bayesian last layer sees), "members", "parameters"; doubles "noise_sd" (the target's unit; NaN when unknown). Of models that
 * were fitted by this library or a newer one also what graft_model_info holds, a key being the path
 * into it: "ended" ("finished", "cancelled", "time_limit" ...), "target_rows",
 * "scores.held_out_rmse", "scores.held_out_mae", "sources.0.property", "options.steps" (each option
 * in force) and so on. graft_model_fact lists them: type is "text", "int" or "double"; key is valid
 * as long as the model. An int may also be got as a double.
 * Errors: GRAFT_ERROR_ARGUMENT for an unknown key, naming the nearest, or another type. @since 0.2
 * */
GRAFT_API graft_status graft_model_get_text(const graft_model* model, const char* key, char* buffer,
                                            int64_t capacity, int64_t* needed);
GRAFT_API graft_status graft_model_get_int(const graft_model* model, const char* key,
                                           int64_t* value);
GRAFT_API graft_status graft_model_get_double(const graft_model* model, const char* key,
                                              double* value);
GRAFT_API int64_t graft_model_fact_count(const graft_model* model);
GRAFT_API graft_status graft_model_fact(const graft_model* model, int64_t index, const char** key,
                                        const char** type);

/* The name of a column of the features that the model takes ("" when it has none). @since 0.2 */
GRAFT_API graft_status graft_model_column(const graft_model* model, int64_t col, char* buffer,
                                          int64_t capacity, int64_t* needed);

/* All that is known of the model, as one JSON object in valid UTF-8: method, options, kind of
 * input, property and unit, rows of each set, scores on the validation rows, how the fit ended.
 * Integers are written as integers, numbers that are not finite as null. @since 0.1 */
GRAFT_API graft_status graft_model_info(const graft_model* model, char* buffer, int64_t capacity,
                                        int64_t* needed);

/* ---- Scores --------------------------------------------------------------------------------
 *
 * metric over the rows whose y is not NaN: "rmse", "mae", "r2"; with sd (else NULL) also
 * "coverage95" (share of y within mean +- 1.96 sd), "crps" and "log_density" (of the normal
 * distribution with that mean and sd, averaged). @since 0.1 */
GRAFT_API graft_status graft_score(const char* metric, const double* y, const double* mean,
                                   const double* sd, int64_t rows, double* value);

#ifdef __cplusplus
}
#endif

#endif /* GRAFT_H */
