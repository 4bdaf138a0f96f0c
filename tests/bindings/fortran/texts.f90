! Texts in both directions, tables, options, data sets from texts and files, and splits.
program texts
  use graft
  use checks
  use samples
  implicit none
  character(500) :: message
  integer :: stat
  message = ""
  call versions_and_tables()
  call options_of_every_type()
  call texts_with_blanks_and_nuls()
  call formulas_and_ids()
  call many_texts_at_once()
  call csv_files()
  call molecules()
  call sets_from_sets()
  call checks_done()

contains

  subroutine versions_and_tables()
    character(:), allocatable :: key, type, default_value, range, meaning, options
    integer(c_int64_t) :: least, most
    logical :: seen
    integer :: i
    call test("the library tells its version, its options and its methods")
    call check(graft_version_number() >= 200, "version")
    call check(index(graft_version(), ".") > 0, "version as text")
    call check(graft_status_name(graft_error_data) == "GRAFT_ERROR_DATA", "the status has a name")
    call check(.not. graft_has_feature("flight"), "a feature that is not there")
    call check(.not. graft_has_feature("rd" // char(0) // "kit"), "a name with a NUL")
    seen = .false.
    do i = 1, int(graft_option_count())
      call graft_option_describe(i, key, type, default_value, range, meaning)
      if (key == "members") seen = type == "int" .and. default_value == "4" .and. &
        len(range) > 0 .and. len(meaning) > 0
    end do
    call check(seen, "members is among the options")
    call graft_option_describe(int(graft_option_count()) + 1, stat=stat, errmsg=message)
    call refused(stat, message, graft_error_argument, "index")
    call graft_option_describe(0, stat=stat, errmsg=message)
    call refused(stat, message, graft_error_argument, "index")
    seen = .false.
    do i = 1, int(graft_method_count())
      call graft_method_describe(i, key, least, most, meaning, options)
      if (key == "gate") seen = least == 1 .and. most == -1 .and. index(options, "width") > 0 &
        .and. len(meaning) > 0
    end do
    call check(seen, "gate is among the methods")
    call graft_method_describe(0, stat=stat, errmsg=message)
    call refused(stat, message, graft_error_argument, "index")
  end subroutine

  subroutine options_of_every_type()
    type(graft_options) :: options, copy
    character(:), allocatable :: value
    call test("options of every type, and their errors")
    call options%set("seed", 2_c_int64_t**40, stat, message)
    call ok(stat, message, "a long integer")
    call options%get_text("seed", value)
    call check(value == "1099511627776", "seed")
    call options%set("valid_fraction", 0.25d0)
    call options%set("strict", .false.)
    call options%set("activation", "tanh  ", stat, message)
    call ok(stat, message, "a text with trailing blanks")
    call options%set_text("depth", "4")
    call options%clone(copy)
    call options%set("strict", .true.)
    call copy%get_text("strict", value)
    call check(value == "0", "a copy is another set")
    call copy%get_text("activation", value)
    call check(value == "tanh", "activation")
    call copy%get_text("depth", value)
    call check(value == "4", "depth")
    call options%set("memberz", 1, stat, message)
    call refused(stat, message, graft_error_option, "members")
    call options%set("members", -1, stat, message)
    call refused(stat, message, graft_error_option, "members")
    call options%set("activation", 1d0, stat, message)
    call refused(stat, message, graft_error_option, "activation")
  end subroutine

  subroutine texts_with_blanks_and_nuls()
    type(graft_options) :: options
    type(graft_dataset) :: set
    type(graft_model) :: model
    character(:), allocatable :: deferred
    character(12) :: short
    call test("a NUL inside of a text is an error; trailing blanks are none")
    call options%set("mem" // char(0) // "bers", 1, stat, message)
    call refused(stat, message, graft_error_argument, "key: holds a NUL, character 4")
    call options%set("activation", "tanh" // char(0), stat, message)
    call refused(stat, message, graft_error_argument, "value: holds a NUL")
    call set%from_formulas(["NaCl", "Na" // char(0) // "l"], stat=stat, errmsg=message)
    call refused(stat, message, graft_error_argument, "formulas: text 2 holds a NUL")
    call model%load("a" // char(0), stat=stat, errmsg=message)
    call refused(stat, message, graft_error_argument, "path: holds a NUL")
    deferred = "members" // repeat(" ", 60)
    call options%set(deferred, 3, stat, message)
    call ok(stat, message, "a deferred-length key with blanks")
    call test("a message is as long as errmsg has room, and whole in graft_last_error")
    short = "untouched"
    call options%set("members", 2, stat, short)
    call check(short == "untouched", "errmsg is left alone without an error")
    call options%set("members", -5, stat, short)
    call check(len(graft_last_error()) > 12, "the whole message")
    deferred = graft_last_error()
    call check(short == deferred(:12), "its beginning")
  end subroutine

  subroutine formulas_and_ids()
    type(graft_dataset) :: set
    type(graft_options) :: options
    character(:), allocatable :: text, list(:)
    integer(c_int64_t) :: left_out(1), kept(2)
    integer :: columns
    call test("formulas, ids and names of columns as lists")
    call set%from_formulas([character(8) :: "NaCl", "Fe2O3", "SrTiO3"], [1d0, 2d0, nan()])
    call check(set%rows() == 3, "three formulas")
    call check(set%labelled() == 2, "two targets")
    call set%id(2, text)
    call check(text == "Fe2O3", "the id of row 2 without its blanks")
    call set%id(4, text, stat, message)
    call refused(stat, message, graft_error_argument, "row")
    call set%set_ids([character(9) :: "salt", "", "titanate"])
    call set%id(1, text)
    call check(text == "salt", "an id of our own")
    call set%texts("ids", list)
    call check(len(list) == 8 .and. size(list) == 3, "a list as long as its longest text")
    call check(list(2) == "" .and. list(3) == "titanate", "the ids")
    call set%set_ids(["a", "b"], stat, message)
    call refused(stat, message, graft_error_argument, "2")
    call set%get("columns", columns)
    call check(columns == 238, "columns of compositions")
    call set%get("input", text)
    call check(text == "formulas", "input")
    call set%get("inputt", text, stat, message)
    call refused(stat, message, graft_error_argument, "input")
    call set%from_features(x)
    call set%set_columns(["C", "N", "O", "r"])
    call set%column(4, text)
    call check(text == "r", "a column's name")
    call set%texts("columns", list)
    call check(all(list == ["C", "N", "O", "r"]), "all columns' names")
    call set%set_columns(["C", "N", "C", "r"], stat, message)
    call check(stat /= graft_ok, "names must differ")
    call test("rows that cannot be used are named, or left out when strict is off")
    call set%from_formulas(["NaCl", "Xx2 ", "KBr "], stat=stat, errmsg=message)
    call refused(stat, message, graft_error_data, "Xx2")
    call options%set("strict", .false.)
    call set%from_formulas(["NaCl", "Xx2 ", "KBr "], options=options)
    call check(set%rows() == 2 .and. set%skipped() == 1, "one was left out")
    call set%skipped_reason(1, text)
    call check(index(text, "Xx2") > 0, "the reason names it")
    call set%skipped_reason(2, text, stat, message)
    call refused(stat, message, graft_error_argument, "index")
    call set%skipped_rows(left_out)
    call check(left_out(1) == 2, "it stood in row 2")
    call set%input_rows(kept)
    call check(all(kept == [1, 3]), "the others in rows 1 and 3")
  end subroutine

  subroutine many_texts_at_once()
    type(graft_dataset) :: set
    character(:), allocatable :: bytes
    integer(c_int64_t), allocatable :: offsets(:)
    integer(c_int64_t), parameter :: starts(4) = [1, 5, 10, 13]
    character(*), parameter :: formulas = "NaClFe2O3KBr"
    call test("bytes and offsets that count from 1")
    call set%from_texts("formulas", formulas, starts, [1d0, 2d0, 3d0])
    call set%texts("ids", bytes, offsets)
    call check(bytes == formulas .and. all(offsets == starts), "come back as they were given")
    call set%set_ids("abc", [1_c_int64_t, 2_c_int64_t, 2_c_int64_t, 4_c_int64_t])
    call set%texts("ids", bytes, offsets)
    call check(bytes == "abc" .and. all(offsets == [1, 2, 2, 4]), "ids with an empty one")
    call set%set_ids("abc", [1_c_int64_t, 2_c_int64_t, 2_c_int64_t, 5_c_int64_t], stat, message)
    call refused(stat, message, graft_error_argument, "offsets: one lies outside of bytes")
    call set%from_texts("formulas", formulas, starts - 1, stat=stat, errmsg=message)
    call refused(stat, message, graft_error_argument, "offsets: one lies outside of bytes")
    call set%from_texts("formulas", formulas, starts(4:1:-1), stat=stat, errmsg=message)
    call refused(stat, message, graft_error_argument, "offsets")
    call set%from_texts("formulas", formulas, starts(1:0), stat=stat, errmsg=message)
    call refused(stat, message, graft_error_argument, "offsets: is empty")
    call set%from_texts("formulas", "Na" // char(0) // "l", starts(:2), stat=stat, errmsg=message)
    call check(stat /= graft_ok, "a text that holds a NUL")
    call set%texts("recipes", bytes, offsets, stat, message)
    call check(stat == graft_error_argument .and. size(offsets) >= 1, "an unknown kind of text")
  end subroutine

  subroutine csv_files()
    type(graft_dataset) :: set
    character(:), allocatable :: text, type
    real(c_double) :: y(3)
    integer :: unit, i, seen
    call test("a file of comma-separated values")
    open (newunit=unit, file="fortran_texts.csv", action="write", status="replace")
    write (unit, "(a)") "formula,gap,label", "NaCl,8.7,salt", "ZnO,,zinc", "GaAs,1.42,arsenide"
    close (unit)
    call set%from_csv("fortran_texts.csv  ", "formulas", "formula", target="gap", id="label", &
      stat=stat, errmsg=message)
    call ok(stat, message, "reading it")
    call set%targets(y)
    call check(same_bits(y(3), 1.42d0) .and. set%labelled() == 2, "targets")
    call set%id(2, text)
    call check(text == "zinc", "ids")
    call set%from_csv("fortran_texts.csv", "formulas", "formula")
    call check(set%labelled() == 0, "no targets were asked for")
    call set%from_csv("fortran_texts.csv", "formulas", "compound", stat=stat, errmsg=message)
    call refused(stat, message, graft_error_data, "compound")
    call set%from_csv("no such file", "formulas", "formula", stat=stat, errmsg=message)
    call refused(stat, message, graft_error_io, "no such file")
    open (newunit=unit, file="fortran_texts.csv")
    close (unit, status="delete")
    call test("the facts of a set are listed")
    call set%from_features(x)
    seen = 0
    do i = 1, int(set%fact_count())
      call set%fact(i, text, type)
      if (text == "rows" .and. type == "int") seen = seen + 1
    end do
    call check(seen == 1, "rows is among them")
    call set%fact(0, text, stat=stat, errmsg=message)
    call refused(stat, message, graft_error_argument, "index")
  end subroutine

  subroutine molecules()
    type(graft_dataset) :: set
    character(:), allocatable :: text
    integer(c_int32_t) :: part(rows), again(rows)
    if (.not. graft_has_feature("rdkit")) then
      call test("molecules are refused by a library without RDKit")
      call set%from_smiles(smiles, stat=stat, errmsg=message)
      call refused(stat, message, graft_error_unsupported, "")
      return
    end if
    call test("molecules from SMILES")
    call set%from_smiles(smiles, flash)
    call set%smiles(9, text)
    call check(text == "c1ccccc1", "the SMILES of row 9")
    call set%scaffold(10, text)
    call check(text == "c1ccccc1", "the scaffold of toluene")
    call set%scaffold(1, text)
    call check(text == "", "ethanol has none")
    call set%split_scaffold(0.4d0, 3, part)
    call check(all(part == 0 .or. part == 1), "a split by scaffold")
    call set%split_scaffold_ordered(0.4d0, again)
    call check(all(again == 0 .or. again == 1), "the ordered one")
    call set%from_smiles(["CCO ", "C(C "], stat=stat, errmsg=message)
    call refused(stat, message, graft_error_data, "C(C")
  end subroutine

  subroutine sets_from_sets()
    type(graft_dataset) :: set, part, both, left
    integer(c_int32_t) :: split(rows)
    real(c_double) :: distances(rows), values(features, 3)
    integer(c_int64_t) :: came_from(3)
    integer :: fold
    call test("rows are selected by numbers from 1")
    call set%from_features(x, flash)
    call set%select([3, 1, 1], part)
    call part%features(values)
    call check(all(same_bits(values, x(:, [3, 1, 1]))), "their features")
    call part%input_rows(came_from)
    call check(all(came_from == [3, 1, 1]), "where they stood")
    call set%select([16_c_int64_t], part)
    call check(part%rows() == 1, "by long integers")
    call test("sets are put together, taken out of each other and measured")
    call set%concat(part, both)
    call check(both%rows() == rows + 1, "concat")
    call both%without(part, left)
    ! Acetic acid and ethylene glycol count the same atoms.
    call check(left%rows() == rows - 2, "without")
    call set%select([1, 8, 16], part)
    call set%distances(part, distances)
    call check(all(abs(distances([1, 8, 16])) <= 0), "a row is no distance from itself")
    call check(maxval(distances) > 0, "others are at some")
    call test("splits give parts, and folds that count from 1")
    call set%split_random(0.25d0, 7, split)
    call set%select_part(split, 1, part)
    call check(part%rows() == count(split == 1) .and. part%rows() > 0, "the test part")
    call set%split_kfold(4, 1, split)
    call check(minval(split) == 1 .and. maxval(split) == 4, "folds 1 to 4")
    do fold = 1, 4
      call set%select_part(split, fold, part)
      call check(part%rows() == count(split == fold), "a fold's rows")
    end do
    call set%split_kfold(1, 1, split, stat, message)
    call refused(stat, message, graft_error_argument, "folds")
    call set%split_random(1.5d0, 1, split, stat, message)
    call refused(stat, message, graft_error_argument, "test_fraction")
  end subroutine
end program
