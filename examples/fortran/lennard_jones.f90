! Lennard-Jones particles in a periodic box, in reduced units. Every sum belongs to one particle and
! runs over the others in their order, so that results are the same bits for any number of threads.
module lennard_jones
  use, intrinsic :: iso_fortran_env, only: real64, int64
  implicit none
  private
  public :: box, fill, advance, energies, three_body, describe, descriptors

  integer, parameter :: descriptors = 10
  real(real64), parameter :: cutoff = 2.5_real64
  ! Of the three-body energy of Axilrod and Teller, about that of argon.
  real(real64), parameter :: strength = 0.072_real64

  type :: box
    real(real64) :: edge
    real(real64), allocatable :: r(:, :), v(:, :), f(:, :) ! (axis, particle)
  end type

contains

  ! A face-centred cubic lattice of 4 cells^3 particles with velocities drawn from the seed.
  subroutine fill(b, cells, density, temperature, seed)
    type(box), intent(out) :: b
    integer, intent(in) :: cells, seed
    real(real64), intent(in) :: density, temperature
    real(real64), parameter :: sites(3, 4) = reshape([0d0, 0d0, 0d0, .5d0, .5d0, 0d0, .5d0, 0d0, &
      .5d0, 0d0, .5d0, .5d0], [3, 4])
    integer(int64) :: state
    integer :: i, j, k, s, n, particles
    particles = 4*cells**3
    allocate (b%r(3, particles), b%v(3, particles), b%f(3, particles))
    b%edge = (particles/density)**(1/3d0)
    n = 0
    do i = 0, cells - 1
      do j = 0, cells - 1
        do k = 0, cells - 1
          do s = 1, 4
            n = n + 1
            b%r(:, n) = (sites(:, s) + [i, j, k])*b%edge/cells
          end do
        end do
      end do
    end do
    state = seed
    do n = 1, particles
      do i = 1, 3
        b%v(i, n) = uniform(state) + uniform(state) + uniform(state) + uniform(state) - 2
      end do
    end do
    do i = 1, 3
      b%v(i, :) = b%v(i, :) - sum(b%v(i, :))/particles
    end do
    b%v = b%v*sqrt(3*temperature*particles/sum(b%v**2))
    call forces(b)
  end subroutine

  ! The generator of Park and Miller.
  real(real64) function uniform(state)
    integer(int64), intent(inout) :: state
    state = mod(48271*state, 2147483647_int64)
    uniform = real(state, real64)/2147483647
  end function

  ! Velocity Verlet.
  subroutine advance(b, steps, step)
    type(box), intent(inout) :: b
    integer, intent(in) :: steps
    real(real64), intent(in) :: step
    integer :: i
    do i = 1, steps
      b%v = b%v + step/2*b%f
      b%r = modulo(b%r + step*b%v, b%edge)
      call forces(b)
      b%v = b%v + step/2*b%f
    end do
  end subroutine

  ! From the particle i to j, by the nearest image.
  pure function between(b, i, j) result(d)
    type(box), intent(in) :: b
    integer, intent(in) :: i, j
    real(real64) :: d(3)
    d = b%r(:, j) - b%r(:, i)
    d = d - b%edge*anint(d/b%edge)
  end function

  subroutine forces(b)
    type(box), intent(inout) :: b
    real(real64) :: d(3), f(3), s
    integer :: i, j
    !$omp parallel do private(d, f, s, j)
    do i = 1, size(b%r, 2)
      f = 0
      do j = 1, size(b%r, 2)
        d = between(b, i, j)
        s = sum(d**2)
        if (j == i .or. s >= cutoff**2) cycle
        s = 1/s
        f = f - 24*(2*s**6 - s**3)*s*d
      end do
      b%f(:, i) = f
    end do
  end subroutine

  ! Half of the pair energy of each particle with all others: what is abundant.
  subroutine energies(b, e)
    type(box), intent(in) :: b
    real(real64), intent(out) :: e(:)
    real(real64) :: s
    integer :: i, j
    !$omp parallel do private(s, j)
    do i = 1, size(e)
      e(i) = 0
      do j = 1, size(e)
        s = sum(between(b, i, j)**2)
        if (j == i .or. s >= cutoff**2) cycle
        e(i) = e(i) + 2*(1/s**6 - 1/s**3)
      end do
    end do
  end subroutine

  ! A third of the energy of all triples of a particle: what stands for an energy that is too dear.
  real(real64) function three_body(b, i) result(e)
    type(box), intent(in) :: b
    integer, intent(in) :: i
    real(real64) :: near(3, size(b%r, 2)), d(3), square(3), angles
    integer :: j, k, n
    n = 0
    do j = 1, size(b%r, 2)
      d = between(b, i, j)
      if (j == i .or. sum(d**2) >= cutoff**2) cycle
      n = n + 1
      near(:, n) = d
    end do
    e = 0
    do j = 1, n
      do k = j + 1, n
        d = near(:, k) - near(:, j)
        square = [sum(near(:, j)**2), sum(near(:, k)**2), sum(d**2)]
        if (square(3) >= cutoff**2) cycle
        angles = dot_product(near(:, j), near(:, k))*dot_product(near(:, j), -d)* &
          dot_product(near(:, k), d)
        e = e + strength/3*(1 + 3*angles/(square(1)*square(2)*square(3)))/ &
          (sqrt(square(1)*square(2)*square(3)))**3
      end do
    end do
  end function

  ! Radial functions of each particle's surroundings: x(descriptor, particle).
  subroutine describe(b, x)
    type(box), intent(in) :: b
    real(real64), intent(out) :: x(:, :)
    real(real64) :: distance, centre
    integer :: i, j, k
    !$omp parallel do private(distance, centre, j, k)
    do i = 1, size(x, 2)
      x(:, i) = 0
      do j = 1, size(x, 2)
        distance = norm2(between(b, i, j))
        if (j == i .or. distance >= cutoff) cycle
        do k = 1, descriptors
          centre = 0.8_real64 + (cutoff - 0.8_real64)*(k - 1)/(descriptors - 1)
          x(k, i) = x(k, i) + exp(-12*(distance - centre)**2)*(1 - (distance/cutoff)**2)**2
        end do
      end do
    end do
  end subroutine
end module
