! Matrices are used where they lie, whatever their strides; wrong shapes are errors.
program arrays
  use graft
  use checks
  use samples
  implicit none
  interface
    integer(c_int32_t) function reference_fit(x, boiling, flash, mean, model_sd, noise_sd, &
        quantiles, bytes, capacity, size) bind(c)
      import
      real(c_double), intent(in) :: x(*), boiling(*), flash(*)
      real(c_double), intent(out) :: mean(*), model_sd(*), noise_sd(*), quantiles(*)
      integer(c_int8_t), intent(out) :: bytes(*)
      integer(c_int64_t), value :: capacity
      integer(c_int64_t), intent(out) :: size
    end function
  end interface
  type(graft_model) :: model
  character(400) :: message
  real(c_double) :: mean(rows), model_sd(rows), noise_sd(rows), quantiles(2, rows)
  integer :: stat

  message = ""
  call fitted(model)
  call the_same_bits_as_from_c()
  call sections_of_any_stride()
  call sections_are_written_where_they_lie()
  call single_precision()
  call lists_with_gaps()
  call wrong_shapes()
  call empty_sections()
  call graphs()
  call structures()
  call checks_done()

contains

  subroutine the_same_bits_as_from_c()
    real(c_double) :: ours(rows), our_sd(rows), our_noise(rows), ours_between(2, rows)
    integer(c_int8_t), allocatable :: bytes(:)
    integer(c_int8_t), allocatable :: theirs(:)
    integer(c_int64_t) :: size_of_theirs
    type(graft_dataset) :: set
    allocate (theirs(1000000))
    call test("a fit from Fortran is the fit from C, bit for bit")
    call check(reference_fit(x, boiling, flash, mean, model_sd, noise_sd, quantiles, theirs, &
      size(theirs, kind=c_int64_t), size_of_theirs) == 0, "the fit in C")
    call model%predict(x, ours, our_sd, our_noise)
    call check(all(same_bits(ours, mean)), "mean")
    call check(all(same_bits(our_sd, model_sd)), "model_sd")
    call check(all(same_bits(our_noise, noise_sd)), "noise_sd")
    call set%from_features(x)
    call model%quantiles(set, [0.025d0, 0.975d0], ours_between)
    call check(all(same_bits(ours_between, quantiles)), "quantiles")
    call model%save_memory(bytes)
    call check(size(bytes) == size_of_theirs, "as many bytes")
    if (size(bytes) == size_of_theirs) &
      call check(all(bytes == theirs(:size(bytes))), "the model's bytes")
    call set%from_features(x)
    call model%predict(set, ours)
    call check(all(same_bits(ours, mean)), "the mean of a data set")
  end subroutine

  subroutine sections_of_any_stride()
    real(c_double) :: wide(3*features, 2*rows), transposed(rows, features), back(features, rows)
    real(c_double) :: ours(rows)
    type(graft_dataset) :: set
    integer :: i
    call test("sections with gaps, backwards and of other arrays give the same bits")
    wide = -7
    wide(2::3, ::2) = x
    call model%predict(wide(2::3, ::2), ours)
    call check(all(same_bits(ours, mean)), "gaps in both directions")
    back = x(:, rows:1:-1)
    call model%predict(back(:, rows:1:-1), ours)
    call check(all(same_bits(ours, mean)), "samples backwards")
    back = x(features:1:-1, :)
    call model%predict(back(features:1:-1, :), ours)
    call check(all(same_bits(ours, mean)), "features backwards")
    transposed = transpose(x)
    call model%predict(transpose(transposed), ours)
    call check(all(same_bits(ours, mean)), "an expression")
    do i = 1, rows
      call model%predict(x(:, i:i), ours(i:i))
    end do
    call check(all(same_bits(ours, mean)), "one sample at a time")
    call set%from_features(wide(2::3, ::2), flash)
    call set%features(back)
    call check(all(same_bits(back, x)), "a data set made of a section")
  end subroutine

  subroutine sections_are_written_where_they_lie()
    type(graft_dataset) :: set
    real(c_double) :: wide(3*features, 2*rows), ends(4, rows), list(2*rows)
    call test("outputs are written where they lie, and not between")
    call set%from_features(x)
    wide = -7
    call set%features(wide(2::3, ::2))
    call check(all(same_bits(wide(2::3, ::2), x)), "features with gaps")
    wide(2::3, ::2) = -7
    call check(all(wide < -6 .and. wide > -8), "what lies between was left alone")
    ends = -7
    call model%quantiles(set, [0.025d0, 0.975d0], ends(4:1:-3, :))
    call check(all(same_bits(ends(4:1:-3, :), quantiles)), "levels backwards with a gap")
    call check(all(ends(2:3, :) < -6), "what lies between was left alone")
    list = -7
    call model%predict(set, list(::2))
    call check(all(same_bits(list(::2), mean)), "a list with gaps")
    call check(all(list(2::2) < -6), "what lies between was left alone")
  end subroutine

  subroutine single_precision()
    type(graft_dataset) :: set, wider
    real(c_float) :: wide(2*features, rows), single(features, rows), more(2, rows)
    real(c_double) :: ours(rows), double(features + 2, rows)
    call test("single precision is taken as it is, with strides")
    wide = -7
    wide(::2, :) = real(x, c_float)
    call model%predict(wide(::2, :), ours)
    call check(all(same_bits(ours, mean)), "predictions from small whole numbers")
    call set%from_features(wide(::2, :), flash)
    call set%features(single)
    call check(all(same_bits(real(single, c_double), x)), "features")
    more = 0.5
    call set%append_features(more, wider)
    call wider%features(double)
    call check(all(same_bits(double(:features, :), x)) .and. all(same_bits(double(features+1:, :), &
      spread([0.5d0, 0.5d0], 2, rows))), "columns behind those there are")
    call set%append_features(double(5:, :), wider)
    call check(wider%rows() == rows, "of double precision, too")
  end subroutine

  subroutine lists_with_gaps()
    type(graft_dataset) :: set
    real(c_double) :: gaps(2*rows), y(rows)
    call test("targets with gaps, and missing ones")
    gaps = nan()
    gaps(::2) = flash
    call set%from_features(x, gaps(::2))
    call set%targets(y)
    call check(all(same_bits(y, flash)), "targets")
    y(3) = nan()
    call set%set_targets(y)
    call check(set%labelled() == rows - 1, "one is missing")
  end subroutine

  subroutine wrong_shapes()
    type(graft_dataset) :: set, part
    real(c_double) :: short(3), narrow(2, rows), value
    integer(c_int32_t) :: parts(5)
    integer(c_int64_t) :: numbers(5)
    call test("wrong shapes are errors that name the argument")
    call set%from_features(x, flash)
    call model%predict(x, short, stat=stat, errmsg=message)
    call refused(stat, message, graft_error_argument, "mean: 3 given where there are 16")
    call model%predict(x, noise_sd=short, stat=stat, errmsg=message)
    call refused(stat, message, graft_error_argument, "noise_sd: 3 given where there are 16")
    call model%predict(set, model_sd=short, stat=stat, errmsg=message)
    call refused(stat, message, graft_error_argument, "model_sd: 3 given where there are 16")
    call model%predict(["C"], short, stat=stat, errmsg=message)
    call refused(stat, message, graft_error_argument, "mean: 3 given where there are 1")
    call model%predict(x(:3, :), stat=stat, errmsg=message)
    call check(stat == graft_error_data .or. stat == graft_error_argument, "a column too few")
    call model%quantiles(set, [0.5d0], narrow, stat=stat, errmsg=message)
    call refused(stat, message, graft_error_argument, "values, first extent: 2 given where there are 1")
    call model%draws(set, narrow(:, :4), .true., stat=stat, errmsg=message)
    call refused(stat, message, graft_error_argument, "rows: 4 given where there are 16")
    call set%targets(short, stat, message)
    call refused(stat, message, graft_error_argument, "rows: 3 given where there are 16")
    call set%features(narrow, stat, message)
    call refused(stat, message, graft_error_argument, "cols: 2 given where there are 4")
    call set%input_rows(numbers, stat, message)
    call refused(stat, message, graft_error_argument, "rows: 5 given where there are 16")
    call set%split_random(0.2d0, 1, parts, stat, message)
    call refused(stat, message, graft_error_argument, "rows: 5 given where there are 16")
    call set%select_part(parts, 0, part, stat, message)
    call refused(stat, message, graft_error_argument, "part: 5 given where there are 16")
    call set%append_features(narrow(:, :4), part, stat, message)
    call refused(stat, message, graft_error_argument, "rows: 4 given where there are 16")
    call graft_score("rmse", flash, short, value, stat=stat, errmsg=message)
    call refused(stat, message, graft_error_argument, "mean: 3 given where there are 16")
    call test("indices are from 1 and may not lie outside")
    call set%select([0], part, stat, message)
    call refused(stat, message, graft_error_argument, "-1")
    call set%select([17], part, stat, message)
    call refused(stat, message, graft_error_argument, "16")
    call check(.not. part%exists(), "nothing was made")
  end subroutine

  subroutine empty_sections()
    type(graft_dataset) :: set, part
    real(c_double) :: y(rows), none(0, rows)
    call test("empty sections are sets and predictions of no rows, or errors, and no harm")
    call model%predict(x(:, 1:0), y(1:0), stat=stat, errmsg=message)
    call ok(stat, message, "no samples")
    call model%predict(x(1:0, :), y, stat=stat, errmsg=message)
    call refused(stat, message, graft_error_argument, "cols: 0 is less than 1")
    call set%from_features(x(:, 1:0), y(1:0), stat=stat, errmsg=message)
    call ok(stat, message, "a set without rows")
    call check(set%exists() .and. set%rows() == 0, "it is there")
    call model%predict(set, y(1:0), stat=stat, errmsg=message)
    call ok(stat, message, "predicting it")
    call set%from_features(x(1:0, :), stat=stat, errmsg=message)
    call refused(stat, message, graft_error_argument, "cols: 0 is less than 1")
    call set%from_features(x)
    call set%select(spread(1, 1, 0), part, stat, message)
    call ok(stat, message, "no rows selected")
    call set%set_targets(y(1:0), stat, message)
    call refused(stat, message, graft_error_argument, "rows: 0 given where there are 16")
    call model%quantiles(set, y(1:0), none, stat=stat, errmsg=message)
    call check(stat == graft_ok .or. stat == graft_error_argument, "no levels")
  end subroutine

  subroutine graphs()
    type(graft_dataset) :: set
    ! Two triangles and an atom alone.
    integer(c_int64_t), parameter :: atoms(4) = [1, 4, 7, 8], bonds(4) = [1, 4, 7, 7]
    integer(c_int64_t) :: ends(2, 6)
    real(c_double) :: atom_features(2, 7), bond_features(1, 6)
    integer(c_int64_t) :: columns
    call test("graphs are arrays of atoms and bonds that count from 1")
    ends = reshape(int([1, 2, 2, 3, 3, 1, 1, 2, 2, 3, 3, 1], c_int64_t), [2, 6])
    atom_features = 1
    bond_features = 2
    call set%from_graphs(atoms, atom_features, bonds, ends, bond_features, [1d0, 2d0, 3d0], &
      stat=stat, errmsg=message)
    call ok(stat, message, "three graphs")
    call set%get("atom_columns", columns)
    call check(set%rows() == 3 .and. columns == 2, "three graphs of atoms with two features")
    call set%get("repeated", columns)
    call check(columns == 1, "the second triangle is the first one again")
    ends(1, 4) = 4
    call set%from_graphs(atoms, atom_features, bonds, ends, bond_features, stat=stat, &
      errmsg=message)
    call refused(stat, message, graft_error_data, "3")
    call set%from_graphs(atoms, atom_features(:, :6), bonds, ends, bond_features, stat=stat, &
      errmsg=message)
    call refused(stat, message, graft_error_argument, &
      "atom_features, second extent: 6 given where there are 7")
    call set%from_graphs(atoms, atom_features, bonds(:3), ends, bond_features, stat=stat, &
      errmsg=message)
    call refused(stat, message, graft_error_argument, "bond_offsets: 3 given where there are 4")
    call set%from_graphs(atoms, atom_features, bonds, ends(:1, :), bond_features, stat=stat, &
      errmsg=message)
    call refused(stat, message, graft_error_argument, "bond_atoms, first extent")
    call set%from_graphs(atoms(1:0), atom_features, bonds, ends, bond_features, stat=stat, &
      errmsg=message)
    call refused(stat, message, graft_error_argument, "atom_offsets: is empty")
  end subroutine

  subroutine structures()
    integer, parameter :: cubes = 12
    type(graft_dataset) :: set, same, features
    type(graft_fitter) :: fitter
    type(graft_model) :: of_cubes
    integer(c_int64_t) :: offsets(cubes + 1), columns
    integer(c_int32_t) :: species(2 * cubes)
    real(c_double) :: x(3, 2 * cubes), by_atom(2 * cubes, 3), cells(3, 3, cubes), y(cubes)
    real(c_double) :: predicted(cubes), one(1)
    character(8) :: a, b
    integer :: s, k
    call test("structures are arrays x(3, atoms), or x(atoms, 3), and cells of columns")
    cells = 0
    x = 0
    do s = 1, cubes
      offsets(s) = 2 * s - 1
      species(2 * s - 1:2 * s) = [55, 17]
      y(s) = 3 + 0.1d0 * s
      x(:, 2 * s) = y(s) / 2
      do k = 1, 3
        cells(k, k, s) = y(s)
      end do
    end do
    offsets(cubes + 1) = 2 * cubes + 1
    by_atom = transpose(x)
    call set%from_structures(offsets, species, x, cells, targets=y, stat=stat, errmsg=message)
    call ok(stat, message, "structures")
    call same%from_structures(offsets, species, transpose(by_atom), cells, &
      spread([.true., .true., .true.], 2, cubes), y, stat=stat, errmsg=message)
    call ok(stat, message, "structures by atom")
    call set%get("checksum", a)
    call same%get("checksum", b)
    call check(a == b, "the same set")
    call set%as_features(features, stat, message)
    call ok(stat, message, "features")
    call features%get("columns", columns)
    call check(columns == 330, "330 features")
    call fitter%create("ridge", stat=stat, errmsg=message)
    call ok(stat, message, "fitter")
    call fitter%set_target(set)
    call fitter%fit(of_cubes, stat=stat, errmsg=message)
    call ok(stat, message, "fit")
    call of_cubes%predict_structures(offsets, species, x, cells, mean=predicted, stat=stat, &
      errmsg=message)
    call ok(stat, message, "predictions")
    call check(all(abs(predicted - y) < 0.1), "what was learned")
    call of_cubes%predict_structures(offsets(:2), species(:2), x(:, :2), cells(:, :, :1), &
      mean=one, stat=stat, errmsg=message)
    call check(stat == 0 .and. one(1) == predicted(1), "one at a time")
    species(4) = 0
    call set%from_structures(offsets, species, x, cells, stat=stat, errmsg=message)
    call refused(stat, message, graft_error_data, "row 1: atom 1: species 0")
    call set%from_structures(offsets, species(:3), x, cells, stat=stat, errmsg=message)
    call refused(stat, message, graft_error_argument, "species: 3 given where there are 24")
    call set%from_structures(offsets, species, by_atom, cells, stat=stat, errmsg=message)
    call refused(stat, message, graft_error_argument, "positions, first extent: 24")
    call set%from_structures(offsets, species, x, cells(:, :, :2), stat=stat, errmsg=message)
    call refused(stat, message, graft_error_argument, "cells, third extent: 2 given")
    call set%from_file("no/such.xyz", stat=stat, errmsg=message)
    call refused(stat, message, graft_error_io, "no/such.xyz")
  end subroutine
end program
