# Sourced by run.sh and test.sh:  need <program> <Debian package> …   installs the packages of programs that are missing.

need() {
    missing=''
    while [ $# -ge 2 ]; do
        # sbin: servers live there, and it is not on everybody's PATH
        PATH="$PATH:/usr/sbin:/usr/local/sbin:/sbin" command -v "$1" >/dev/null 2>&1 || missing="$missing $2"
        shift 2
    done
    [ -n "$missing" ] || return 0

    if ! command -v apt-get >/dev/null 2>&1; then
        echo "Please install$missing (there is no apt-get here to do it)." >&2
        return 1
    fi
    as_root=''
    if [ "$(id -u)" -ne 0 ]; then
        if ! command -v sudo >/dev/null 2>&1; then
            echo "Please install as root: apt-get install$missing" >&2
            return 1
        fi
        as_root=sudo
    fi
    echo "Installing$missing …" >&2
    # Another installation may be running: wait for its lock. A service that a package starts by itself is
    # left alone; nothing here uses its port.
    {
        $as_root apt-get -o DPkg::Lock::Timeout=300 update -q
        # shellcheck disable=SC2086
        $as_root env DEBIAN_FRONTEND=noninteractive \
            apt-get -o DPkg::Lock::Timeout=300 install -q -y --no-install-recommends $missing
    } >&2
}

need_dotnet() {
    if ! command -v dotnet >/dev/null 2>&1; then
        echo 'The .NET SDK 10 is needed: https://dotnet.microsoft.com/download' >&2
        return 1
    fi
    if ! dotnet --version >/dev/null 2>&1; then # fails when no SDK fits global.json
        echo 'This needs the .NET SDK 10; installed are:' >&2
        dotnet --list-sdks >&2
        echo 'See https://dotnet.microsoft.com/download' >&2
        return 1
    fi
}
