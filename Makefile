.PHONY: demo test check bench prove environment

demo:
	./demo

test:
	./test

check:
	scripts/check

bench: environment
	.venv/bin/python -m benchmarks

prove: environment
	.venv/bin/python -m prove

environment:
	@root="$(CURDIR)"; . scripts/setup.sh; set_up dev
