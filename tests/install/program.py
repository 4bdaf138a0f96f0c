# What a Python user of the installed library writes first.
import graft
import numpy as np

x = np.arange(40.0)[:, None] % 8
target = graft.Dataset.from_features(x, 2 * x[:, 0])
fitter = graft.Fitter("ridge")
fitter.set_target(target)
model = fitter.fit()
print(f"graft {graft.version()} predicts {model.predict(x[:1])[0]}")
