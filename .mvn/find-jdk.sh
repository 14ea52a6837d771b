# Sourced by ./bstack and ./bstack-bench: find_jdk LEAST prints the home of a JDK of that version or newer, or fails.
#
#   JAVA_HOME         the JDK to use, if it is new enough; else the usual places are searched

# Succeeds if $1 is the home of one of version $2 or newer; reads the file that says its version rather than starting it.
is_jdk() {
    [ -x "$1/bin/java" ] && [ -x "$1/bin/javac" ] || return 1
    version=
    if [ -r "$1/release" ]; then
        while IFS='=' read -r name value; do
            if [ "$name" = JAVA_VERSION ]; then
                version=${value#\"}
                version=${version%%[!0-9]*}
            fi
        done < "$1/release"
    else
        version=$("$1/bin/java" -version 2>&1 | sed -n '1s/[^"]*"\([0-9]*\).*/\1/p')
    fi
    [ "${version:-0}" -ge "$2" ]
}

jdk_of_path() {
    java=$(command -v java) || return 1
    while [ -h "$java" ]; do
        link=$(readlink "$java")
        case $link in
            /*) java=$link ;;
            *) java=$(dirname "$java")/$link ;;
        esac
    done
    dirname "$(dirname "$java")"
}

find_jdk() {
    for home in "$JAVA_HOME" "$(jdk_of_path)" /usr/lib/jvm/* /usr/local/lib/jvm/* /usr/java/* /opt/java/* /opt/*jdk* \
        /Library/Java/JavaVirtualMachines/*/Contents/Home /opt/homebrew/opt/openjdk*/libexec/openjdk.jdk/Contents/Home \
        "$HOME"/.sdkman/candidates/java/* "$HOME"/.jdks/* "$HOME"/.local/share/mise/installs/java/*; do
        if [ -n "$home" ] && is_jdk "$home" "$1"; then
            printf '%s\n' "$home"
            return 0
        fi
    done
    return 1
}
