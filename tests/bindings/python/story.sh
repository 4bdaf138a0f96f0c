#!/bin/sh
#   story.sh PYTHON EXAMPLES OUTPUT
"$1" -c 'import numpy' 2> /dev/null || { echo "NumPy is not installed"; exit 77; }
exec "$1" "$2/python/story.py" "$2/data" "$3"
