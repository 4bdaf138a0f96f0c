! Graft for Fortran: transfer learning for scarce property data. graft.h is the manual of what each
! call does; here stands what is different in Fortran.
!
!     use graft
!     type(graft_dataset) :: boiling, flash
!     type(graft_fitter) :: fitter
!     type(graft_model) :: model
!     real(c_double) :: mean(2), model_sd(2), noise_sd(2)
!     call boiling%from_csv("boiling_points.csv", "smiles", "smiles", target="boiling_point_K")
!     call flash%from_csv("flash_points.csv", "smiles", "smiles", target="flash_point_K")
!     call fitter%create("gate")
!     call fitter%add_source(boiling)
!     call fitter%set_target(flash)
!     call fitter%fit(model)
!     call model%predict([character(8) :: "CCO", "c1ccccc1"], mean, model_sd, noise_sd)
!
! Names      graft_X_verb of graft.h is x%verb here; functions without a handle keep their name.
! Errors     stat= receives a graft_status as a default integer and errmsg= the message, which is
!            left alone when there is none. Without stat= a failure is written to the error unit
!            and stops the program; graft_unconverged, a warning, does not. A wrong shape or a
!            text that holds a NUL is found here and reported in the same way. Messages are the
!            library's: their rows count from 0.
! Handles    free themselves, may be freed early (twice does no harm), and may be filled again. One
!            that holds nothing is an error where it is used, but for graft_options, which are
!            then all defaults and come into being with the first set. A handle cannot be assigned;
!            a copy made otherwise (allocate with source=) holds nothing. Do not pass an array
!            section of handles to a dummy that makes the compiler copy it.
! Indices    start at 1: rows, columns, folds, members, atoms, offsets of texts. Parts of a split
!            are 0 (train) and 1 (test), tasks 0 (the target) and 1 .. (the sources).
! Kinds      Reals are real(c_double) or, where said, real(c_float). Counts that are returned and
!            lists of rows are integer(c_int64_t), parts integer(c_int32_t), single indices default.
! Arrays     x(feature, sample), likewise values(level, row) and so on: contiguous or not, they are
!            used where they lie. Lists such as targets(:) are copied if they are not contiguous.
! Texts      Trailing blanks do not count. Results are of deferred length, lists of them as long as
!            their longest. bytes with offsets [count + 1] hold text i in bytes(offsets(i) :
!            offsets(i + 1) - 1).
! Callbacks  are arguments of fit: they and their user data need live no longer than it. Internal
!            procedures with the variables of their host will do where the system lets a program
!            execute its stack (gfortran); procedures of a module with user data do everywhere.
! Threads    As in graft.h; fitter%cancel may be called from any thread while fit runs.
module graft
  use, intrinsic :: iso_c_binding
  use, intrinsic :: iso_fortran_env, only: error_unit
  implicit none
  private

  ! ---- Status --------------------------------------------------------------------------------
  integer, parameter, public :: graft_ok = 0
  integer, parameter, public :: graft_error_argument = 1
  integer, parameter, public :: graft_error_data = 2
  integer, parameter, public :: graft_error_option = 3
  integer, parameter, public :: graft_error_format = 4
  integer, parameter, public :: graft_error_version = 5
  integer, parameter, public :: graft_error_io = 6
  integer, parameter, public :: graft_error_memory = 7
  integer, parameter, public :: graft_error_unsupported = 8
  integer, parameter, public :: graft_error_state = 9
  integer, parameter, public :: graft_error_numeric = 10
  integer, parameter, public :: graft_error_internal = 11
  integer, parameter, public :: graft_stopped = 12
  integer, parameter, public :: graft_unconverged = 13

  public :: graft_version, graft_version_number, graft_has_feature
  public :: graft_last_error, graft_status_name
  public :: graft_option_count, graft_option_describe, graft_method_count, graft_method_describe
  public :: graft_score
  ! The kinds of the arguments.
  public :: c_double, c_float, c_int8_t, c_int32_t, c_int64_t

  ! ---- Callbacks -----------------------------------------------------------------------------
  ! What a progress callback is told. Figures that are not known are NaN, counts 0; a field that the
  ! running library does not have yet keeps these values.
  type, public :: graft_progress
    character(:), allocatable :: stage
    integer(c_int64_t) :: member, members  ! from 1; 0 if there is none
    integer(c_int64_t) :: done, total
    real(c_double) :: train_loss, valid_rmse, seconds, seconds_left
  end type

  abstract interface
    ! 0 goes on, a positive value stops and keeps the best model so far, a negative one aborts and
    ! is then the fit's status.
    integer function graft_progress_callback(now, user)
      import :: graft_progress
      type(graft_progress), intent(in) :: now
      class(*), intent(inout), optional :: user
    end function
    subroutine graft_log_callback(line, user)
      character(*), intent(in) :: line
      class(*), intent(inout), optional :: user
    end subroutine
    ! A value other than 0 ends the writing.
    integer function graft_write_callback(bytes, user)
      import :: c_int8_t
      integer(c_int8_t), intent(in) :: bytes(:)
      class(*), intent(inout), optional :: user
    end function
  end interface
  public :: graft_progress_callback, graft_log_callback, graft_write_callback

  ! What the library's user pointer points to.
  type :: listeners
    procedure(graft_progress_callback), pointer, nopass :: progress => null()
    procedure(graft_log_callback), pointer, nopass :: log => null()
    procedure(graft_write_callback), pointer, nopass :: write => null()
    class(*), pointer :: user => null()
  end type

  ! ---- Handles -------------------------------------------------------------------------------
  ! home is the place where the handle was filled: a bitwise copy lies elsewhere and owns nothing.
  type, abstract :: graft_handle
    private
    type(c_ptr) :: address = c_null_ptr
    integer(c_intptr_t) :: home = 0
  contains
    procedure, non_overridable :: exists => handle_exists
  end type

  type, extends(graft_handle), public :: graft_context
    private
    type(listeners), pointer :: heard => null()
  contains
    procedure :: create => context_create
    procedure :: free => context_free
    procedure :: set_log => context_set_log
    procedure, private :: refuse_copy => context_refuse_copy
    generic :: assignment(=) => refuse_copy
    final :: context_final
  end type

  type, extends(graft_handle), public :: graft_options
  contains
    procedure :: create => options_create
    procedure :: free => options_free
    procedure :: clone => options_clone
    procedure, private :: set_int32 => options_set_int32
    procedure, private :: set_int64 => options_set_int64
    procedure, private :: set_double => options_set_double
    procedure, private :: set_flag => options_set_flag
    procedure, private :: set_string => options_set_string
    generic :: set => set_int32, set_int64, set_double, set_flag, set_string
    procedure :: set_text => options_set_text
    procedure :: get_text => options_get_text
    procedure, private :: refuse_copy => options_refuse_copy
    generic :: assignment(=) => refuse_copy
    final :: options_final
  end type

  type, extends(graft_handle), public :: graft_dataset
  contains
    procedure :: free => dataset_free
    procedure :: from_smiles => dataset_from_smiles
    procedure :: from_formulas => dataset_from_formulas
    procedure :: from_texts => dataset_from_texts
    procedure :: from_graphs => dataset_from_graphs
    procedure :: from_csv => dataset_from_csv
    procedure :: from_structures => dataset_from_structures
    procedure :: from_file => dataset_from_file
    procedure :: as_features => dataset_as_features
    procedure, private :: from_features_f64 => dataset_from_features
    procedure, private :: from_features_f32 => dataset_from_features_f32
    generic :: from_features => from_features_f64, from_features_f32
    procedure, private :: append_features_f64 => dataset_append_features
    procedure, private :: append_features_f32 => dataset_append_features_f32
    generic :: append_features => append_features_f64, append_features_f32
    procedure, private :: select_int32 => dataset_select_int32
    procedure, private :: select_int64 => dataset_select
    generic :: select => select_int32, select_int64
    procedure :: select_part => dataset_select_part
    procedure :: concat => dataset_concat
    procedure :: without => dataset_without
    procedure :: distances => dataset_distances
    procedure :: set_targets => dataset_set_targets
    procedure, private :: set_ids_list => dataset_set_ids
    procedure, private :: set_ids_texts => dataset_set_ids_texts
    generic :: set_ids => set_ids_list, set_ids_texts
    procedure :: set_columns => dataset_set_columns
    procedure :: set_property => dataset_set_property
    procedure :: rows => dataset_rows
    procedure :: labelled => dataset_labelled
    procedure :: skipped => dataset_skipped
    procedure :: skipped_reason => dataset_skipped_reason
    procedure :: skipped_rows => dataset_skipped_rows
    procedure :: targets => dataset_targets
    procedure, private :: features_f64 => dataset_features
    procedure, private :: features_f32 => dataset_features_f32
    generic :: features => features_f64, features_f32
    procedure :: input_rows => dataset_input_rows
    procedure :: id => dataset_id
    procedure :: smiles => dataset_smiles
    procedure :: scaffold => dataset_scaffold
    procedure :: column => dataset_column
    procedure, private :: texts_bytes => dataset_texts
    procedure, private :: texts_list => dataset_texts_list
    generic :: texts => texts_bytes, texts_list
    procedure, private :: get_text => dataset_get_text
    procedure, private :: get_int32 => dataset_get_int32
    procedure, private :: get_int64 => dataset_get_int
    generic :: get => get_text, get_int32, get_int64
    procedure :: fact_count => dataset_fact_count
    procedure :: fact => dataset_fact
    procedure :: split_random => dataset_split_random
    procedure :: split_scaffold => dataset_split_scaffold
    procedure :: split_scaffold_ordered => dataset_split_scaffold_ordered
    procedure :: split_kfold => dataset_split_kfold
    procedure, private :: refuse_copy => dataset_refuse_copy
    generic :: assignment(=) => refuse_copy
    final :: dataset_final
  end type

  type, extends(graft_handle), public :: graft_fitter
    private
    type(listeners), pointer :: heard => null()  ! the context's log, as it was at creation
  contains
    procedure :: create => fitter_create
    procedure :: free => fitter_free
    procedure :: set_target => fitter_set_target
    procedure :: add_source => fitter_add_source
    procedure :: set_source_model => fitter_set_source_model
    procedure :: set_unlabelled => fitter_set_unlabelled
    procedure :: set_validation => fitter_set_validation
    procedure :: fit => fitter_fit
    procedure :: cancel => fitter_cancel
    procedure :: history_rows => fitter_history_rows
    procedure :: history_cols => fitter_history_cols
    procedure :: history_name => fitter_history_name
    procedure :: history => fitter_history
    procedure, private :: refuse_copy => fitter_refuse_copy
    generic :: assignment(=) => refuse_copy
    final :: fitter_final
  end type

  type, extends(graft_handle), public :: graft_model
  contains
    procedure :: free => model_free
    procedure, private :: predict_dataset => model_predict
    procedure, private :: predict_features => model_predict_features
    procedure, private :: predict_features_f32 => model_predict_features_f32
    procedure, private :: predict_list => model_predict_list
    generic :: predict => predict_dataset, predict_features, predict_features_f32, predict_list
    procedure :: predict_smiles => model_predict_smiles
    procedure :: predict_texts => model_predict_texts
    procedure :: predict_structures => model_predict_structures
    procedure :: quantiles => model_quantiles
    procedure :: draws => model_draws
    procedure :: evaluate => model_evaluate
    procedure :: diagnostic_count => model_diagnostic_count
    procedure :: diagnostic => model_diagnostic
    procedure :: embed => model_embed
    procedure :: embed_cols => model_embed_cols
    procedure :: save => model_save
    procedure :: load => model_load
    procedure :: save_memory => model_save_memory
    procedure :: load_memory => model_load_memory
    procedure :: write => model_write
    procedure, private :: get_text => model_get_text
    procedure, private :: get_int32 => model_get_int32
    procedure, private :: get_int64 => model_get_int
    procedure, private :: get_double => model_get_double
    generic :: get => get_text, get_int32, get_int64, get_double
    procedure :: fact_count => model_fact_count
    procedure :: fact => model_fact
    procedure :: column => model_column
    procedure :: info => model_info
    procedure, private :: refuse_copy => model_refuse_copy
    generic :: assignment(=) => refuse_copy
    final :: model_final
  end type

  ! ---- The library ---------------------------------------------------------------------------
  interface
    include "parts/c_options.inc"
    include "parts/c_dataset.inc"
    include "parts/c_fitter.inc"
    include "parts/c_model.inc"
    integer(c_size_t) function c_strlen(text) bind(c, name="strlen")
      import
      type(c_ptr), value :: text
    end function
    type(c_ptr) function c_memcpy(to, from, size) bind(c, name="memcpy")
      import
      type(c_ptr), value :: to, from
      integer(c_size_t), value :: size
    end function
  end interface

  include "parts/support_types.inc"

contains

  include "parts/support.inc"
  include "parts/texts.inc"
  include "parts/callbacks.inc"
  include "parts/options.inc"
  include "parts/dataset_make.inc"
  include "parts/dataset_derive.inc"
  include "parts/dataset_read.inc"
  include "parts/fitter.inc"
  include "parts/model_predict.inc"
  include "parts/structures.inc"
  include "parts/model_keep.inc"

end module graft
