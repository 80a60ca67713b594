#!/bin/sh
# Install paperthemes from the folder $1 into the virtual environment $2, with the libraries of the
# lock file and no tools for building.
set -eu
python -m venv --without-pip "$2"
# The builds of both containers run this with the pip of the base image.
install="python -m pip --python $2/bin/python --no-cache-dir --disable-pip-version-check install --no-deps"
$install --require-hashes -r "$1/requirements.lock"
$install --no-build-isolation "$1"
python -m pip --python "$2/bin/python" uninstall --yes setuptools
