/* A host whose threads have 128 KiB of stack: every call, with every kind of model, at small sizes
 * and at those at which matrices are worked on in blocks. Each kind has a process of its own, so
 * that first uses are met too and a crash is named.
 *
 *   host_stack [KIB [ONLY]]   with so much stack, of the kinds whose name holds ONLY
 *
 * It says how much of the stack was used. Not under sanitizers and not without optimisation: there
 * the frames are several times as large. */
#include "host_child.h"

#include <pthread.h>

#include "kinds.h"

enum { MANY = 300, WIDE = 40, TEXT = 4096 };

#define FILE_NAME "host_stack.graft"
#define CHECKPOINT "host_stack.checkpoint"

/* ---- Calls ----------------------------------------------------------------------------------- */

/* A call that has to work; it is named if it does not, or crashes. */
static void checked(const char* call, graft_status status) {
  if (!status || status == GRAFT_UNCONVERGED) return;
  snprintf(shared->message, sizeof shared->message, "%.80s: %s: %.200s", call,
           graft_status_name(status), graft_last_error());
  _exit(1);
}
#define CALL(call)                                                        \
  do {                                                                    \
    snprintf(shared->message, sizeof shared->message, "in %.80s", #call); \
    checked(#call, call);                                                 \
  } while (0)

/* The big texts and numbers are not on the stack that is tried. */
static char text[TEXT];
static double x[MANY * WIDE], y[MANY], out[3 * MANY], wide[MANY * WIDE];
static float floats[MANY * WIDE];
static int64_t offsets[MANY + 1], numbers[MANY];
static int32_t part[MANY];

static int32_t watch(const graft_progress* now, void* user) {
  (void)now;
  return graft_score("rmse", y, y, NULL, 2, user) ? -1 : 0; /* a call in a call */
}

static void hear(const char* line, void* user) { (void)line, (void)user; }

static int32_t take(const void* bytes, int64_t size, void* user) {
  (void)bytes, (void)user;
  return size < 0;
}

/* A method that is in no kind would not be tried. */
static int has_kind(const char* method) {
  for (int k = 0; k < KINDS; ++k)
    if (strcmp(kinds[k].method, method) == 0) return 1;
  return 0;
}

static void of_options(const kind* unused) {
  const char *key, *name;
  graft_options *options = NULL, *copy = NULL;
  (void)unused;
  CALL(graft_options_create(&options));
  for (int64_t i = 0; i < graft_option_count(); ++i) {
    CALL(graft_option_describe(i, &key, NULL, NULL, NULL, NULL));
    CALL(graft_options_get_text(options, key, text, TEXT, NULL));
    CALL(graft_options_set_text(options, key, text));
  }
  for (int64_t i = 0; i < graft_method_count(); ++i) {
    CALL(graft_method_describe(i, &name, NULL, NULL, NULL, NULL));
    if (!has_kind(name)) checked(name, GRAFT_ERROR_UNSUPPORTED);
  }
  CALL(graft_options_clone(options, &copy));
  CALL(graft_options_set_int(copy, "seed", 1));
  CALL(graft_options_set_double(copy, "learning_rate", 0.1));
  CALL(graft_options_set_string(copy, "activation", "silu"));
  if (graft_options_set_text(copy, "activatoin", "silu") != GRAFT_ERROR_OPTION) _exit(1);
  CALL(graft_last_error_copy(text, TEXT, NULL));
  CALL(graft_score("crps", y, x, y, 2, out)); /* y is positive */
  graft_options_free(options);
  graft_options_free(copy);
}

/* What can be asked of any set. */
static void ask(graft_dataset* set, const graft_options* options) {
  static const char* const whats[] = {"ids", "smiles", "scaffolds", "columns", "skipped"};
  const int64_t rows = graft_dataset_rows(set);
  const char *key, *type;
  graft_dataset *a = NULL, *b = NULL, *c = NULL;
  int64_t number;
  for (int64_t i = 0; i < rows; ++i) numbers[i] = rows - 1 - i;
  CALL(graft_dataset_select(set, numbers, rows / 2, &a));
  CALL(graft_split_random(set, 0.3, 1, part, rows));
  CALL(graft_dataset_select_part(set, part, 0, &b));
  CALL(graft_split_kfold(set, 3, 1, part, rows));
  CALL(graft_dataset_concat(a, b, &c));
  graft_dataset_free(c);
  CALL(graft_dataset_without(set, a, &c));
  CALL(graft_dataset_distances(set, b, options, out, rows));
  CALL(graft_dataset_targets(set, out, rows));
  CALL(graft_dataset_set_targets(set, out, rows));
  CALL(graft_dataset_set_property(set, "a property", "K"));
  CALL(graft_dataset_input_rows(set, numbers, rows));
  CALL(graft_dataset_id(set, 0, text, TEXT, NULL));
  for (int64_t i = 0; i < graft_dataset_fact_count(set); ++i) {
    CALL(graft_dataset_fact(set, i, &key, &type));
    if (strcmp(type, "text") == 0)
      CALL(graft_dataset_get_text(set, key, text, TEXT, NULL));
    else
      CALL(graft_dataset_get_int(set, key, &number));
  }
  for (size_t i = 0; i < sizeof whats / sizeof *whats; ++i) /* some have none of these */
    graft_dataset_texts(set, whats[i], NULL, 0, offsets, rows, &number);
  if (graft_dataset_get_text(set, "kind", text, TEXT, NULL) == GRAFT_OK &&
      strcmp(text, "molecules") == 0) {
    CALL(graft_split_scaffold(set, 0.3, 1, part, rows));
    CALL(graft_split_scaffold_ordered(set, 0.3, part, rows));
    CALL(graft_dataset_scaffold(set, 0, text, TEXT, NULL));
    CALL(graft_dataset_smiles(set, 0, text, TEXT, NULL));
  }
  graft_dataset_free(a);
  graft_dataset_free(b);
  graft_dataset_free(c);
}

static void of_files(const kind* unused) {
  graft_options* options = NULL;
  graft_dataset* set = NULL;
  (void)unused;
  CALL(graft_options_create(&options));
  CALL(graft_options_set_int(options, "strict", 0));
  CALL(graft_dataset_from_csv(NULL, EXAMPLE_DATA "/measured_band_gaps.csv", "formulas", "formula",
                              "band_gap_eV", NULL, options, &set));
  graft_dataset_free(set);
  CALL(graft_dataset_from_csv(NULL, EXAMPLE_DATA "/flash_points.csv", "features", "flash_point_K",
                              NULL, "name", options, &set));
  graft_dataset_free(set);
  if (graft_has_feature("rdkit")) {
    CALL(graft_dataset_from_csv(NULL, EXAMPLE_DATA "/flash_points.csv", "smiles", "smiles",
                                "flash_point_K", "cas", options, &set));
    graft_dataset_free(set);
  }
  if (graft_dataset_from_csv(NULL, EXAMPLE_DATA "/flash_points.csv", "features", "smiles", NULL,
                             NULL, NULL, &set) != GRAFT_ERROR_DATA)
    _exit(1);
  graft_options_free(options);
}

static void of_vectors(const kind* unused) {
  const char* names[WIDE];
  const char* ids[2] = {"a", "b"};
  static char name[WIDE][4];
  graft_dataset *set = NULL, *more = NULL;
  (void)unused;
  for (int j = 0; j < WIDE; ++j) {
    snprintf(name[j], sizeof name[j], "c%d", j);
    names[j] = name[j];
  }
  CALL(graft_dataset_from_features_f32(NULL, floats, MANY, WIDE, WIDE, 1, y, NULL, &set));
  CALL(graft_dataset_append_features(set, x, MANY, 2, WIDE, 1, &more));
  graft_dataset_free(more);
  CALL(graft_dataset_append_features_f32(set, floats, MANY, 2, WIDE, 1, &more));
  CALL(graft_dataset_features(set, wide, MANY, WIDE, WIDE, 1));
  CALL(graft_dataset_features_f32(set, floats, MANY, WIDE, WIDE, 1));
  CALL(graft_dataset_set_columns(set, names, WIDE));
  CALL(graft_dataset_column(set, 3, text, TEXT, NULL));
  graft_dataset_free(more);
  CALL(graft_dataset_select(set, (int64_t[]){4, 1}, 2, &more));
  CALL(graft_dataset_set_ids(more, ids, 2));
  CALL(graft_dataset_set_ids_texts(more, "ab", (int64_t[]){0, 1, 2}, 2));
  graft_dataset_free(more);
  ask(set, NULL);
  graft_dataset_free(set);
}

static void of_molecules(const kind* unused) {
  static char longest[2001];
  const char* one[3] = {longest, "not one", "C1CCCCC1"};
  graft_options* options = NULL;
  graft_dataset* set = NULL;
  (void)unused;
  if (!graft_has_feature("rdkit")) return;
  memset(longest, 'C', sizeof longest - 1);
  CALL(graft_options_create(&options));
  CALL(graft_options_set_int(options, "strict", 0));
  CALL(graft_dataset_from_smiles(NULL, one, 3, NULL, options, &set));
  CALL(graft_dataset_skipped_reason(set, 0, text, TEXT, NULL));
  CALL(graft_dataset_skipped_rows(set, numbers, 1));
  graft_dataset_free(set);
  CALL(graft_dataset_from_texts(NULL, "smiles", "CCOC", (int64_t[]){0, 3, 4}, 2, NULL, options,
                                &set));
  graft_dataset_free(set);
  CALL(graft_dataset_from_texts(NULL, "formulas", "NaClCaO", (int64_t[]){0, 4, 7}, 2, NULL,
                                options, &set));
  graft_dataset_free(set);
  graft_options_free(options);
}

/* Everything that can be done with a model. */
static void ask_model(const graft_model* model, const kind* of, const graft_dataset* set,
                      graft_options* options) {
  static const char* const metrics[] = {"rmse", "crps", "log_density", "coverage95"};
  static const char* const whats[] = {"embedding", "latent", "frame"};
  const double levels[2] = {0.1, 0.9};
  const int64_t rows = graft_dataset_rows(set);
  const char *key, *type, *name;
  double value;
  int64_t number;
  CALL(graft_model_predict(model, set, options, out, out + rows, out + 2 * rows, rows));
  CALL(graft_model_quantiles(model, set, options, levels, 2, out, rows, 2, 1));
  CALL(graft_model_draws(model, set, options, 1, out, rows, 3, 3, 1));
  for (int i = 0; i < 4; ++i) CALL(graft_model_evaluate(model, set, options, metrics[i], &value));
  if (of->in == MOLECULES)
    CALL(graft_model_predict_smiles(model, smiles, ROWS, options, out, NULL, NULL));
  if (of->in == FORMULAS)
    CALL(graft_model_predict_texts(model, "NaClCaO", (int64_t[]){0, 4, 7}, 2, options, out, NULL,
                                   NULL));
  if (of->in == VECTORS) {
    CALL(graft_model_get_int(model, "columns", &number));
    CALL(graft_model_predict_features(model, x, 9, number, WIDE, 1, options, out, NULL, NULL));
    CALL(graft_model_predict_features_f32(model, floats, 9, number, WIDE, 1, options, out, NULL,
                                          NULL));
    CALL(graft_model_column(model, 0, text, TEXT, NULL));
  }
  for (int64_t i = 0; i < graft_model_diagnostic_count(model); ++i)
    CALL(graft_model_diagnostic(model, i, &name, &value));
  for (int i = 0; i < 3; ++i) { /* not every model has each of these */
    number = 0;
    if (graft_model_embed_cols(model, whats[i], &number) || number > WIDE) continue;
    snprintf(shared->message, sizeof shared->message, "in graft_model_embed");
    graft_model_embed(model, set, whats[i], 0, wide, rows, number, number, 1);
  }
  for (int64_t i = 0; i < graft_model_fact_count(model); ++i) {
    CALL(graft_model_fact(model, i, &key, &type));
    if (strcmp(type, "text") == 0)
      CALL(graft_model_get_text(model, key, text, TEXT, NULL));
    else
      CALL(graft_model_get_double(model, key, &value));
  }
  CALL(graft_model_info(model, text, TEXT, NULL));
}

static void fit(const kind* of, const graft_dataset* target, const graft_dataset* source,
                graft_options* options) {
  graft_fitter* fitter = NULL;
  graft_model *model = NULL, *loaded = NULL;
  int64_t size = 0, epochs, columns;
  CALL(graft_fitter_create(NULL, of->method, options, &fitter));
  CALL(graft_fitter_set_target(fitter, target));
  CALL(graft_fitter_set_unlabelled(fitter, target));
  CALL(graft_fitter_set_validation(fitter, NULL));
  CALL(graft_fitter_set_log(fitter, hear, NULL));
  CALL(graft_fitter_set_progress(fitter, watch, out));
  if (of->takes_source) CALL(graft_fitter_add_source(fitter, source));
  CALL(graft_fitter_fit(fitter, &model));
  epochs = graft_fitter_history_rows(fitter);
  columns = graft_fitter_history_cols(fitter);
  for (int64_t i = 0; i < columns; ++i)
    CALL(graft_fitter_history_name(fitter, i, text, TEXT, NULL));
  if (epochs * columns <= MANY * WIDE)
    CALL(graft_fitter_history(fitter, wide, epochs, columns, columns, 1));
  CALL(graft_model_save(model, FILE_NAME));
  CALL(graft_model_load(NULL, FILE_NAME, &loaded));
  ask_model(loaded, of, target, options);
  graft_model_free(loaded);
  CALL(graft_model_write(model, take, NULL));
  CALL(graft_model_save_memory(model, NULL, 0, &size));
  unsigned char* const bytes = malloc((size_t)size);
  CALL(graft_model_save_memory(model, bytes, size, &size));
  CALL(graft_model_load_memory(NULL, bytes, size, &loaded));
  free(bytes);
  ask_model(model, of, target, options);
  graft_model_free(loaded);
  graft_model_free(model);
  CALL(graft_fitter_cancel(fitter));
  if (graft_fitter_fit(fitter, &model) != GRAFT_STOPPED) _exit(1);
  graft_fitter_free(fitter);
}

static void of_models_as_sources(const kind* unused) {
  static const kind learned = {"", "scratch", VECTORS, 0, {NULL}};
  graft_options* options = options_of(&learned);
  graft_dataset* set = NULL;
  graft_fitter* fitter = NULL;
  graft_model *source = NULL, *model = NULL;
  (void)unused;
  CALL(make_set(&learned, 0, options, &set));
  CALL(graft_fitter_create(NULL, "scratch", options, &fitter));
  CALL(graft_fitter_set_target(fitter, set));
  CALL(graft_fitter_fit(fitter, &source));
  graft_fitter_free(fitter);
  CALL(graft_fitter_create(NULL, "stacked", options, &fitter));
  CALL(graft_fitter_set_target(fitter, set));
  CALL(graft_fitter_set_source_model(fitter, source));
  CALL(graft_fitter_fit(fitter, &model));
  graft_fitter_free(fitter);
  graft_model_free(source);
  graft_model_free(model);
  graft_dataset_free(set);
  graft_options_free(options);
}

static void of_kind(const kind* of) {
  graft_options* options = options_of(of);
  graft_dataset *target = NULL, *source = NULL;
  CALL(graft_options_set_text(options, "checkpoint", CHECKPOINT));
  CALL(make_set(of, 0, options, &target));
  CALL(make_set(of, 0.2, options, &source));
  ask(target, options);
  fit(of, target, source, options);
  graft_dataset_free(target);
  graft_dataset_free(source);
  graft_options_free(options);
}

/* The same with sizes at which whatever takes stack by its size takes most. */
static void of_many_rows(const kind* of) {
  static const char* const sizes[] = {"width",  "128", "encoder_width", "128", "latent", "64",
                                      "hidden", "16",  "batch",         "64",  "draws",  "50"};
  graft_options* options = options_of(of);
  graft_dataset *all = NULL, *target = NULL, *source = NULL;
  for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i += 2)
    CALL(graft_options_set_text(options, sizes[i], sizes[i + 1]));
  for (size_t i = 0; of->settings[i]; i += 2)
    CALL(graft_options_set_text(options, of->settings[i], of->settings[i + 1]));
  for (int i = 0; i < MANY; ++i) numbers[i] = i;
  switch (of->in) {
    case GRAPHS:
      break; /* as molecules */
    case VECTORS:
      CALL(graft_dataset_from_features(NULL, x, MANY, WIDE, WIDE, 1, y, options, &target));
      CALL(graft_dataset_from_features(NULL, x, MANY, WIDE, WIDE, 1, x, options, &source));
      break;
    case MOLECULES:
      CALL(graft_dataset_from_csv(NULL, EXAMPLE_DATA "/flash_points.csv", "smiles", "smiles",
                                  "flash_point_K", NULL, options, &all));
      break;
    case FORMULAS:
      CALL(graft_dataset_from_csv(NULL, EXAMPLE_DATA "/measured_band_gaps.csv", "formulas",
                                  "formula", "band_gap_eV", NULL, options, &all));
      break;
  }
  if (all) {
    CALL(graft_dataset_select(all, numbers, MANY, &target));
    for (int i = 0; i < MANY; ++i) numbers[i] += MANY;
    CALL(graft_dataset_select(all, numbers, MANY, &source));
  }
  fit(of, target, source, options);
  graft_dataset_free(all);
  graft_dataset_free(target);
  graft_dataset_free(source);
  graft_options_free(options);
}

/* ---- A small thread -------------------------------------------------------------------------- */

static size_t kibibytes = 128;

typedef struct {
  void (*work)(const kind*);
  const kind* of;
  int64_t used; /* bytes of its stack */
} job;

static void* run(void* argument) {
  enum { PAINT = 0xa5, OWN = 1024 };
  job* own = argument;
  pthread_attr_t attributes;
  void* lowest = NULL;
  size_t size = 0, guard = 0;
  pthread_getattr_np(pthread_self(), &attributes);
  pthread_attr_getstack(&attributes, &lowest, &size);
  pthread_attr_getguardsize(&attributes, &guard);
  pthread_attr_destroy(&attributes);
  volatile unsigned char* at = (unsigned char*)lowest + guard;
  volatile unsigned char* const end = (unsigned char*)__builtin_frame_address(0) - OWN;
  for (volatile unsigned char* p = at; p < end; ++p) *p = PAINT;
  own->work(own->of);
  while (at < end && *at == PAINT) ++at;
  own->used = (int64_t)((unsigned char*)lowest + size - at);
  return NULL;
}

typedef struct {
  const char* name;
  void (*work)(const kind*);
} group;
static const group groups[] = {{"options", of_options},
                               {"files", of_files},
                               {"feature vectors", of_vectors},
                               {"molecules", of_molecules},
                               {"models as sources", of_models_as_sources},
                               {"kinds", of_kind},
                               {"many rows", of_many_rows}};
enum { GROUPS = sizeof groups / sizeof *groups, FIRST_OF_KINDS = 5 };

static void on_small_stack(int which, long number) {
  job own = {groups[which].work, &kinds[number], 0};
  pthread_t thread;
  pthread_attr_t attributes;
  pthread_attr_init(&attributes);
  if (pthread_attr_setstacksize(&attributes, kibibytes << 10) != 0 ||
      pthread_create(&thread, &attributes, run, &own) != 0) {
    snprintf(shared->message, sizeof shared->message, "no such thread");
    _exit(1);
  }
  pthread_join(thread, NULL);
  shared->size = own.used;
  shared->message[0] = '\0';
}

static void try_group(int which, long number, const char* name) {
  const outcome how = in_child(on_small_stack, which, number);
  if (!CHECK(how == ENDED && !shared->message[0])) {
    printf("    %s, %s%s\n", name, how == CRASHED ? "crashes " : how == HUNG ? "hangs " : "",
           shared->message);
    print_frames();
  } else {
    printf("%3ld KiB of stack  %s\n", (long)((shared->size + 1023) >> 10), name);
  }
  fflush(stdout);
}

int main(int count, char** arguments) {
  const char* only = count > 2 ? arguments[2] : "";
  char name[120];
#if SANITIZED || !defined(__OPTIMIZE__) || !defined(__GLIBC__)
  printf("skipped: frames are larger than a host's under sanitizers and without optimisation\n");
  return SKIP_TEST;
#endif
  if (count > 1) kibibytes = (size_t)atol(arguments[1]);
  share_memory();
  for (int i = 0; i < MANY; ++i) {
    for (int j = 0; j < WIDE; ++j) {
      x[WIDE * i + j] = sin(1.7 * i + 2.3 * j * j);
      floats[WIDE * i + j] = (float)x[WIDE * i + j];
    }
    y[i] = 4 + x[WIDE * i] + cos(3.1 * i);
  }
  for (int g = 0; g < GROUPS; ++g)
    for (int k = 0; k < (g < FIRST_OF_KINDS ? 1 : KINDS); ++k) {
      if (g >= FIRST_OF_KINDS && !is_possible(&kinds[k])) continue;
      if (groups[g].work == of_many_rows && kinds[k].in == GRAPHS) continue;
      snprintf(name, sizeof name, "%s%s%s", groups[g].name, g < FIRST_OF_KINDS ? "" : ": ",
               g < FIRST_OF_KINDS ? "" : kinds[k].name);
      if (strstr(name, only)) try_group(g, k, name);
    }
  remove(FILE_NAME);
  return checks_done();
}
