#!/usr/bin/env bash
# Makes the virtual environment of the Jupyter tests, .build/jupyter.
exec "$(dirname "$0")/venv.sh" jupyter "The Jupyter clients" "the Jupyter tests" \
  jupyter_client==8.10.0 nbclient==0.11.0 nbconvert==7.17.2 jupyter_kernel_test==0.7.0 jupytext==1.19.6 \
  jupyterlab==4.6.6 playwright==1.65.2
