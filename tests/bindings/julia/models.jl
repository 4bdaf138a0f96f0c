# What a model says, keeps and knows.
using Serialization

const FITTED = Graft.fit(prepared())
const SET = vectors(FLASH, "flash point")
const KNOWN = Graft.predict(FITTED, SET)

@testset "every output may be left out, and options may be given" begin
    @test Graft.predict!(nothing, nothing, nothing, FITTED, SET) === nothing
    ours = zeros(ROWS)
    Graft.predict!(nothing, nothing, ours, FITTED, SET)
    @test same_bits(ours, KNOWN.noise_sd)
    Graft.predict!(nothing, ours, nothing, FITTED, X)
    @test same_bits(ours, KNOWN.model_sd)
    predict_one!(output, x) = Graft.predict!(output, output, output, FITTED, x)
    predict_one!(ours, X)
    @test 0 == @allocated predict_one!(ours, X)
    @test same_bits(Graft.predict(FITTED, X; n_threads=2).mean, KNOWN.mean)
    @test same_bits(Graft.predict(FITTED, SET; options=Options(n_threads=2)).mean, KNOWN.mean)
    @test refused(() -> Graft.predict(FITTED, X; n_threads=-1), Graft.ERROR_OPTION, "n_threads")
    @test refused(() -> Graft.predict(FITTED, ["CCO"]), Graft.ERROR_UNSUPPORTED, "")
end

@testset "quantiles, draws and scores" begin
    between = Graft.quantiles(FITTED, SET, [0.025, 0.5, 0.975])
    @test size(between) == (3, ROWS)
    @test all(between[1, :] .< between[2, :] .< between[3, :])
    @test same_bits(Graft.quantiles(FITTED, X, 0.5:0.1:0.5), between[2:2, :])
    @test refused(() -> Graft.quantiles(FITTED, SET, [1.5]), Graft.ERROR_ARGUMENT, "1.5")
    @test_throws MethodError Graft.quantiles(FITTED, SET, ["half"])
    @test same_bits(Graft.draws(FITTED, SET, 5), repeat(KNOWN.mean', 5))
    noisy = Graft.draws(FITTED, SET, 5; noise=true)
    @test !same_bits(noisy[1, :], noisy[2, :])
    @test same_bits(noisy, Graft.draws(FITTED, X, 5; noise=true, seed=0))
    @test !same_bits(noisy, Graft.draws(FITTED, X, 5; noise=true, seed=9))
    @test refused(() -> Graft.draws(FITTED, SET, 0), Graft.ERROR_ARGUMENT, "draws")
    @test Graft.evaluate(FITTED, SET, "rmse") === Graft.score("rmse", FLASH, KNOWN.mean) > 0
    @test 0 <= Graft.score("coverage95", FLASH, KNOWN.mean, KNOWN.noise_sd) <= 1
    @test refused(() -> Graft.score("coverage95", FLASH, KNOWN.mean), Graft.ERROR_ARGUMENT, "sd")
    @test refused(() -> Graft.evaluate(FITTED, SET, "beauty"), Graft.ERROR_ARGUMENT, "beauty")
end

@testset "embeddings have the components that the model says" begin
    @test Graft.embed_cols(FITTED) == 8
    @test size(Graft.embed(FITTED, SET)) == (8, ROWS)
    @test same_bits(Graft.embed(FITTED, X; task=1), Graft.embed(FITTED, SET, "latent"; task=1))
    @test refused(() -> Graft.embed(FITTED, SET; task=2), Graft.ERROR_ARGUMENT, "task")
    @test refused(() -> Graft.embed(FITTED, SET, "soul"), Graft.ERROR_ARGUMENT, "soul")
end

struct Leaky <: IO end
Base.unsafe_write(::Leaky, ::Ptr{UInt8}, ::UInt) = error("the pipe leaks")

@testset "a model that was kept predicts the same bits" begin
    mktempdir() do folder
        path = joinpath(folder, "mödel.graft")
        Graft.save(FITTED, path)
        bytes = Graft.save_memory(FITTED)
        @test read(path) == bytes
        @test same_bits(Graft.predict(Graft.load(path), X).mean, KNOWN.mean)
        @test same_bits(Graft.predict(Graft.load(bytes; context=Context()), X).mean, KNOWN.mean)
        io = IOBuffer()
        write(io, FITTED)
        @test take!(io) == bytes
        open(file -> write(file, FITTED), path, "w")
        @test read(path) == bytes
        @test_throws ErrorException("the pipe leaks") write(Leaky(), FITTED)
        serialize(io, Dict("model" => FITTED))
        seekstart(io)
        @test same_bits(Graft.predict(deserialize(io)["model"], X).mean, KNOWN.mean)
        damaged = copy(bytes)
        damaged[end ÷ 2] = ~damaged[end ÷ 2]
        @test refused(() -> Graft.load(damaged), Graft.ERROR_FORMAT, "")
        @test refused(() -> Graft.load(bytes[1:end ÷ 2]), Graft.ERROR_FORMAT, "")
        @test refused(() -> Graft.load(UInt8[]), Graft.ERROR_FORMAT, "")
        @test refused(() -> Graft.load(joinpath(folder, "none")), Graft.ERROR_IO, "none")
        @test refused(() -> Graft.save(FITTED, joinpath(folder, "none", "model")), Graft.ERROR_IO, "none")
    end
end

@testset "handles of other kinds arrive closed where they are sent" begin
    io = IOBuffer()
    serialize(io, SET)
    seekstart(io)
    arrived = deserialize(io)
    @test !isopen(arrived)
    close(arrived)
    @test_throws ArgumentError length(arrived)
    @test length(SET) == ROWS
end

@testset "facts are found by key, of every type" begin
    @test FITTED["method"] == "gate" && FITTED["unit"] == "K"
    @test FITTED["members"] === 1 && FITTED["parameters"] > 0
    @test FITTED["noise_sd"] === KNOWN.noise_sd[1]
    @test Graft.facts(FITTED)["noise_sd"] === FITTED["noise_sd"]
    @test Graft.facts(SET)["rows"] === ROWS
    @test refused(() -> FITTED["menbers"], Graft.ERROR_ARGUMENT, "members")
    @test refused(() -> SET["kimd"], Graft.ERROR_ARGUMENT, "kind")
    @test Graft.column(FITTED, 1) == ""
    @test refused(() -> Graft.column(FITTED, 0), Graft.ERROR_ARGUMENT, "col")
    @test startswith(Graft.info(FITTED), "{") && endswith(Graft.info(FITTED), "}")
end

@testset "diagnostics have names" begin
    @test isempty(Graft.diagnostics(FITTED))
    ridge = Graft.fit("ridge", SET)
    @test Graft.diagnostics(ridge)["kernel.noise"] > 0
    @test ridge.converged
end

@testset "chains that have not mixed come with a model that says so" begin
    short = Graft.fit("target_only", SET; network="small", draws=10, chains=2,
                      adaptation=20, samples=10, max_depth=1)
    @test !short.converged
    @test Graft.diagnostics(short)["converged"] == 0
    @test length(Graft.predict(short, X).mean) == ROWS
end
