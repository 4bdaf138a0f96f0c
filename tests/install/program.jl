# What a Julia user of the installed library writes first.
using Graft
x = reshape(Float64.(mod.(0:39, 8)), 1, 40)
model = Graft.fit("ridge", Graft.from_features(x, 2 .* vec(x) .+ mod.(0:39, 3)))
println("graft ", Graft.version(), " predicts ", Graft.predict(model, x[:, 1:1]).mean)
