#!/bin/sh
# Prints a julia to run: the system's, else Debian 11's 1.5.3, the last that Debian had, unpacked in
# FOLDER and nowhere else. Apt gets it from the mirror that this machine has, with lists and a state
# of their own. Fails with a reason where it cannot be had.
#   get_julia.sh FOLDER
set -eu
if command -v julia > /dev/null; then
  command -v julia
  exit 0
fi
mkdir -p "$1"
folder=$(cd "$1" && pwd)
exec 9> "$folder/lock"
flock 9 # tests that run at once want it once
if [ -x "$folder/julia" ]; then
  echo "$folder/julia"
  exit 0
fi
none() { echo "no julia: $1" >&2; exit 1; }
command -v apt-get > /dev/null || none "it is not installed, and there is no apt to get it"
mirror=$(apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' 'Label: Debian' \
  'Component: main' | head -n 1)
[ -n "$mirror" ] || none "it is not installed, and apt has no lists of Debian (apt-get update)"
keys=/usr/share/keyrings/debian-archive-keyring.gpg
work=$folder/work
rm -rf "$work"
mkdir -p "$work/lists/partial" "$work/cache/archives/partial" "$work/root" "$work/libraries"
: > "$work/status" # as if nothing were installed: all that julia needs is then named
echo "deb [signed-by=$keys] $mirror bullseye main" > "$work/sources.list"
cat > "$work/apt.conf" << SETTINGS
Dir::Etc::sourcelist "$work/sources.list";
Dir::Etc::sourceparts "/dev/null";
Dir::State::lists "$work/lists";
Dir::State::status "$work/status";
Dir::Cache "$work/cache";
APT::Sandbox::User "$(id -un)";
Acquire::Retries "1";
Acquire::http::Timeout "20";
Acquire::https::Timeout "20";
SETTINGS
export APT_CONFIG="$work/apt.conf"
apt-get update -qq --error-on=any > "$work/log" 2>&1 || none "Debian 11 cannot be reached: $(tail -n 1 "$work/log")"
packages=$(apt-get install -qq --no-install-recommends --print-uris julia | cut -d' ' -f2 |
  sed 's/_.*//' | grep -E '^(julia|lib)')
# What is tied to the system's own C library and compiler stays the system's.
packages=$(echo "$packages" | grep -vE '^lib(c6|crypt1|gcc-s1|stdc\+\+6|gfortran5|quadmath0)$')
cd "$work/cache/archives"
# shellcheck disable=SC2086
apt-get download -qq $packages > "$work/log" 2>&1 || none "$(tail -n 1 "$work/log")"
for package in *.deb; do dpkg-deb -x "$package" "$work/root"; done
cd "$folder"
triplet=$(basename "$(dirname "$(find "$work/root/usr/lib" -name 'libjulia.so.*' | head -n 1)")")
home=$work/root/usr/lib/$triplet
# Bullseye keeps some libraries in /lib.
if [ -d "$work/root/lib/$triplet" ]; then
  find "$work/root/lib/$triplet" -maxdepth 1 -name '*.so*' -exec mv -f {} "$home" \;
fi
# A library that the system has, too, is the system's, since what else is loaded was linked with it;
# but libunwind: with a newer one every exception of this julia ends in a segmentation fault.
PATH=$PATH:/sbin:/usr/sbin
ldconfig -p | awk -v triplet="/$triplet/" 'index($NF, triplet) { print $1, $NF }' > "$work/system"
for library in "$home"/*.so*; do
  name=$(basename "$library")
  case $name in libunwind*|libjulia*) continue ;; esac
  theirs=$(awk -v name="$name" '$1 == name { print $2; exit }' "$work/system")
  if [ -n "$theirs" ]; then ln -sf "$theirs" "$library"; fi
done
rm -rf "$folder/root"
mv "$work/root" "$folder/root"
cat > "$folder/trial" << WRAPPER
#!/bin/sh
LD_LIBRARY_PATH=$folder/root/usr/lib/$triplet\${LD_LIBRARY_PATH:+:\$LD_LIBRARY_PATH}
export LD_LIBRARY_PATH
exec $folder/root/usr/bin/julia "\$@"
WRAPPER
chmod +x "$folder/trial"
"$folder/trial" --startup-file=no -e 'try error() catch end' > "$work/log" 2>&1 ||
  none "Debian 11's does not run here: $(tail -n 1 "$work/log")"
mv "$folder/trial" "$folder/julia"
rm -rf "$work"
echo "$folder/julia"
