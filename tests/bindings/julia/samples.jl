# Small real data and tiny fits: the counts of atoms and rings of 16 molecules, with their boiling and
# flash points in kelvin.
using Test
using Graft
using Graft: Dataset, Fitter, Model, Options, Context

const SMILES = split("CCO CCCO CCCCO CCCCCO CCCCCC CCCCCCC CC(C)=O CC(=O)O c1ccccc1 Cc1ccccc1 " *
                     "Oc1ccccc1 Nc1ccccc1 c1ccncc1 C1CCCCC1 CCNCC OCCO")
# x[feature, sample]: carbon, nitrogen, oxygen, rings.
const X = Float64.(reshape([
    2, 0, 1, 0, 3, 0, 1, 0, 4, 0, 1, 0, 5, 0, 1, 0, 6, 0, 0, 0, 7, 0, 0, 0, 3, 0, 1, 0, 2, 0, 2, 0,
    6, 0, 0, 1, 7, 0, 0, 1, 6, 0, 1, 1, 6, 1, 0, 1, 5, 1, 0, 1, 6, 0, 0, 1, 4, 1, 0, 0, 2, 0, 2, 0],
    4, 16))
const BOILING = [351.39, 370.19, 390.75, 410.75, 341.87, 371.53, 329.23, 391.05, 353.23, 383.75,
                 454.95, 457.25, 388.35, 353.85, 328.55, 470.65]
const FLASH = [285.93, 288.15, 308.15, 310.65, 250.65, 269.07, 253.15, 312.15, 262.15, 277.37, 350.37,
               343.15, 293.15, 256.15, 246.09, 384.26]
const ROWS = length(FLASH)
const TINY = (width=16, encoder_width=16, latent=8, steps=60, epoch_steps=10, batch=8, source_batch=8,
              source_start=0, members=1, valid_fraction=0.1)

vectors(y, property) =
    Graft.set_property!(Graft.from_features(X[:, 1:length(y)], y), property, "K")

"A fitter of gate that is ready to fit."
function prepared(; keywords...)
    fitter = Fitter("gate"; TINY..., keywords...)
    Graft.add_source!(fitter, vectors(BOILING, "boiling point"))
    return Graft.set_target!(fitter, vectors(FLASH[1:12], "flash point"))
end

same_bits(a, b) = size(a) == size(b) && all(a .=== b)

"Whether `f` throws a GraftError of that status with that text in its message."
function refused(f, status, text)
    try
        f()
    catch e
        e isa GraftError || rethrow()
        e.status == status && occursin(text, e.message) && return true
        @error "another failure" e.status e.message
    end
    return false
end
