# Sourced by the scripts, and by anyone who runs manage.py by hand: `. scripts/env.sh`. Needs bash, in the root folder.
# Sets what .env says and the environment does not, and the path of the libraries that were unpacked without root.

_read_env_file() {
    local line name value number=0
    while IFS= read -r line || [[ -n $line ]]; do
        number=$((number + 1)) line=${line%$'\r'}
        [[ $line =~ ^[[:space:]]*(#|$) ]] && continue
        if ! [[ $line =~ ^[A-Z][A-Z0-9_]*= ]]; then
            echo "$1, line $number: write NAME=value, with nothing before the name." >&2
            return 1
        fi
        name=${line%%=*} value=${line#*=}
        if [[ $value =~ ^\"(.*)\"$ || $value =~ ^\'(.*)\'$ ]]; then value=${BASH_REMATCH[1]}; fi
        [[ -v $name ]] || export "$name=$value"
    done <"$1"
}

_find_unpacked_libraries() {
    local folder found=""
    for folder in "$PWD"/.libs/usr/lib/*-linux-gnu* "$PWD"/.libs/lib/*-linux-gnu*; do
        if [[ -d $folder && :${LD_LIBRARY_PATH:-}: != *:$folder:* ]]; then found+=$folder:; fi
    done
    if [[ -n $found ]]; then
        found+=${LD_LIBRARY_PATH:-}
        export LD_LIBRARY_PATH=${found%:}
    fi
    if [[ -f .libs/fonts.conf && ! -f /etc/fonts/fonts.conf ]]; then export FONTCONFIG_FILE=$PWD/.libs/fonts.conf; fi
}

_find_unpacked_libraries
if [[ -f .env && -z ${SHETU_IGNORES_ENV_FILE:-} ]]; then _read_env_file .env; fi

# Containers often set it. Shetu starts many processes, and each would compile 1,500 files anew: 2.5 s of a core instead of 0.9 s.
unset PYTHONDONTWRITEBYTECODE
