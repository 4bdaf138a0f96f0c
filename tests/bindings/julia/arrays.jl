# Matrices are read where they lie, whatever their strides; wrong shapes and types are errors.
using LinearAlgebra

const REFERENCE = ENV["GRAFT_REFERENCE"]

@testset "a fit from Julia is the fit from C, bit for bit" begin
    mean, model_sd, noise_sd = zeros(ROWS), zeros(ROWS), zeros(ROWS)
    between, bytes, size = zeros(2, ROWS), zeros(UInt8, 1_000_000), Ref{Int64}(0)
    @test 0 == ccall((:reference_fit, REFERENCE), Int32,
                     (Ptr{Float64}, Ptr{Float64}, Ptr{Float64}, Ptr{Float64}, Ptr{Float64},
                      Ptr{Float64}, Ptr{Float64}, Ptr{UInt8}, Int64, Ptr{Int64}),
                     X, BOILING, FLASH, mean, model_sd, noise_sd, between, bytes, length(bytes), size)
    model = Graft.fit(prepared())
    ours = Graft.predict(model, X)
    @test same_bits(ours.mean, mean)
    @test same_bits(ours.model_sd, model_sd)
    @test same_bits(ours.noise_sd, noise_sd)
    @test same_bits(Graft.quantiles(model, X, [0.025, 0.975]), between)
    @test Graft.save_memory(model) == bytes[1:size[]]
end

const MODEL = Graft.fit(prepared())
const MEAN = Graft.predict(MODEL, X).mean

@testset "views with gaps, backwards and transposed give the same bits" begin
    wide = fill(-7.0, 12, 32)
    wide[2:3:12, 1:2:32] = X
    @test same_bits(Graft.predict(MODEL, view(wide, 2:3:12, 1:2:32)).mean, MEAN)
    backwards = X[:, end:-1:1]
    @test same_bits(Graft.predict(MODEL, view(backwards, :, ROWS:-1:1)).mean, MEAN)
    upside_down = X[end:-1:1, :]
    @test same_bits(Graft.predict(MODEL, view(upside_down, 4:-1:1, :)).mean, MEAN)
    transposed = Matrix(X')
    @test same_bits(Graft.predict(MODEL, transposed').mean, MEAN)
    @test same_bits(Graft.predict(MODEL, transpose(transposed)).mean, MEAN)
    @test same_bits(Graft.predict(MODEL, view(transposed, ROWS:-1:1, :)').mean, MEAN[end:-1:1])
    @test same_bits(Graft.predict(MODEL, PermutedDimsArray(transposed, (2, 1))).mean, MEAN)
    @test same_bits(Graft.predict(MODEL, reshape(vec(X), 4, :)).mean, MEAN)
    one_by_one = [Graft.predict(MODEL, view(X, :, i:i)).mean[1] for i in 1:ROWS]
    @test same_bits(one_by_one, MEAN)
end

@testset "a view is read in place, not copied" begin
    wide = fill(-7.0, 12, 32)
    for x in (X, view(wide, 2:3:12, 1:2:32), view(X, :, ROWS:-1:1), X', view(wide, 1:2, :)',
              PermutedDimsArray(X, (2, 1)))
        array, rows, cols, row_stride, col_stride = Graft.matrix(x)
        GC.@preserve array begin
            address(i, j) = pointer(array) + 8 * ((i - 1) * row_stride + (j - 1) * col_stride)
            @test all(unsafe_load(address(i, j)) === x[j, i] for i in 1:rows, j in 1:cols)
        end
        @test parent(array) === X || parent(array) === wide
    end
end

@testset "what does not lie in memory with strides is copied" begin
    @test same_bits(Graft.predict(MODEL, view(X, :, collect(1:ROWS))).mean, MEAN)
    @test same_bits(Graft.predict(MODEL, Int.(X)).mean, MEAN)
    @test same_bits(Graft.predict(MODEL, Rational{Int}.(X)).mean, MEAN)
    @test same_bits(Graft.predict(MODEL, BigFloat.(X)).mean, MEAN)
    @test length(Graft.from_features(Diagonal([1.0, 2.0, 3.0]))) == 3
end

@testset "single precision is taken as it is" begin
    single = Float32.(X)
    @test same_bits(Graft.predict(MODEL, single).mean, MEAN)
    @test same_bits(Graft.predict(MODEL, view(repeat(single, inner=(2, 1)), 1:2:8, :)).mean, MEAN)
    set = Graft.from_features(single, FLASH)
    @test same_bits(Graft.features(set), X)
    @test same_bits(Graft.features(set, Float32), single)
    more = Graft.append_features(set, fill(0.5f0, 2, ROWS))
    @test same_bits(Graft.features(more), vcat(X, fill(0.5, 2, ROWS)))
    @test more["columns"] == 6
    @test Graft.append_features(set, fill(0.5, 1, ROWS))["columns"] == 5
end

@testset "targets may be missing, of any real type, and have gaps" begin
    set = Graft.from_features(X, [missing; FLASH[2:end]])
    @test Graft.labelled(set) == ROWS - 1
    @test isnan(Graft.targets(set)[1])
    @test same_bits(Graft.targets(Graft.from_features(X, 1:ROWS)), Float64.(1:ROWS))
    gaps = repeat(FLASH, inner=2)
    @test same_bits(Graft.targets(Graft.from_features(X, view(gaps, 1:2:2ROWS))), FLASH)
    Graft.set_targets!(set, fill(missing, ROWS))
    @test Graft.labelled(set) == 0
    @test Graft.labelled(Graft.from_features(X)) == 0
end

@testset "wrong shapes are errors" begin
    set = Graft.from_features(X, FLASH)
    @test_throws DimensionMismatch Graft.from_features(X, FLASH[1:3])
    @test_throws DimensionMismatch Graft.set_targets!(set, FLASH[1:3])
    @test_throws DimensionMismatch Graft.set_ids!(set, ["a"])
    @test_throws DimensionMismatch Graft.select_part(set, [1], 1)
    @test_throws DimensionMismatch set[[true, false]]
    @test_throws DimensionMismatch Graft.predict!(zeros(3), nothing, nothing, MODEL, X)
    @test_throws DimensionMismatch Graft.predict!(zeros(ROWS), zeros(3), nothing, MODEL, set)
    @test_throws DimensionMismatch Graft.score("rmse", FLASH, MEAN[1:3])
    @test_throws DimensionMismatch Graft.score("crps", FLASH, MEAN, MEAN[1:3])
    @test refused(() -> Graft.predict(MODEL, X[1:3, :]), Graft.ERROR_DATA, "3")
    @test refused(() -> Graft.append_features(set, X[:, 1:3]), Graft.ERROR_ARGUMENT, "rows")
    @test refused(() -> Graft.set_columns!(set, ["a"]), Graft.ERROR_ARGUMENT, "cols")
    @test_throws BoundsError set[[0]]
    @test_throws BoundsError set[[ROWS + 1]]
    @test_throws BoundsError set[2:ROWS + 1]
end

@testset "wrong types are errors" begin
    @test_throws MethodError Graft.from_features(FLASH)
    @test_throws MethodError Graft.from_features(string.(X))
    @test_throws MethodError Graft.from_features(complex.(X))
    @test_throws MethodError Graft.from_features([missing 1.0; 2.0 3.0])
    @test_throws MethodError Graft.from_features(X, string.(FLASH))
    @test_throws MethodError Graft.predict(MODEL, FLASH)
    @test_throws MethodError Graft.predict(MODEL, "CCO")
    @test_throws MethodError Graft.predict!(zeros(Float32, ROWS), nothing, nothing, MODEL, X)
    @test_throws MethodError Graft.set_target!(prepared(), X)
    @test_throws MethodError Graft.set_target!(prepared(), MODEL)
    @test_throws MethodError Graft.without(Graft.from_features(X), X)
end

@testset "values that are not finite are named with their row" begin
    bad = copy(X)
    bad[3, 6] = Inf
    @test refused(() -> Graft.from_features(bad), Graft.ERROR_DATA, "row 5")
    @test refused(() -> Graft.predict(MODEL, bad), Graft.ERROR_DATA, "row 5")
    @test refused(() -> Graft.from_features(X, [Inf; FLASH[2:end]]), Graft.ERROR_DATA, "row 0")
end

@testset "empty arrays are empty sets, or errors" begin
    empty = Graft.from_features(X[:, 1:0])
    @test length(empty) == 0
    @test isempty(Graft.targets(empty))
    @test size(Graft.features(empty)) == (4, 0)
    @test isempty(Graft.predict(MODEL, X[:, 1:0]).mean)
    @test isempty(Graft.predict(MODEL, empty).mean)
    @test size(Graft.quantiles(MODEL, empty, [0.5])) == (1, 0)
    @test length(Graft.from_features(X)[Int[]]) == 0
    @test length(Graft.from_features(X)[falses(ROWS)]) == 0
    @test refused(() -> Graft.from_features(zeros(0, 3)), Graft.ERROR_ARGUMENT, "cols")
    @test refused(() -> Graft.predict(MODEL, zeros(0, 3)), Graft.ERROR_ARGUMENT, "cols")
end

@testset "graphs have offsets and atoms from 1" begin
    atoms = [6.0 6 8 6 8; 1 2 3 4 5]
    bonds = [1.0 1 2]
    set = Graft.from_graphs([1, 4, 6], atoms, [1, 3, 4], [1 2 1; 2 3 2], bonds, [1.0, 2.0])
    @test (length(set), set["atom_columns"], set["bond_columns"]) == (2, 2, 1)
    @test set["input"] == "graphs"
    @test refused(() -> Graft.features(set), Graft.ERROR_UNSUPPORTED, "graphs")
    graphs(; ao=[1, 4, 6], a=atoms, bo=[1, 3, 4], ba=[1 2 1; 2 3 2], b=bonds, y=nothing) =
        Graft.from_graphs(ao, a, bo, ba, b, y)
    @test graphs(a=view(repeat(atoms, outer=(2, 1)), 1:2, :))["checksum"] == graphs()["checksum"]
    @test_throws ArgumentError graphs(ao=[1, 4, 7])
    @test_throws ArgumentError graphs(ao=[0, 3, 5])
    @test_throws ArgumentError graphs(ao=Int[])
    @test_throws ArgumentError graphs(ao=[1, 7, 6])
    @test_throws DimensionMismatch graphs(bo=[1, 4])
    @test_throws DimensionMismatch graphs(ba=[1 2; 2 3])
    @test_throws DimensionMismatch graphs(y=[1.0])
    @test refused(() -> graphs(ba=[1 2 1; 2 4 2]), Graft.ERROR_DATA, "bond")
    @test refused(() -> graphs(ba=[1 2 1; 2 0 2]), Graft.ERROR_DATA, "bond")
end
