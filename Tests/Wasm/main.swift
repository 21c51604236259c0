// The native run of the smoke test prints what `wasmkit run smoke.wasm run` prints.
print("[WasmTypes.Value.i64(\(run()))]")
