#!/bin/sh
# make.sh - makes the workbooks of this folder anew from their .fods sources, with LibreOffice (Debian:
# libreoffice-calc-nogui). The tests read the workbooks that lie here and need no LibreOffice.
set -eu
cd "$(dirname "$0")"
profile=$(mktemp -d)
trap 'rm -rf "$profile"' EXIT
office() { soffice "-env:UserInstallation=file://$profile" --headless --convert-to "$@" >/dev/null 2>&1; }

for name in form kinds since1904; do
    office xlsx:"Calc MS Excel 2007 XML" $name.fods
    office xls:"MS Excel 97" $name.fods
done
# The formats that are refused with a word of their own.
office ods:calc8 since1904.fods
ls -l ./*.xlsx ./*.xls ./*.ods
