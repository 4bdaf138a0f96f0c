"""Graft: transfer learning for scarce property data.

A thin layer over the C library (graft.h is the manual): handles that free themselves, NumPy arrays
without copies where the library takes strides, statuses as exceptions.

    boiling = graft.Dataset.from_csv("boiling_points.csv", smiles="smiles", target="boiling_point_K")
    flash = graft.Dataset.from_csv("flash_points.csv", smiles="smiles", target="flash_point_K")
    model = graft.fit("gate", flash, [boiling], n_threads=2)
    mean, model_sd, noise_sd = model.predict(["CCO", "c1ccccc1"])

The library is found by the environment variable GRAFT_LIBRARY, else as the system finds libgraft.
GraftRegressor is an estimator for scikit-learn; it needs that package, the rest NumPy alone.
"""

import ctypes
import ctypes.util
import os

import numpy as np

__all__ = ["Context", "Dataset", "Error", "Fitter", "GraftRegressor", "Model", "Options", "Stopped",
           "fit", "has_feature", "methods", "options", "score", "version"]

# Arguments of every function of graft.h: p a pointer, s a text, i int64, j int32, u uint64, d double;
# behind the colon what it gives: j a status or flag, i a count, s a text, - nothing.
_SIGNATURES = """
graft_version:s graft_version_number:i graft_has_feature s:j graft_last_error:s
graft_last_error_copy pip:j graft_status_name j:s
graft_context_create pp:j graft_context_free p:- graft_context_set_log ppp:j
graft_options_create p:j graft_options_free p:- graft_options_clone pp:j graft_options_set_int psi:j
graft_options_set_double psd:j graft_options_set_string pss:j graft_options_set_text pss:j
graft_options_get_text pspip:j graft_option_count:i graft_option_describe ippppp:j
graft_method_count:i graft_method_describe ippppp:j
graft_dataset_from_smiles ppippp:j graft_dataset_from_formulas ppippp:j
graft_dataset_from_texts psppippp:j graft_dataset_from_features ppiiiippp:j
graft_dataset_from_features_f32 ppiiiippp:j graft_dataset_from_graphs pippipppippp:j
graft_dataset_from_structures pipppiippppp:j graft_dataset_as_features pp:j graft_dataset_from_file psssspp:j
graft_dataset_from_csv pssssspp:j graft_dataset_append_features ppiiiip:j
graft_dataset_append_features_f32 ppiiiip:j graft_dataset_select ppip:j
graft_dataset_select_part ppjp:j graft_dataset_concat ppp:j graft_dataset_without ppp:j
graft_dataset_distances ppppi:j graft_dataset_free p:- graft_dataset_set_targets ppi:j
graft_dataset_set_ids ppi:j graft_dataset_set_ids_texts pppi:j graft_dataset_set_columns ppi:j
graft_dataset_set_property pss:j graft_dataset_rows p:i graft_dataset_labelled p:i
graft_dataset_skipped p:i graft_dataset_skipped_reason pipip:j graft_dataset_skipped_rows ppi:j
graft_dataset_targets ppi:j graft_dataset_features ppiiii:j graft_dataset_features_f32 ppiiii:j
graft_dataset_input_rows ppi:j graft_dataset_id pipip:j graft_dataset_smiles pipip:j
graft_dataset_scaffold pipip:j graft_dataset_column pipip:j graft_dataset_texts pspipip:j
graft_dataset_get_text pspip:j graft_dataset_get_int psp:j graft_dataset_fact_count p:i
graft_dataset_fact pipp:j
graft_split_random pdupi:j graft_split_scaffold pdupi:j graft_split_scaffold_ordered pdpi:j
graft_split_kfold piupi:j
graft_fitter_create pspp:j graft_fitter_free p:- graft_fitter_set_target pp:j
graft_fitter_add_source pp:j graft_fitter_set_source_model pp:j graft_fitter_set_unlabelled pp:j
graft_fitter_set_validation pp:j graft_fitter_set_progress ppp:j graft_fitter_set_log ppp:j
graft_fitter_fit pp:j graft_fitter_cancel p:j graft_fitter_history_rows p:i
graft_fitter_history_cols p:i graft_fitter_history_name pipip:j graft_fitter_history ppiiii:j
graft_model_free p:- graft_model_predict ppppppi:j graft_model_predict_smiles ppipppp:j
graft_model_predict_texts pppipppp:j graft_model_predict_features ppiiiipppp:j
graft_model_predict_structures pipppiipppppp:j
graft_model_predict_features_f32 ppiiiipppp:j graft_model_quantiles ppppipiii:j
graft_model_draws pppjpiiii:j graft_model_evaluate pppsp:j graft_model_diagnostic_count p:i
graft_model_diagnostic pipp:j graft_model_embed ppsipiiii:j graft_model_embed_cols psp:j
graft_model_save ps:j graft_model_load psp:j graft_model_save_memory ppip:j
graft_model_load_memory ppip:j graft_model_write ppp:j graft_model_info ppip:j
graft_model_get_text pspip:j graft_model_get_int psp:j graft_model_get_double psp:j
graft_model_fact_count p:i graft_model_fact pipp:j graft_model_column pipip:j
graft_score spppip:j
"""

_TYPES = {"p": ctypes.c_void_p, "s": ctypes.c_char_p, "i": ctypes.c_int64, "j": ctypes.c_int32,
          "u": ctypes.c_uint64, "d": ctypes.c_double, "-": None}


def _signatures():
    """(name, codes of the arguments, code of the result) of every function."""
    words = _SIGNATURES.split()
    at = 0
    while at < len(words):
        name, colon, result = words[at].partition(":")
        arguments = ""
        if not colon:
            at += 1
            arguments, _, result = words[at].partition(":")
        at += 1
        yield name, arguments, result


def _load():
    path = os.environ.get("GRAFT_LIBRARY") or ctypes.util.find_library("graft") or "libgraft.so.0"
    library = ctypes.CDLL(path)
    for name, arguments, result in _signatures():
        function = getattr(library, name)
        function.argtypes = [_TYPES[code] for code in arguments]
        function.restype = _TYPES[result]
    return library


_c = _load()
STOPPED, UNCONVERGED = 12, 13


class Error(Exception):
    """A call that failed: status, its name, and a message that names the argument, row and value."""

    def __init__(self, status, message):
        super().__init__(message)
        self.status = status
        self.name = _c.graft_status_name(status).decode()


class Stopped(Error):
    """A fit that was stopped before there was a result."""


def _check(status):
    if status != 0:
        kind = Stopped if status == STOPPED else Error
        raise kind(status, _c.graft_last_error().decode())


def _bytes(text, name):
    if text is None:
        return None
    if isinstance(text, os.PathLike):
        text = os.fspath(text)
    if not isinstance(text, (str, bytes)):
        raise TypeError(f"{name}: a text is wanted, not {type(text).__name__}")
    data = text.encode() if isinstance(text, str) else text
    if b"\0" in data:
        raise ValueError(f"{name}: holds a zero")
    return data


def _text(function, *arguments):
    """The text of a function that ends in (buffer, capacity, needed)."""
    needed = ctypes.c_int64()
    _check(function(*arguments, None, 0, ctypes.addressof(needed)))
    buffer = ctypes.create_string_buffer(needed.value + 1)
    _check(function(*arguments, buffer, needed.value + 1, None))
    return buffer.value.decode()


def _doubles(values, name, size=None):
    """A contiguous vector of doubles; None stays None."""
    if values is None:
        return None
    array = np.ascontiguousarray(values, dtype=np.float64)
    if array.ndim != 1 or (size is not None and array.shape[0] != size):
        wanted = "a vector" if size is None else f"a vector of {size}"
        raise ValueError(f"{name}: {wanted} is wanted, not shape {array.shape}")
    return array


def _matrix(x, name):
    """Rows by columns as they lie in memory: float32 or float64, any strides of whole elements."""
    x = np.asarray(x)
    if x.ndim != 2:
        raise ValueError(f"{name}: rows by columns are wanted, not shape {x.shape}")
    if x.dtype not in (np.float32, np.float64):
        if x.dtype.kind not in "iufb":
            raise TypeError(f"{name}: numbers are wanted, not {x.dtype}")
        x = x.astype(np.float64)
    broken = any(s % x.itemsize or (s == 0 and n > 1) for s, n in zip(x.strides, x.shape))
    if not x.dtype.isnative or broken:
        x = np.ascontiguousarray(x, dtype=x.dtype.newbyteorder("="))
    return x


def _matrix_arguments(x):
    row, col = (s // x.itemsize for s in x.strides)
    return x.ctypes.data, x.shape[0], x.shape[1], row or 1, col or 1


def _for_type(name, x):
    return getattr(_c, name + ("_f32" if x.dtype == np.float32 else ""))


def _packed(texts, name):
    """Texts as bytes and offsets."""
    if isinstance(texts, (str, bytes)):
        raise TypeError(f"{name}: a list of texts is wanted, not one text")
    data = [_bytes(text, f"{name}[{i}]") for i, text in enumerate(texts)]
    for i, text in enumerate(data):
        if text is None:
            raise TypeError(f"{name}[{i}]: a text is wanted, not None")
    offsets = np.zeros(len(data) + 1, dtype=np.int64)
    np.cumsum([len(text) for text in data], out=offsets[1:])
    return b"".join(data), offsets


def _pointer(array):
    return None if array is None else array.ctypes.data


class _Handle:
    """Owns one handle of the library; closing it twice is harmless."""

    _release = None

    def __init__(self, function, *arguments, context=None):
        self._handle = None
        out = ctypes.c_void_p()
        _check(function(*arguments, ctypes.addressof(out)))
        self._handle = out.value
        self.context = context

    def close(self):
        handle, self._handle = getattr(self, "_handle", None), None
        if handle and self._release:
            getattr(_c, self._release)(handle)

    __del__ = close

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    @property
    def _as_parameter_(self):
        if self._handle is None:
            raise ValueError(f"{type(self).__name__}: is closed")
        return ctypes.c_void_p(self._handle)


class Options(_Handle):
    """Options by keyword: Options(steps=500, kernel="linear"); see options()."""

    _release = "graft_options_free"

    def __init__(self, **values):
        super().__init__(_c.graft_options_create)
        for key, value in values.items():
            self[key] = value

    def __setitem__(self, key, value):
        key = _bytes(key, "key")
        if isinstance(value, (bool, np.bool_, int, np.integer)):
            _check(_c.graft_options_set_int(self, key, int(value)))
        elif isinstance(value, (float, np.floating)):
            _check(_c.graft_options_set_double(self, key, float(value)))
        else:
            _check(_c.graft_options_set_string(self, key, _bytes(value, "value")))

    def __getitem__(self, key):
        return _text(_c.graft_options_get_text, self, _bytes(key, "key"))

    def copy(self):
        clone = Options.__new__(Options)
        _Handle.__init__(clone, _c.graft_options_clone, self)
        return clone


def _options(values):
    return Options(**values) if values else None


class Context(_Handle):
    """What calls share: threads (n_threads) and a log, a function of one line."""

    _release = "graft_context_free"

    def __init__(self, log=None, **values):
        super().__init__(_c.graft_context_create, _options(values))
        self._log = None
        if log is not None:
            self._log = _LOG(lambda line, _: log(line.decode()))  # an exception is printed by ctypes
            _check(_c.graft_context_set_log(self, ctypes.cast(self._log, ctypes.c_void_p), None))


def _structures(structures):
    """offsets, species, positions, cells and periodic of all structures, one after the other."""
    offsets, species, positions, cells, periodic = [0], [], [], [], []
    for i, s in enumerate(structures):
        if hasattr(s, "get_positions"):  # as ASE's Atoms are
            s = (s.numbers, s.positions, np.asarray(s.cell), s.pbc)
        if not 2 <= len(s) <= 4:
            raise ValueError(f"structures[{i}]: species, positions, cell and periodic are wanted")
        numbers, at = np.asarray(s[0], dtype=np.int32), np.asarray(s[1], dtype=np.float64)
        if numbers.ndim != 1 or at.shape != (numbers.size, 3):
            raise ValueError(f"structures[{i}]: {numbers.size} species have positions of shape "
                             f"{at.shape}")
        cell = np.zeros((3, 3)) if len(s) < 3 or s[2] is None else np.asarray(s[2], np.float64)
        if cell.shape != (3, 3):
            raise ValueError(f"structures[{i}]: the cell has the shape {cell.shape}, not (3, 3)")
        given = len(s) > 3 and s[3] is not None
        flags = np.broadcast_to(s[3], 3) if given else cell.any(axis=1)
        offsets.append(offsets[-1] + numbers.size)
        species.append(numbers), positions.append(at), cells.append(cell), periodic.append(flags)
    return (np.array(offsets, dtype=np.int64),
            np.concatenate(species or [np.empty(0, np.int32)]),
            np.concatenate(positions or [np.empty((0, 3))]),
            np.array(cells, dtype=np.float64), np.array(periodic, dtype=np.int32))


def _structure_arguments(arrays):
    offsets, species, positions, cells, periodic = arrays
    return (len(offsets) - 1, _pointer(offsets), _pointer(species), _pointer(positions), 3, 1,
            _pointer(cells), _pointer(periodic))


class Dataset(_Handle):
    """Rows of inputs with at most one property, the target (NaN where it is missing)."""

    _release = "graft_dataset_free"

    @classmethod
    def _make(cls, function, *arguments, context=None):
        made = cls.__new__(cls)
        _Handle.__init__(made, function, *arguments, context=context)
        return made

    @classmethod
    def from_smiles(cls, smiles, targets=None, *, context=None, **options):
        return cls._from_texts(b"smiles", smiles, targets, context, options)

    @classmethod
    def from_formulas(cls, formulas, targets=None, *, context=None, **options):
        return cls._from_texts(b"formulas", formulas, targets, context, options)

    @classmethod
    def _from_texts(cls, kind, texts, targets, context, options):
        data, offsets = _packed(texts, kind.decode())
        y = _doubles(targets, "targets", len(offsets) - 1)
        return cls._make(_c.graft_dataset_from_texts, context, kind, data, _pointer(offsets),
                         len(offsets) - 1, _pointer(y), _options(options), context=context)

    @classmethod
    def from_features(cls, x, targets=None, *, columns=None, context=None, **options):
        x = _matrix(x, "x")
        y = _doubles(targets, "targets", x.shape[0])
        made = cls._make(_for_type("graft_dataset_from_features", x), context,
                         *_matrix_arguments(x), _pointer(y), _options(options), context=context)
        if columns is not None:
            made.columns = columns
        return made

    @classmethod
    def from_graphs(cls, atom_offsets, atom_features, bond_offsets, bond_atoms, bond_features,
                    targets=None, *, context=None, **options):
        atom_offsets = np.ascontiguousarray(atom_offsets, dtype=np.int64)
        bond_offsets = np.ascontiguousarray(bond_offsets, dtype=np.int64)
        bond_atoms = np.ascontiguousarray(bond_atoms, dtype=np.int64)
        atoms = np.ascontiguousarray(atom_features, dtype=np.float64)
        bonds = np.ascontiguousarray(bond_features, dtype=np.float64)
        rows = atom_offsets.shape[0] - 1
        if rows < 0 or bond_offsets.shape != atom_offsets.shape:
            raise ValueError("atom_offsets, bond_offsets: rows + 1 entries each are wanted")
        if atoms.ndim != 2 or atoms.shape[0] != atom_offsets[-1]:
            raise ValueError(f"atom_features: {atom_offsets[-1]} rows are wanted, not {atoms.shape}")
        if bonds.ndim != 2 or bonds.shape[0] != bond_offsets[-1]:
            raise ValueError(f"bond_features: {bond_offsets[-1]} rows are wanted, not {bonds.shape}")
        if bond_atoms.size != 2 * bond_offsets[-1]:
            raise ValueError("bond_atoms: two atoms a bond are wanted")
        y = _doubles(targets, "targets", rows)
        return cls._make(_c.graft_dataset_from_graphs, context, rows, _pointer(atom_offsets),
                         _pointer(atoms), atoms.shape[1], _pointer(bond_offsets),
                         _pointer(bond_atoms), _pointer(bonds), bonds.shape[1], _pointer(y),
                         _options(options), context=context)

    @classmethod
    def from_structures(cls, structures, targets=None, *, context=None, **options):
        """Of ASE's Atoms, or of (species, positions[, cell[, periodic]]), lengths in angstrom."""
        arrays = _structures(structures)
        y = _doubles(targets, "targets", len(structures))
        return cls._make(_c.graft_dataset_from_structures, context,
                         *_structure_arguments(arrays), _pointer(y), _options(options),
                         context=context)

    @classmethod
    def from_file(cls, path, format=None, *, target=None, id=None, context=None, **options):
        return cls._make(_c.graft_dataset_from_file, context, _bytes(path, "path"),
                         _bytes(format, "format"), _bytes(target, "target"), _bytes(id, "id"),
                         _options(options), context=context)

    def as_features(self):
        """Structures as feature vectors with names."""
        return self._make(_c.graft_dataset_as_features, self, context=self.context)

    @classmethod
    def from_csv(cls, path, *, smiles=None, formulas=None, features=None, target=None, id=None,
                 context=None, **options):
        given = {k: v for k, v in (("smiles", smiles), ("formulas", formulas),
                                   ("features", features)) if v is not None}
        if len(given) != 1:
            raise TypeError("one of smiles, formulas and features is wanted")
        (kind, columns), = given.items()
        if not isinstance(columns, str):  # a list of names is a line of CSV
            columns = ",".join('"' + c.replace('"', '""') + '"' for c in columns)
        return cls._make(_c.graft_dataset_from_csv, context, _bytes(path, "path"), kind.encode(),
                         _bytes(columns, kind), _bytes(target, "target"), _bytes(id, "id"),
                         _options(options), context=context)

    def __len__(self):
        return _c.graft_dataset_rows(self)

    def __repr__(self):
        if self._handle is None:
            return "<graft.Dataset, closed>"
        return (f"<graft.Dataset of {len(self)} {self['kind']}, {self['labelled']} with "
                f"{self['property'] or 'a target'}>")

    def __getitem__(self, key):
        """A fact by its key, or the rows of a slice, a mask or a list of numbers as a set."""
        if isinstance(key, str):
            return self.facts()[key]
        rows = np.arange(len(self))[key]
        return self.select(np.atleast_1d(rows))

    def facts(self):
        return _facts("dataset", self)

    def select(self, rows):
        rows = np.ascontiguousarray(rows, dtype=np.int64)
        return self._make(_c.graft_dataset_select, self, _pointer(rows), rows.size,
                          context=self.context)

    def select_part(self, part, which):
        part = np.ascontiguousarray(part, dtype=np.int32)
        if part.shape != (len(self),):
            raise ValueError(f"part: {len(self)} numbers are wanted, not shape {part.shape}")
        return self._make(_c.graft_dataset_select_part, self, _pointer(part), which,
                          context=self.context)

    def append_features(self, x):
        x = _matrix(x, "x")
        return self._make(_for_type("graft_dataset_append_features", x), self,
                          *_matrix_arguments(x), context=self.context)

    def concat(self, other):
        return self._make(_c.graft_dataset_concat, self, other, context=self.context)

    def without(self, other):
        return self._make(_c.graft_dataset_without, self, other, context=self.context)

    def distances(self, reference, **options):
        d = np.empty(len(self))
        _check(_c.graft_dataset_distances(self, reference, _options(options), _pointer(d), d.size))
        return d

    def set_property(self, name, unit=""):
        _check(_c.graft_dataset_set_property(self, _bytes(name, "name"), _bytes(unit, "unit")))
        return self

    @property
    def targets(self):
        y = np.empty(len(self))
        _check(_c.graft_dataset_targets(self, _pointer(y), y.size))
        return y

    @targets.setter
    def targets(self, values):
        y = _doubles(values, "targets", len(self))
        _check(_c.graft_dataset_set_targets(self, _pointer(y), y.size))

    @property
    def features(self):
        x = np.empty((len(self), self["columns"]))
        _check(_c.graft_dataset_features(self, *_matrix_arguments(x)))
        return x

    @property
    def input_rows(self):
        rows = np.empty(len(self), dtype=np.int64)
        _check(_c.graft_dataset_input_rows(self, _pointer(rows), rows.size))
        return rows

    @property
    def skipped(self):
        """(input row, reason) of each row that was left out (strict=0)."""
        rows = np.empty(_c.graft_dataset_skipped(self), dtype=np.int64)
        _check(_c.graft_dataset_skipped_rows(self, _pointer(rows), rows.size))
        return list(zip(rows.tolist(), self._texts(b"skipped", rows.size)))

    def _texts(self, what, count):
        offsets = np.zeros(count + 1, dtype=np.int64)
        needed = ctypes.c_int64()
        _check(_c.graft_dataset_texts(self, what, None, 0, _pointer(offsets), count,
                                      ctypes.addressof(needed)))
        buffer = ctypes.create_string_buffer(needed.value + 1)
        _check(_c.graft_dataset_texts(self, what, buffer, needed.value, None, count, None))
        return [buffer.raw[a:b].decode() for a, b in zip(offsets[:-1], offsets[1:])]

    @property
    def ids(self):
        return self._texts(b"ids", len(self))

    @ids.setter
    def ids(self, texts):
        data, offsets = _packed(texts, "ids")
        _check(_c.graft_dataset_set_ids_texts(self, data, _pointer(offsets), len(offsets) - 1))

    @property
    def smiles(self):
        return self._texts(b"smiles", len(self))

    @property
    def scaffolds(self):
        return self._texts(b"scaffolds", len(self))

    @property
    def columns(self):
        return self._texts(b"columns", self["columns"])

    @columns.setter
    def columns(self, names):
        data = [_bytes(name, "columns") for name in names]
        pointers = (ctypes.c_char_p * len(data))(*data)
        _check(_c.graft_dataset_set_columns(self, pointers, len(data)))

    def _split(self, function, *arguments):
        part = np.zeros(len(self), dtype=np.int32)
        _check(function(self, *arguments, _pointer(part), part.size))
        return part

    def split_random(self, test_fraction=0.2, seed=0):
        return self._split(_c.graft_split_random, test_fraction, seed)

    def split_scaffold(self, test_fraction=0.2, seed=0):
        return self._split(_c.graft_split_scaffold, test_fraction, seed)

    def split_scaffold_ordered(self, test_fraction=0.2):
        return self._split(_c.graft_split_scaffold_ordered, test_fraction)

    def split_kfold(self, folds=5, seed=0):
        return self._split(_c.graft_split_kfold, folds, seed)


class _ProgressRecord(ctypes.Structure):
    _fields_ = [("size", ctypes.c_int64), ("stage", ctypes.c_char_p), ("member", ctypes.c_int64),
                ("members", ctypes.c_int64), ("done", ctypes.c_int64), ("total", ctypes.c_int64),
                ("train_loss", ctypes.c_double), ("valid_rmse", ctypes.c_double),
                ("seconds", ctypes.c_double), ("seconds_left", ctypes.c_double)]


_PROGRESS = ctypes.CFUNCTYPE(ctypes.c_int32, ctypes.POINTER(_ProgressRecord), ctypes.c_void_p)
_LOG = ctypes.CFUNCTYPE(None, ctypes.c_char_p, ctypes.c_void_p)
_WRITE = ctypes.CFUNCTYPE(ctypes.c_int32, ctypes.c_void_p, ctypes.c_int64, ctypes.c_void_p)
_RAISED = -0x47524146  # what a callback returns whose function raised


class _Callback:
    """A Python function as a C callback: what it raises comes out of the call that it was for."""

    def __init__(self):
        self.error = None

    def guard(self, body):
        try:
            answer = body()
            return 1 if answer is True else int(answer or 0)
        except BaseException as error:
            self.error = self.error or error
            return _RAISED

    def check(self, status):
        error, self.error = self.error, None
        if error is not None:
            raise error
        _check(status)


class Fitter(_Handle):
    """A method, its options and its data. progress(record) is called now and then: record has the
    fields of graft_progress; true stops and keeps the best model, an exception ends the fit."""

    _release = "graft_fitter_free"

    def __init__(self, method="select", *, context=None, progress=None, log=None, **values):
        super().__init__(_c.graft_fitter_create, context, _bytes(method, "method"),
                         _options(values), context=context)
        self._call = _Callback()
        if progress is not None:
            self._progress = _PROGRESS(
                lambda now, _: self._call.guard(lambda: progress(_record(now.contents))))
            _check(_c.graft_fitter_set_progress(
                self, ctypes.cast(self._progress, ctypes.c_void_p), None))
        if log is not None:
            self._log = _LOG(
                lambda line, _: self._call.guard(lambda: log(line.decode())) and None)
            _check(_c.graft_fitter_set_log(self, ctypes.cast(self._log, ctypes.c_void_p), None))

    def set_target(self, dataset):
        _check(_c.graft_fitter_set_target(self, dataset))
        return self

    def add_source(self, source):
        if isinstance(source, Model):
            _check(_c.graft_fitter_set_source_model(self, source))
        else:
            _check(_c.graft_fitter_add_source(self, source))
        return self

    def set_unlabelled(self, dataset):
        _check(_c.graft_fitter_set_unlabelled(self, dataset))
        return self

    def set_validation(self, dataset):
        _check(_c.graft_fitter_set_validation(self, dataset))
        return self

    def cancel(self):
        """From any thread: the running fit stops, or the next one."""
        _check(_c.graft_fitter_cancel(self))

    def fit(self):
        """The model; model.converged tells whether a posterior's chains have mixed."""
        out = ctypes.c_void_p()
        status = _c.graft_fitter_fit(self, ctypes.addressof(out))
        model = Model._of(out.value, self.context) if out.value else None
        self._call.check(0 if status == UNCONVERGED else status)
        model.converged = status != UNCONVERGED
        return model

    @property
    def history(self):
        """The last fit's history: an array with one row an epoch and member, by column name."""
        rows, cols = _c.graft_fitter_history_rows(self), _c.graft_fitter_history_cols(self)
        values = np.empty((rows, cols))
        _check(_c.graft_fitter_history(self, _pointer(values), rows, cols, cols, 1))
        names = [_text(_c.graft_fitter_history_name, self, j) for j in range(cols)]
        return {name: values[:, j] for j, name in enumerate(names)}


class _Record:
    def __init__(self, **fields):
        self.__dict__.update(fields)

    def __repr__(self):
        return f"progress({self.stage}: {self.done} of {self.total})"


def _record(now):
    """The fields that lie within the record's size: an older library has fewer."""
    fields = {}
    for name, _ in _ProgressRecord._fields_[1:]:
        field = getattr(_ProgressRecord, name)
        if field.offset + field.size <= now.size:
            value = getattr(now, name)
            fields[name] = value.decode() if isinstance(value, bytes) else value
    return _Record(**fields)


class Model(_Handle):
    """A fitted model: it never changes, and predicts from any number of threads at once."""

    _release = "graft_model_free"
    converged = True

    @classmethod
    def _of(cls, handle, context):
        model = cls.__new__(cls)
        model._handle, model.context = handle, context
        return model

    @classmethod
    def load(cls, path, *, context=None):
        model = cls.__new__(cls)
        _Handle.__init__(model, _c.graft_model_load, context, _bytes(path, "path"), context=context)
        return model

    @classmethod
    def from_bytes(cls, data, *, context=None):
        model = cls.__new__(cls)
        _Handle.__init__(model, _c.graft_model_load_memory, context, data, len(data),
                         context=context)
        return model

    def save(self, path):
        _check(_c.graft_model_save(self, _bytes(path, "path")))

    def to_bytes(self):
        parts, call = [], _Callback()
        write = _WRITE(lambda data, size, _: call.guard(
            lambda: parts.append(ctypes.string_at(data, size))))
        call.check(_c.graft_model_write(self, ctypes.cast(write, ctypes.c_void_p), None))
        return b"".join(parts)

    def __reduce__(self):
        return Model.from_bytes, (self.to_bytes(),)

    def __repr__(self):
        return "<graft.Model, closed>" if self._handle is None else (
            f"<graft.Model of {self['property'] or 'a target'} by {self['method']}>")

    def _set(self, inputs):
        """What predictions take: a data set, texts (SMILES or formulas) or a matrix of features."""
        if isinstance(inputs, Dataset):
            return inputs
        if self["kind"] == "molecules":
            return Dataset.from_smiles(inputs, context=self.context)
        if self["input"] == "formulas":
            return Dataset.from_formulas(inputs, context=self.context)
        return Dataset.from_features(inputs, context=self.context)

    def predict(self, inputs, **options):
        """mean, model_sd and noise_sd of each row: of a data set, a matrix of features, or texts."""
        o = _options(options)
        if isinstance(inputs, Dataset):
            rows = len(inputs)
            out = np.empty((3, rows))
            _check(_c.graft_model_predict(self, inputs, o, *map(_pointer, out), rows))
        elif isinstance(inputs, np.ndarray) and inputs.dtype.kind in "iufb":
            x = _matrix(inputs, "x")
            out = np.empty((3, x.shape[0]))
            _check(_for_type("graft_model_predict_features", x)(
                self, *_matrix_arguments(x), o, *map(_pointer, out)))
        elif len(inputs) > 0 and not isinstance(inputs[0], (str, bytes)):
            return self.predict(np.asarray(inputs, dtype=np.float64), **options)
        else:
            data, offsets = _packed(inputs, "inputs")
            out = np.empty((3, len(offsets) - 1))
            _check(_c.graft_model_predict_texts(self, data, _pointer(offsets), out.shape[1], o,
                                                *map(_pointer, out)))
        return out[0], out[1], out[2]

    def predict_structures(self, structures, **options):
        """The same of structures, as Dataset.from_structures takes them."""
        arrays = _structures(structures)
        out = np.empty((3, len(structures)))
        _check(_c.graft_model_predict_structures(self, *_structure_arguments(arrays),
                                                 _options(options), *map(_pointer, out)))
        return out[0], out[1], out[2]

    def quantiles(self, inputs, levels, **options):
        dataset, levels = self._set(inputs), _doubles(levels, "levels")
        q = np.empty((len(dataset), levels.size))
        _check(_c.graft_model_quantiles(self, dataset, _options(options), _pointer(levels),
                                        levels.size, _pointer(q), len(dataset), levels.size, 1))
        return q

    def draws(self, inputs, count, *, noise=False, **options):
        dataset = self._set(inputs)
        values = np.empty((len(dataset), count))
        _check(_c.graft_model_draws(self, dataset, _options(options), int(noise), _pointer(values),
                                    len(dataset), count, count, 1))
        return values

    def evaluate(self, dataset, metric, **options):
        value = ctypes.c_double()
        _check(_c.graft_model_evaluate(self, dataset, _options(options), _bytes(metric, "metric"),
                                       ctypes.addressof(value)))
        return value.value

    def embed(self, inputs, what="latent", task=0):
        dataset, what = self._set(inputs), _bytes(what, "what")
        cols = ctypes.c_int64()
        _check(_c.graft_model_embed_cols(self, what, ctypes.addressof(cols)))
        values = np.empty((len(dataset), cols.value))
        _check(_c.graft_model_embed(self, dataset, what, task, _pointer(values), len(dataset),
                                    cols.value, cols.value, 1))
        return values

    @property
    def diagnostics(self):
        found = {}
        for i in range(_c.graft_model_diagnostic_count(self)):
            name, value = ctypes.c_char_p(), ctypes.c_double()
            _check(_c.graft_model_diagnostic(self, i, ctypes.addressof(name),
                                             ctypes.addressof(value)))
            found[name.value.decode()] = value.value
        return found

    def facts(self):
        return _facts("model", self)

    def __getitem__(self, key):
        return self.facts()[key]

    @property
    def columns(self):
        return [_text(_c.graft_model_column, self, j) for j in range(self["columns"])]

    @property
    def info(self):
        """All that is known of the model, as one JSON text."""
        return _text(_c.graft_model_info, self)


class _Facts:
    """Facts by key, found when asked for."""

    def __init__(self, kind, handle):
        self._kind, self._owner = kind, handle
        self._types = {}
        for i in range(getattr(_c, f"graft_{kind}_fact_count")(handle)):
            key, type_ = ctypes.c_char_p(), ctypes.c_char_p()
            _check(getattr(_c, f"graft_{kind}_fact")(handle, i, ctypes.addressof(key),
                                                     ctypes.addressof(type_)))
            self._types[key.value.decode()] = type_.value

    def __getitem__(self, key):
        if key not in self._types:
            raise KeyError(key)
        kind, name = self._types[key], _bytes(key, "key")
        if kind == b"text":
            return _text(getattr(_c, f"graft_{self._kind}_get_text"), self._owner, name)
        value = ctypes.c_int64() if kind == b"int" else ctypes.c_double()
        get = getattr(_c, f"graft_{self._kind}_get_{kind.decode()}")
        _check(get(self._owner, name, ctypes.addressof(value)))
        return value.value

    def keys(self):
        return self._types.keys()

    def __iter__(self):
        return iter(self._types)

    def __len__(self):
        return len(self._types)


def _facts(kind, handle):
    return _Facts(kind, handle)


def fit(method, target, sources=(), *, context=None, progress=None, log=None, **options):
    """A model of the target by a method, with the help of sources: data sets, or one model."""
    with Fitter(method, context=context, progress=progress, log=log, **options) as fitter:
        fitter.set_target(target)
        for source in [sources] if isinstance(sources, _Handle) else sources:
            fitter.add_source(source)
        return fitter.fit()


def version():
    return _c.graft_version().decode()


def has_feature(name):
    return bool(_c.graft_has_feature(_bytes(name, "name")))


def _table(count, describe, codes):
    rows = []
    for i in range(count()):
        cells = [ctypes.c_char_p() if code == "s" else ctypes.c_int64() for code in codes]
        _check(describe(i, *(ctypes.addressof(cell) for cell in cells)))
        rows.append([c.value.decode() if isinstance(c.value, bytes) else c.value for c in cells])
    return rows


def options():
    """Every option: {key: (type, default, range, meaning)}."""
    return {row[0]: tuple(row[1:])
            for row in _table(_c.graft_option_count, _c.graft_option_describe, "sssss")}


def methods():
    """Every method: {name: (least sources, most sources or -1, meaning, options it reads)}."""
    return {name: (least, most, meaning, keys.split()) for name, least, most, meaning, keys in
            _table(_c.graft_method_count, _c.graft_method_describe, "siiss")}


def score(metric, y, mean, sd=None):
    y = _doubles(y, "y")
    mean, sd = _doubles(mean, "mean", y.size), _doubles(sd, "sd", y.size)
    value = ctypes.c_double()
    _check(_c.graft_score(_bytes(metric, "metric"), _pointer(y), _pointer(mean), _pointer(sd),
                          y.size, ctypes.addressof(value)))
    return value.value


def __getattr__(name):  # scikit-learn is asked for when the estimator is
    if name == "GraftRegressor":
        from graft_sklearn import GraftRegressor
        return GraftRegressor
    raise AttributeError(f"module 'graft' has no attribute {name!r}")
