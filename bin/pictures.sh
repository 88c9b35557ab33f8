#!/usr/bin/env bash
# Renders every report of a folder to PNG, as people see it on a laptop, on a desktop and on paper.
#   bin/pictures.sh [REPORTS_FOLDER] [OUTPUT_FOLDER]
# Without arguments: the newest month under $MONITOR_HOME/reports (default ./data/reports) into out/pictures.
set -euo pipefail
cd "$(dirname "$0")/.."

newest() { find "${MONITOR_HOME:-data}/reports" -mindepth 1 -maxdepth 1 -type d 2>/dev/null | sort | tail -n 1; }
reports=$(realpath -m "${1:-$(newest)}")
pictures=$(realpath -m "${2:-out/pictures}")

missing=()
browser=$(command -v chromium || command -v chromium-browser || command -v google-chrome) || missing+=(chromium)
office=$(command -v libreoffice || command -v soffice) || missing+=(libreoffice-calc)
command -v pdftoppm >/dev/null || missing+=(poppler-utils)
[ -n "$(fc-list :lang=zh 2>/dev/null | head -n 1)" ] || missing+=(fonts-noto-cjk)
if [ ${#missing[@]} -gt 0 ]; then
  echo "Needed to draw pictures and not found: ${missing[*]}" >&2
  echo "On Debian or Ubuntu: apt-get install -y --no-install-recommends ${missing[*]}" >&2
  exit 1
fi
if [ ! -d "$reports" ] || [ -z "$(find "$reports" -name '*.html' -print -quit)" ]; then
  echo "No reports in ${1:-${MONITOR_HOME:-data}/reports}: run a month first (monitor run --period YYYY-MM)." >&2
  exit 1
fi

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
mkdir -p "$pictures"
find "$pictures" -maxdepth 1 -name '*.png' -delete

browse() {
  timeout 120 "$browser" --headless --no-sandbox --disable-gpu --no-first-run --disable-background-networking \
    --disable-component-update --disable-sync --hide-scrollbars --user-data-dir="$scratch/profile" "$@" >/dev/null 2>&1
}

paper() { pdftoppm -png -r 80 "$1" "$pictures/$2"; }

while IFS= read -r page; do
  name=$(basename "$page" .html)
  for size in 1366,768 1920,1080; do
    browse --window-size="$size" --screenshot="$pictures/${name}_${size%,*}.png" "file://$page"
  done
  browse --window-size=1366,6400 --screenshot="$pictures/${name}_long.png" "file://$page"
  browse --no-pdf-header-footer --print-to-pdf="$scratch/$name.pdf" "file://$page"
  paper "$scratch/$name.pdf" "${name}_paper"
done < <(find "$reports" -name '*.html' | sort)

while IFS= read -r sheet; do
  paper "$sheet" "$(basename "$sheet" .pdf)_pdf"
done < <(find "$reports" -name '*.pdf' | sort)

while IFS= read -r book; do
  name=$(basename "$book" .xlsx)
  timeout 180 "$office" -env:UserInstallation="file://$scratch/office" --headless --convert-to pdf \
    --outdir "$scratch" "$book" >/dev/null 2>&1
  paper "$scratch/$name.pdf" "${name}_paper"
done < <(find "$reports" -name '*.xlsx' | sort)

echo "$(find "$pictures" -name '*.png' | wc -l) pictures in $pictures"
