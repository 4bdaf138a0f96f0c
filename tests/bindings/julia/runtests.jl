# All tests of the Julia package but those of threads.
include("samples.jl")
@testset "Graft" begin
    for part in ("handles", "options", "arrays", "texts", "fitting", "models")
        @testset "$part" begin
            include("$part.jl")
        end
    end
end
