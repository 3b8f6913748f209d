#!/usr/bin/env bash
# Makes the virtual environment of the ONNX tests, .build/onnx.
exec "$(dirname "$0")/venv.sh" onnx onnxruntime "the tests of ONNX files" onnx==1.23.2 onnxruntime==1.32.0
