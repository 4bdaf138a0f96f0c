# What the shared library needs at run time, and its size without debug information. With RDKit it is
# to be under 5 MB, without under 3 MB, and to need nothing but oneDNN and what compilers bring.
command -v readelf > /dev/null || skip "there is no readelf"
needed=$(readelf -d "$libraries/libgraft.so" | sed -n 's/.*(NEEDED).*\[\(.*\)\]/\1/p')
limit=3000000 allowed='libdnnl|libgomp|libomp|libstdc\+\+|libgcc_s|libc|libm|ld-linux.*'
if [ "$features" = rdkit ]; then
  limit=5000000 allowed="$allowed|libRDKit[A-Za-z]*"
fi
echo "needs:" $needed
echo "$needed" | grep -vE "^($allowed)\.so" && fail "the library needs the above, too"
if readelf -d "$libraries/libgraft.so" | grep -E 'RPATH|RUNPATH' | grep -F "$build"; then
  fail "the library looks for others in the build folder"
fi
strip -o stripped "$libraries/libgraft.so"
size=$(wc -c < stripped)
echo "$size bytes, stripped"
[ "$size" -lt "$limit" ] || fail "that is more than $limit"
