! What a model says, keeps and knows.
module writing
  use graft
  implicit none
  type :: collected
    integer(c_int8_t), allocatable :: bytes(:)
    integer :: answer = 0
  end type
contains
  integer function collect(bytes, user)
    integer(c_int8_t), intent(in) :: bytes(:)
    class(*), intent(inout), optional :: user
    collect = 0
    select type (user)
    type is (collected)
      user%bytes = [user%bytes, bytes]
      collect = user%answer
    end select
  end function
end module

program models
  use graft
  use checks
  use samples
  use writing
  implicit none
  type(graft_model) :: model
  type(graft_dataset) :: set
  character(400) :: message
  real(c_double) :: mean(rows), model_sd(rows), noise_sd(rows)
  integer :: stat
  message = ""
  call fitted(model)
  call vectors(flash, "flash point", set)
  call model%predict(set, mean, model_sd, noise_sd)
  call outputs_may_be_left_out()
  call formulas_and_molecules()
  call draws_and_scores()
  call embeddings()
  call files_and_bytes()
  call facts()
  call posteriors()
  call checks_done()

contains

  subroutine outputs_may_be_left_out()
    real(c_double) :: ours(rows), first(rows)
    type(graft_options) :: options
    call test("every output may be left out, and options may be given")
    call model%predict(set, stat=stat, errmsg=message)
    call ok(stat, message, "all left out")
    call model%predict(set, noise_sd=ours)
    call check(all(same_bits(ours, noise_sd)), "one of them")
    call options%set("n_threads", 2)
    call model%predict(x, ours, options=options)
    call check(all(same_bits(ours, mean)), "two threads, the same bits")
    call model%predict(x, model_sd=first, mean=ours)
    call check(all(same_bits(first, model_sd)), "by keyword")
  end subroutine

  subroutine formulas_and_molecules()
    type(graft_dataset) :: target
    type(graft_fitter) :: fitter
    type(graft_options) :: options
    type(graft_model) :: other
    character(8), parameter :: formulas(6) = [character(8) :: "NaCl", "KBr", "GaAs", "ZnO", &
      "SrTiO3", "MgO"]
    integer(c_int64_t), parameter :: starts(3) = [1, 5, 8]
    character(:), allocatable :: input
    real(c_double) :: alike(6), listed(6), two(2)
    call test("texts are predicted as their set is")
    call target%from_formulas(formulas, [8.7d0, 7.3d0, 1.4d0, 3.3d0, 3.2d0, 7.8d0])
    call tiny(options)
    call fitter%create("scratch", options)
    call fitter%set_target(target)
    call fitter%fit(other)
    call other%predict(target, alike)
    call other%get("input", input)
    if (input == "formulas") then
      call other%predict(formulas, listed)
      call check(all(same_bits(alike, listed)), "a list of formulas")
      call other%predict_texts("NaClKBr", starts, two)
      call check(all(same_bits(alike(:2), two)), "bytes and offsets")
      call other%predict(formulas(1:0), two(1:0), stat=stat, errmsg=message)
      call ok(stat, message, "no formulas")
    else
      call other%predict(formulas, listed, stat=stat, errmsg=message)
      call refused(stat, message, graft_error_unsupported, "formulas")
    end if
    call other%predict(["Na" // char(0)], two(:1), stat=stat, errmsg=message)
    call check(stat /= graft_ok, "a formula with a NUL")
    call model%predict(formulas, listed, stat=stat, errmsg=message)
    call refused(stat, message, graft_error_unsupported, "")
    if (.not. graft_has_feature("rdkit")) return
    call target%from_smiles(smiles, flash)
    call fitter%set_target(target)
    call fitter%fit(other)
    call other%predict(smiles(:6), listed)
    call other%predict_texts("CCOCCCO", [1_c_int64_t, 4_c_int64_t, 8_c_int64_t], two)
    call check(all(same_bits(listed(:2), two)), "SMILES as bytes and offsets")
    call other%predict_smiles(smiles(:6), alike)
    call check(all(same_bits(alike, listed)), "SMILES either way")
    call other%predict_smiles(["C" // char(0)], two(:1), stat=stat, errmsg=message)
    call refused(stat, message, graft_error_argument, "smiles: text 1 holds a NUL")
    call other%predict_smiles(["C(C"], two(:1), stat=stat, errmsg=message)
    call refused(stat, message, graft_error_data, "C(C")
  end subroutine

  subroutine draws_and_scores()
    real(c_double) :: values(5, rows), transposed(rows, 5), value, again, covered
    type(graft_options) :: options
    call test("draws are the members' functions, with noise or without")
    call model%draws(set, values, .false.)
    call check(all(same_bits(values, spread(mean, 1, 5))), "one member draws its mean")
    call model%draws(set, values, .true., stat=stat, errmsg=message)
    call ok(stat, message, "with noise")
    call check(.not. all(same_bits(values(1, :), values(2, :))), "noise differs from draw to draw")
    call options%set("seed", 9)
    transposed = transpose(values)
    call model%draws(set, values, .true., options)
    call check(.not. all(same_bits(transposed, transpose(values))), "and from seed to seed")
    call test("scores of a model and of arrays")
    call model%evaluate(set, "rmse", value)
    call graft_score("rmse", flash, mean, again)
    call check(same_bits(value, again) .and. value > 0, "rmse")
    call graft_score("coverage95", flash, mean, covered, sd=noise_sd, stat=stat, errmsg=message)
    call ok(stat, message, "coverage95")
    call check(covered >= 0 .and. covered <= 1, "a share")
    call graft_score("coverage95", flash, mean, covered, stat=stat, errmsg=message)
    call check(stat == graft_error_argument, "coverage95 needs sd")
    call model%evaluate(set, "beauty", value, stat=stat, errmsg=message)
    call refused(stat, message, graft_error_argument, "beauty")
  end subroutine

  subroutine embeddings()
    integer(c_int64_t) :: cols
    real(c_double), allocatable :: values(:, :)
    call test("embeddings have the columns that the model says")
    call model%embed_cols("latent", cols)
    call check(cols == 8, "the latent vector")
    allocate (values(cols, rows))
    call model%embed(set, "latent", 1, values, stat, message)
    call ok(stat, message, "of the source")
    call model%embed(set, "latent", 2, values, stat, message)
    call refused(stat, message, graft_error_argument, "task")
    call model%embed(set, "soul", 0, values, stat, message)
    call refused(stat, message, graft_error_argument, "soul")
  end subroutine

  subroutine files_and_bytes()
    type(graft_model) :: loaded
    type(collected) :: written
    integer(c_int8_t), allocatable :: bytes(:)
    real(c_double) :: ours(rows)
    integer :: unit
    call test("a model that was kept predicts the same bits")
    call model%save("fortran_models.graft ")
    call loaded%load("fortran_models.graft")
    call loaded%predict(x, ours)
    call check(all(same_bits(ours, mean)), "in a file")
    call model%save_memory(bytes)
    call loaded%load_memory(bytes)
    call loaded%predict(x, ours)
    call check(all(same_bits(ours, mean)), "in memory")
    allocate (written%bytes(0))
    call model%write(collect, written)
    call check(size(written%bytes) == size(bytes), "as many bytes by a callback")
    call check(all(written%bytes == bytes), "the same bytes by a callback")
    written%answer = -3
    call model%write(collect, written, stat, message)
    call check(stat == -3, "a negative answer is the status")
    written%answer = 1
    call model%write(collect, written, stat, message)
    call check(stat == graft_error_io, "a positive one an error of writing")
    call test("damaged files and places that cannot be are errors")
    bytes(size(bytes) / 2) = not(bytes(size(bytes) / 2))
    call loaded%load_memory(bytes, stat=stat, errmsg=message)
    call refused(stat, message, graft_error_format, "")
    call check(.not. loaded%exists(), "no model")
    call loaded%load_memory(bytes(1:0), stat=stat, errmsg=message)
    call check(stat /= graft_ok, "no bytes")
    call loaded%load("no/such/file", stat=stat, errmsg=message)
    call refused(stat, message, graft_error_io, "no/such/file")
    call model%save("no/such/folder/model", stat, message)
    call refused(stat, message, graft_error_io, "no/such/folder")
    open (newunit=unit, file="fortran_models.graft")
    close (unit, status="delete")
  end subroutine

  subroutine facts()
    character(:), allocatable :: text, type, info
    integer(c_int64_t) :: long
    integer :: short, i, seen
    real(c_double) :: value
    call test("facts by key, of every type")
    call model%get("method", text)
    call check(text == "gate", "method")
    call model%get("unit", text)
    call check(text == "K", "unit")
    call model%get("members", short)
    call model%get("parameters", long)
    call check(short == 1 .and. long > 0, "members and parameters")
    call model%get("noise_sd", value)
    call check(same_bits(value, noise_sd(1)), "noise_sd")
    call model%get("menbers", short, stat, message)
    call refused(stat, message, graft_error_argument, "members")
    call model%get("method", value, stat, message)
    call refused(stat, message, graft_error_argument, "method")
    seen = 0
    do i = 1, int(model%fact_count())
      call model%fact(i, text, type)
      if (text == "noise_sd" .and. type == "double") seen = seen + 1
    end do
    call check(seen == 1, "the facts are listed")
    call model%fact(0, text, stat=stat, errmsg=message)
    call refused(stat, message, graft_error_argument, "index")
    call model%column(1, text)
    call check(text == "", "the columns have no names")
    call model%info(info)
    call check(len(info) > 256, "an info longer than the first try")
    if (len(info) > 1) call check(info(1:1) == "{" .and. info(len(info):) == "}", "a whole one")
  end subroutine

  subroutine posteriors()
    type(graft_fitter) :: fitter
    type(graft_options) :: options
    type(graft_model) :: ridge
    character(:), allocatable :: name
    real(c_double) :: value
    integer :: i, seen
    call test("diagnostics have names")
    call check(model%diagnostic_count() == 0, "none of an ensemble")
    call fitter%create("ridge", options)
    call fitter%set_target(set)
    call fitter%fit(ridge)
    seen = 0
    do i = 1, int(ridge%diagnostic_count())
      call ridge%diagnostic(i, name, value)
      if (name == "kernel.noise" .and. value > 0) seen = seen + 1
    end do
    call check(seen == 1, "the noise of ridge")
    call ridge%diagnostic(0, name, value, stat, message)
    call refused(stat, message, graft_error_argument, "index")
  end subroutine
end program
