# A thin door to Meson: what is built and tested stands in the meson.build files.
#
#   make            builds build/yixian          make test       builds and runs the tests
#   make demo       the main job, on real data   make test-long  ... with the slow ones
#   make bench      measures                     make fuzz       throws junk at the readers
#   make bench-r    beside R's surveillance, method by method; installs it
#   make bench-detect   what each detector finds, and what it costs in false alarms
#   make bench-alarms-real   what rules find in real streams, against what truly was
#   make check      the tree rules and layout    make format     puts the layout right
#   make install    into PREFIX and DESTDIR      make clean      removes what was built
#
# What is missing on the machine is named and installed first (packages.txt); on a terminal it asks
# once, unless YES=1. Other settings: JOBS, CC, MESON_ARGS (first configuration only), BUILD.
BUILD ?= build
PREFIX ?= /usr/local
JOBS ?= $(shell nproc)
MESON_ARGS ?=
export JOBS YES
.NOTPARALLEL:
.PHONY: all demo test test-long bench bench-r bench-detect bench-alarms-real fuzz install check format clean

configure = @test -f $(BUILD)/build.ninja || meson setup $(BUILD) $(MESON_ARGS) >$(BUILD).log || \
	{ cat $(BUILD).log; rm -f $(BUILD).log; exit 1; }; rm -f $(BUILD).log
# A tree that was configured before a library of the tests or benchmarks was there must look again.
configure-with = @grep -q '"$(1)"' $(BUILD)/meson-info/intro-dependencies.json || \
	meson setup --reconfigure $(BUILD) >/dev/null
sources = $$(find src tests bench -name '*.[ch]')

all:
	@tools/setup build
	$(configure)
	@ninja -C $(BUILD) -j $(JOBS) yixian

demo: all
	@rm -rf $(BUILD)/demo
	@YIXIAN_DATA=$(CURDIR) $(BUILD)/yixian demo --dir $(BUILD)/demo $(ARGS)

test test-long:
	@tools/setup build test
	$(configure)
	$(call configure-with,cmocka)
	@tools/run-tests $(BUILD) $(if $(filter test-long,$@),--setup long) $(ARGS)

bench:
	@tools/setup build test bench
	$(configure)
	$(call configure-with,cmocka)
	$(call configure-with,xlsxwriter)
	@ninja -C $(BUILD) -j $(JOBS)
	@meson test -C $(BUILD) --no-rebuild --benchmark --verbose $(ARGS)

bench-r:
	@tools/setup build bench-r
	$(configure)
	@ninja -C $(BUILD) -j $(JOBS) bench/bench_detectors
	@python3 bench/bench_r.py $(BUILD)/bench/bench_detectors --need-r

# The series that R judged, where they are at hand; else ours, seeded (SEED=1).
SERIES ?= $(wildcard ../shared/reference/simulation)
SEED ?= 1
bench-detect: all
	@test -n "$(SERIES)" || python3 bench/simulate.py $(BUILD)/simulated --seed $(SEED)
	@python3 bench/detect.py $(BUILD)/yixian $(or $(SERIES),$(BUILD)/simulated)

# Real streams, where they are at hand: each section of docs/alarm-quality.md.
DATA ?= ../shared/data
bench-alarms-real: all
	@bench/alarms_real $(BUILD)/yixian $(DATA)

fuzz:
	@tools/setup build test ci
	@tools/fuzz $(ARGS)

install:
	@tools/setup build
	@test -f $(BUILD)-install/build.ninja || \
		meson setup $(BUILD)-install --buildtype release --prefix $(PREFIX) $(MESON_ARGS)
	@ninja -C $(BUILD)-install -j $(JOBS) yixian man
	@meson install -C $(BUILD)-install --no-rebuild

check:
	@tools/setup build lint
	$(configure)
	@ninja -C $(BUILD) -j $(JOBS) yixian
	@tools/check-layers
	@tools/check-headers
	@tools/check-source
	@tools/check-pure $(BUILD)
	@clang-format --dry-run -Werror $(sources)

format:
	@tools/setup lint
	@clang-format -i $(sources)

clean:
	rm -rf $(BUILD) $(BUILD)-*
