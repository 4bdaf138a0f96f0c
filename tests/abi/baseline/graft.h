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
#define GRAFT_VERSION_MAJOR 0
#define GRAFT_VERSION_MINOR 2
#define GRAFT_VERSION_PATCH 0
#define GRAFT_VERSION \
  (GRAFT_VERSION_MAJOR * 10000 + GRAFT_VERSION_MINOR * 100 + GRAFT_VERSION_PATCH)
#define GRAFT_MODEL_FORMAT 5
GRAFT_API const char* graft_version(void);
GRAFT_API int64_t graft_version_number(void);
GRAFT_API int32_t graft_has_feature(const char* feature);
typedef int32_t graft_status;
#define GRAFT_OK 0
#define GRAFT_ERROR_ARGUMENT 1
#define GRAFT_ERROR_DATA 2
#define GRAFT_ERROR_OPTION 3
#define GRAFT_ERROR_FORMAT 4
#define GRAFT_ERROR_VERSION 5
#define GRAFT_ERROR_IO 6
#define GRAFT_ERROR_MEMORY 7
#define GRAFT_ERROR_UNSUPPORTED 8
#define GRAFT_ERROR_STATE 9
#define GRAFT_ERROR_NUMERIC 10
#define GRAFT_ERROR_INTERNAL 11
#define GRAFT_STOPPED 12
#define GRAFT_UNCONVERGED 13
GRAFT_API const char* graft_last_error(void);
GRAFT_API graft_status graft_last_error_copy(char* buffer, int64_t capacity, int64_t* needed);
GRAFT_API const char* graft_status_name(graft_status status);
typedef struct graft_context graft_context;
typedef struct graft_options graft_options;
typedef struct graft_dataset graft_dataset;
typedef struct graft_fitter graft_fitter;
typedef struct graft_model graft_model;
typedef void (*graft_log_fn)(const char* line, void* user);
GRAFT_API graft_status graft_context_create(const graft_options* options, graft_context** out);
GRAFT_API void graft_context_free(graft_context* context);
GRAFT_API graft_status graft_context_set_log(graft_context* context, graft_log_fn function,
                                             void* user);
GRAFT_API graft_status graft_options_create(graft_options** out);
GRAFT_API void graft_options_free(graft_options* options);
GRAFT_API graft_status graft_options_clone(const graft_options* options, graft_options** out);
GRAFT_API graft_status graft_options_set_int(graft_options* options, const char* key,
                                             int64_t value);
GRAFT_API graft_status graft_options_set_double(graft_options* options, const char* key,
                                                double value);
GRAFT_API graft_status graft_options_set_string(graft_options* options, const char* key,
                                                const char* value);
GRAFT_API graft_status graft_options_set_text(graft_options* options, const char* key,
                                              const char* text);
GRAFT_API graft_status graft_options_get_text(const graft_options* options, const char* key,
                                              char* buffer, int64_t capacity, int64_t* needed);
GRAFT_API int64_t graft_option_count(void);
GRAFT_API graft_status graft_option_describe(int64_t index, const char** key, const char** type,
                                             const char** default_value, const char** range,
                                             const char** meaning);
GRAFT_API int64_t graft_method_count(void);
GRAFT_API graft_status graft_method_describe(int64_t index, const char** name,
                                             int64_t* least_sources, int64_t* most_sources,
                                             const char** meaning, const char** options);
GRAFT_API graft_status graft_dataset_from_smiles(const graft_context* context,
                                                 const char* const* smiles, int64_t rows,
                                                 const double* targets,
                                                 const graft_options* options, graft_dataset** out);
GRAFT_API graft_status graft_dataset_from_features(const graft_context* context, const double* x,
                                                   int64_t rows, int64_t cols, int64_t row_stride,
                                                   int64_t col_stride, const double* targets,
                                                   const graft_options* options,
                                                   graft_dataset** out);
GRAFT_API graft_status graft_dataset_from_features_f32(
    const graft_context* context, const float* x, int64_t rows, int64_t cols, int64_t row_stride,
    int64_t col_stride, const double* targets, const graft_options* options, graft_dataset** out);
GRAFT_API graft_status graft_dataset_from_formulas(const graft_context* context,
                                                   const char* const* formulas, int64_t rows,
                                                   const double* targets,
                                                   const graft_options* options,
                                                   graft_dataset** out);
GRAFT_API graft_status graft_dataset_from_texts(const graft_context* context, const char* input,
                                                const char* bytes, const int64_t* offsets,
                                                int64_t rows, const double* targets,
                                                const graft_options* options, graft_dataset** out);
GRAFT_API graft_status graft_dataset_from_graphs(
    const graft_context* context, int64_t rows, const int64_t* atom_offsets,
    const double* atom_features, int64_t atom_cols, const int64_t* bond_offsets,
    const int64_t* bond_atoms, const double* bond_features, int64_t bond_cols,
    const double* targets, const graft_options* options, graft_dataset** out);
GRAFT_API graft_status graft_dataset_from_csv(const graft_context* context, const char* path,
                                              const char* input, const char* columns,
                                              const char* target_column, const char* id_column,
                                              const graft_options* options, graft_dataset** out);
GRAFT_API graft_status graft_dataset_append_features(const graft_dataset* dataset, const double* x,
                                                     int64_t rows, int64_t cols, int64_t row_stride,
                                                     int64_t col_stride, graft_dataset** out);
GRAFT_API graft_status graft_dataset_append_features_f32(const graft_dataset* dataset,
                                                         const float* x, int64_t rows, int64_t cols,
                                                         int64_t row_stride, int64_t col_stride,
                                                         graft_dataset** out);
GRAFT_API graft_status graft_dataset_select(const graft_dataset* dataset, const int64_t* rows,
                                            int64_t count, graft_dataset** out);
GRAFT_API graft_status graft_dataset_select_part(const graft_dataset* dataset, const int32_t* part,
                                                 int32_t which, graft_dataset** out);
GRAFT_API graft_status graft_dataset_concat(const graft_dataset* a, const graft_dataset* b,
                                            graft_dataset** out);
GRAFT_API graft_status graft_dataset_without(const graft_dataset* dataset,
                                             const graft_dataset* other, graft_dataset** out);
GRAFT_API graft_status graft_dataset_distances(const graft_dataset* dataset,
                                               const graft_dataset* reference,
                                               const graft_options* options, double* distances,
                                               int64_t rows);
GRAFT_API void graft_dataset_free(graft_dataset* dataset);
GRAFT_API graft_status graft_dataset_set_targets(graft_dataset* dataset, const double* targets,
                                                 int64_t rows);
GRAFT_API graft_status graft_dataset_set_ids(graft_dataset* dataset, const char* const* ids,
                                             int64_t rows);
GRAFT_API graft_status graft_dataset_set_ids_texts(graft_dataset* dataset, const char* bytes,
                                                   const int64_t* offsets, int64_t rows);
GRAFT_API graft_status graft_dataset_set_columns(graft_dataset* dataset, const char* const* names,
                                                 int64_t cols);
GRAFT_API graft_status graft_dataset_set_property(graft_dataset* dataset, const char* name,
                                                  const char* unit);
GRAFT_API int64_t graft_dataset_rows(const graft_dataset* dataset);
GRAFT_API int64_t graft_dataset_labelled(const graft_dataset* dataset);
GRAFT_API int64_t graft_dataset_skipped(const graft_dataset* dataset);
GRAFT_API graft_status graft_dataset_skipped_reason(const graft_dataset* dataset, int64_t index,
                                                    char* buffer, int64_t capacity,
                                                    int64_t* needed);
GRAFT_API graft_status graft_dataset_skipped_rows(const graft_dataset* dataset, int64_t* input_rows,
                                                  int64_t count);
GRAFT_API graft_status graft_dataset_targets(const graft_dataset* dataset, double* targets,
                                             int64_t rows);
GRAFT_API graft_status graft_dataset_features(const graft_dataset* dataset, double* x, int64_t rows,
                                              int64_t cols, int64_t row_stride, int64_t col_stride);
GRAFT_API graft_status graft_dataset_features_f32(const graft_dataset* dataset, float* x,
                                                  int64_t rows, int64_t cols, int64_t row_stride,
                                                  int64_t col_stride);
GRAFT_API graft_status graft_dataset_input_rows(const graft_dataset* dataset, int64_t* input_rows,
                                                int64_t rows);
GRAFT_API graft_status graft_dataset_id(const graft_dataset* dataset, int64_t row, char* buffer,
                                        int64_t capacity, int64_t* needed);
GRAFT_API graft_status graft_dataset_smiles(const graft_dataset* dataset, int64_t row, char* buffer,
                                            int64_t capacity, int64_t* needed);
GRAFT_API graft_status graft_dataset_scaffold(const graft_dataset* dataset, int64_t row,
                                              char* buffer, int64_t capacity, int64_t* needed);
GRAFT_API graft_status graft_dataset_column(const graft_dataset* dataset, int64_t col, char* buffer,
                                            int64_t capacity, int64_t* needed);
GRAFT_API graft_status graft_dataset_texts(const graft_dataset* dataset, const char* what,
                                           char* bytes, int64_t capacity, int64_t* offsets,
                                           int64_t count, int64_t* needed);
GRAFT_API graft_status graft_dataset_get_text(const graft_dataset* dataset, const char* key,
                                              char* buffer, int64_t capacity, int64_t* needed);
GRAFT_API graft_status graft_dataset_get_int(const graft_dataset* dataset, const char* key,
                                             int64_t* value);
GRAFT_API int64_t graft_dataset_fact_count(const graft_dataset* dataset);
GRAFT_API graft_status graft_dataset_fact(const graft_dataset* dataset, int64_t index,
                                          const char** key, const char** type);
GRAFT_API graft_status graft_split_random(const graft_dataset* dataset, double test_fraction,
                                          uint64_t seed, int32_t* part, int64_t rows);
GRAFT_API graft_status graft_split_scaffold(const graft_dataset* dataset, double test_fraction,
                                            uint64_t seed, int32_t* part, int64_t rows);
GRAFT_API graft_status graft_split_scaffold_ordered(const graft_dataset* dataset,
                                                    double test_fraction, int32_t* part,
                                                    int64_t rows);
GRAFT_API graft_status graft_split_kfold(const graft_dataset* dataset, int64_t folds, uint64_t seed,
                                         int32_t* part, int64_t rows);
GRAFT_API graft_status graft_fitter_create(const graft_context* context, const char* method,
                                           const graft_options* options, graft_fitter** out);
GRAFT_API void graft_fitter_free(graft_fitter* fitter);
GRAFT_API graft_status graft_fitter_set_target(graft_fitter* fitter, const graft_dataset* dataset);
GRAFT_API graft_status graft_fitter_add_source(graft_fitter* fitter, const graft_dataset* dataset);
GRAFT_API graft_status graft_fitter_set_source_model(graft_fitter* fitter,
                                                     const graft_model* model);
GRAFT_API graft_status graft_fitter_set_unlabelled(graft_fitter* fitter,
                                                   const graft_dataset* dataset);
GRAFT_API graft_status graft_fitter_set_validation(graft_fitter* fitter,
                                                   const graft_dataset* dataset);
typedef struct graft_progress {
  int64_t size;
  const char* stage;
  int64_t member;
  int64_t members;
  int64_t done, total;
  double train_loss;
  double valid_rmse;
  double seconds;
  double seconds_left;
} graft_progress;
typedef int32_t (*graft_progress_fn)(const graft_progress* progress, void* user);
GRAFT_API graft_status graft_fitter_set_progress(graft_fitter* fitter, graft_progress_fn function,
                                                 void* user);
GRAFT_API graft_status graft_fitter_set_log(graft_fitter* fitter, graft_log_fn function,
                                            void* user);
GRAFT_API graft_status graft_fitter_fit(graft_fitter* fitter, graft_model** out);
GRAFT_API graft_status graft_fitter_cancel(graft_fitter* fitter);
GRAFT_API int64_t graft_fitter_history_rows(const graft_fitter* fitter);
GRAFT_API int64_t graft_fitter_history_cols(const graft_fitter* fitter);
GRAFT_API graft_status graft_fitter_history_name(const graft_fitter* fitter, int64_t col,
                                                 char* buffer, int64_t capacity, int64_t* needed);
GRAFT_API graft_status graft_fitter_history(const graft_fitter* fitter, double* values,
                                            int64_t rows, int64_t cols, int64_t row_stride,
                                            int64_t col_stride);
GRAFT_API void graft_model_free(graft_model* model);
GRAFT_API graft_status graft_model_predict(const graft_model* model, const graft_dataset* dataset,
                                           const graft_options* options, double* mean,
                                           double* model_sd, double* noise_sd, int64_t rows);
GRAFT_API graft_status graft_model_predict_smiles(const graft_model* model,
                                                  const char* const* smiles, int64_t rows,
                                                  const graft_options* options, double* mean,
                                                  double* model_sd, double* noise_sd);
GRAFT_API graft_status graft_model_predict_texts(const graft_model* model, const char* bytes,
                                                 const int64_t* offsets, int64_t rows,
                                                 const graft_options* options, double* mean,
                                                 double* model_sd, double* noise_sd);
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
GRAFT_API graft_status graft_model_quantiles(const graft_model* model, const graft_dataset* dataset,
                                             const graft_options* options, const double* levels,
                                             int64_t level_count, double* values, int64_t rows,
                                             int64_t row_stride, int64_t col_stride);
GRAFT_API graft_status graft_model_draws(const graft_model* model, const graft_dataset* dataset,
                                         const graft_options* options, int32_t noise,
                                         double* values, int64_t rows, int64_t draws,
                                         int64_t row_stride, int64_t col_stride);
GRAFT_API graft_status graft_model_evaluate(const graft_model* model, const graft_dataset* dataset,
                                            const graft_options* options, const char* metric,
                                            double* value);
GRAFT_API int64_t graft_model_diagnostic_count(const graft_model* model);
GRAFT_API graft_status graft_model_diagnostic(const graft_model* model, int64_t index,
                                              const char** name, double* value);
GRAFT_API graft_status graft_model_embed(const graft_model* model, const graft_dataset* dataset,
                                         const char* what, int64_t task, double* values,
                                         int64_t rows, int64_t cols, int64_t row_stride,
                                         int64_t col_stride);
GRAFT_API graft_status graft_model_embed_cols(const graft_model* model, const char* what,
                                              int64_t* cols);
GRAFT_API graft_status graft_model_save(const graft_model* model, const char* path);
GRAFT_API graft_status graft_model_load(const graft_context* context, const char* path,
                                        graft_model** out);
GRAFT_API graft_status graft_model_save_memory(const graft_model* model, void* buffer,
                                               int64_t capacity, int64_t* needed);
GRAFT_API graft_status graft_model_load_memory(const graft_context* context, const void* buffer,
                                               int64_t size, graft_model** out);
typedef int32_t (*graft_write_fn)(const void* bytes, int64_t size, void* user);
GRAFT_API graft_status graft_model_write(const graft_model* model, graft_write_fn function,
                                         void* user);
GRAFT_API graft_status graft_model_get_text(const graft_model* model, const char* key, char* buffer,
                                            int64_t capacity, int64_t* needed);
GRAFT_API graft_status graft_model_get_int(const graft_model* model, const char* key,
                                           int64_t* value);
GRAFT_API graft_status graft_model_get_double(const graft_model* model, const char* key,
                                              double* value);
GRAFT_API int64_t graft_model_fact_count(const graft_model* model);
GRAFT_API graft_status graft_model_fact(const graft_model* model, int64_t index, const char** key,
                                        const char** type);
GRAFT_API graft_status graft_model_column(const graft_model* model, int64_t col, char* buffer,
                                          int64_t capacity, int64_t* needed);
GRAFT_API graft_status graft_model_info(const graft_model* model, char* buffer, int64_t capacity,
                                        int64_t* needed);
GRAFT_API graft_status graft_score(const char* metric, const double* y, const double* mean,
                                   const double* sd, int64_t rows, double* value);
#ifdef __cplusplus
}
#endif
#endif
