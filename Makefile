.PHONY: demo test check bench bench-peers prove environment

demo:
	./demo

test:
	./test

check:
	scripts/check

bench: environment
	.venv/bin/python -m benchmarks

bench-peers: environment
	.venv/bin/python -m benchmarks.peers

prove: environment
	.venv/bin/python -m prove

environment:
	@root="$(CURDIR)"; . scripts/setup.sh; set_up dev
