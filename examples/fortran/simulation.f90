! A simulation as host: replicas of a box of Lennard-Jones particles at several temperatures, spread
! over the ranks of MPI, the particles of each over the threads of OpenMP.
!
! What the energy of three bodies adds to that of pairs stands for one that is too dear to be computed
! at every step. Rank 0 computes it for a few particles and learns it from their surroundings, with
! the pair energies of many as the source. All ranks read that one model file, and while they run, all
! threads predict from it at once, each its slice of x(descriptor, particle) where it lies. (What the
! source brings here are the intervals. Learned alone, by scratch, the error is as small, 0.0138 where
! gate has 0.0147, but the 95 % intervals hold 90 % of the values.)
!
!     mpirun -n 4 simulation OUTPUT_DIRECTORY
!
! The trajectory and its bits, trajectory.txt, are the same for any number of ranks and threads.
program simulation
  use, intrinsic :: iso_fortran_env, only: real64, int64
  use mpi_f08
  use omp_lib
  use graft
  use lennard_jones
  implicit none
  integer, parameter :: replicas = 4, cells = 3, particles = 4*cells**3
  integer, parameter :: snapshots = 5, steps_between = 20, chunk = 12
  integer, parameter :: learned_snapshots = replicas, learned_particles = 20 ! of each of these
  real(real64), parameter :: density = 0.8_real64, step = 0.004_real64
  ! Of each snapshot, for one particle: pair energy; three-body energy as predicted, its deviation,
  ! exact; mean square error, spread of the exact ones; share of these in their 95 % interval.
  integer, parameter :: figures = 7
  real(real64) :: mine(figures, snapshots, replicas), total(figures, snapshots, replicas)
  character(:), allocatable :: directory, file
  type(graft_model) :: model
  type(box) :: b
  integer :: provided, rank, ranks, replica, s

  call MPI_Init_thread(MPI_THREAD_FUNNELED, provided)
  call MPI_Comm_rank(MPI_COMM_WORLD, rank)
  call MPI_Comm_size(MPI_COMM_WORLD, ranks)
  directory = output_directory()
  file = directory // "/three_body.graft"
  if (provided < MPI_THREAD_FUNNELED) call give_up("this MPI cannot be called beside threads")

  if (rank == 0) call learn(file)
  call MPI_Barrier(MPI_COMM_WORLD) ! the file is whole
  call model%load(file)

  mine = 0
  do replica = 1 + rank, replicas, ranks
    call start(b, replica, 1000)
    do s = 1, snapshots
      call advance(b, steps_between, step)
      call look(b, mine(:, s, replica))
    end do
  end do
  ! Of each figure all ranks but one add zero.
  call MPI_Reduce(mine, total, size(mine), MPI_DOUBLE_PRECISION, MPI_SUM, 0, MPI_COMM_WORLD)
  if (rank == 0) call report(directory // "/trajectory.txt")
  call MPI_Finalize()

contains

  function output_directory() result(text)
    character(:), allocatable :: text
    integer :: length
    call get_command_argument(1, length=length)
    if (length == 0) call give_up("usage: simulation OUTPUT_DIRECTORY")
    allocate (character(length) :: text)
    call get_command_argument(1, text)
  end function

  ! One rank that stops must not leave the others waiting.
  subroutine give_up(why)
    character(*), intent(in) :: why
    print "(2a)", "simulation: ", trim(why)
    call MPI_Abort(MPI_COMM_WORLD, 1)
  end subroutine

  ! The replicas, and others at their temperatures to learn from.
  subroutine start(of, number, seed)
    type(box), intent(out) :: of
    integer, intent(in) :: number, seed
    call fill(of, cells, density, 1 + 0.2_real64*number, seed + number)
    call advance(of, 100, step)
  end subroutine

  subroutine learn(path)
    character(*), intent(in) :: path
    real(real64) :: x(descriptors, particles, learned_snapshots), pair(particles, learned_snapshots)
    real(real64) :: three(particles, learned_snapshots)
    type(graft_options) :: options
    type(graft_dataset) :: abundant, scarce
    type(graft_fitter) :: fitter
    type(graft_model) :: fitted
    integer :: i, j
    three = ieee_nan() ! missing
    do i = 1, learned_snapshots
      call start(b, i, 2000)
      call describe(b, x(:, :, i))
      call energies(b, pair(:, i))
      do j = 1, learned_particles
        three(j, i) = three_body(b, j)
      end do
    end do
    call abundant%from_features(reshape(x, [descriptors, size(pair)]), reshape(pair, [size(pair)]))
    call scarce%from_features(reshape(x, [descriptors, size(pair)]), reshape(three, [size(pair)]))
    call options%set("n_threads", omp_get_max_threads())
    call options%set("members", 2)
    call options%set("width", 32)
    call options%set("encoder_width", 32)
    call options%set("latent", 16)
    call options%set("steps", 400)
    call options%set("valid_fraction", 0.2d0)
    call fitter%create("gate", options)
    call fitter%add_source(abundant)
    call fitter%set_target(scarce)
    call fitter%fit(fitted)
    call fitted%save(path)
  end subroutine

  real(real64) function ieee_nan()
    use, intrinsic :: ieee_arithmetic, only: ieee_value, ieee_quiet_nan
    ieee_nan = ieee_value(ieee_nan, ieee_quiet_nan)
  end function

  ! One snapshot. A chunk's rows are the same bits whatever thread predicts them, and beside which
  ! others.
  subroutine look(at, found)
    type(box), intent(in) :: at
    real(real64), intent(out) :: found(figures)
    real(real64) :: x(descriptors, particles), pair(particles), exact(particles)
    real(real64) :: mean(particles), model_sd(particles), noise_sd(particles), sd(particles)
    integer :: first, last, stat, worst, i
    character(300) :: message
    call describe(at, x)
    call energies(at, pair)
    worst = graft_ok
    !$omp parallel do schedule(dynamic) private(last, stat, message, i) reduction(max: worst)
    do first = 1, particles, chunk
      last = min(first + chunk - 1, particles)
      call model%predict(x(:, first:last), mean(first:last), model_sd(first:last), &
        noise_sd(first:last), stat=stat, errmsg=message)
      worst = max(worst, abs(stat))
      do i = first, last
        exact(i) = three_body(at, i)
      end do
    end do
    if (worst /= graft_ok) call give_up("a prediction failed: " // graft_status_name(worst))
    sd = hypot(model_sd, noise_sd)
    found = [sum(pair), sum(mean), sum(sd), sum(exact), sum((mean - exact)**2), &
      sum((exact - sum(exact)/particles)**2), &
      real(count(abs(mean - exact) <= 1.96_real64*sd), real64)]/particles
  end subroutine

  subroutine report(path)
    character(*), intent(in) :: path
    integer :: unit, r, t
    open (newunit=unit, file=path, status="replace", action="write")
    do r = 1, replicas
      do t = 1, snapshots
        write (unit, "(2i4, 7f12.6, 7(1x, z16.16))") r, t, total(:, t, r), &
          transfer(total(:, t, r), [integer(int64) :: 0])
      end do
    end do
    close (unit)
    print "(a, i0, a, i0, a)", "ranks ", ranks, ", threads ", omp_get_max_threads(), " each"
    print "(a)", "three-body energy of a particle, over replicas and snapshots:"
    print "(a, f8.5)", "  exact, mean        ", mean_of(4)
    print "(a, f8.5)", "  exact, deviation   ", sqrt(mean_of(6))
    print "(a, f8.5)", "  predicted, mean    ", mean_of(2)
    print "(a, f8.5)", "  predicted, error   ", sqrt(mean_of(5))
    print "(a, f6.1, a)", "  in its 95 % interval", 100*mean_of(7), " %"
  end subroutine

  real(real64) function mean_of(figure)
    integer, intent(in) :: figure
    mean_of = sum(total(figure, :, :))/(replicas*snapshots)
  end function
end program
