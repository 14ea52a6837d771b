#!/bin/sh
# Called by the build: make.sh VERSION TIME puts together, in target, what is distributed. The same sources give the same
# bytes: each file has the time TIME and the owner 0, and the order is by name.
set -e
version=$1
time=$2
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd -P)
target=$here/../target
name=bstack-$version
umask 022
export LC_ALL=C TZ=UTC
SOURCE_DATE_EPOCH=$(date -d "$time" +%s)
export SOURCE_DATE_EPOCH
cd "$target"

fail() {
    echo "make.sh: $1" >&2
    exit 1
}

# shellcheck source=../../.mvn/find-jdk.sh
. "$here/../../.mvn/find-jdk.sh"
jdk=$(find_jdk 25) || fail "needs a JDK 25 or newer for jlink and jpackage, and has found none"

# Packs the folder $1 into $1.tar.gz.
pack() {
    tar --sort=name --format=ustar --mtime="@$SOURCE_DATE_EPOCH" --owner=0 --group=0 --numeric-owner \
        --mode=u=rwX,go=rX -cf - "$1" | gzip -9n > "$1.tar.gz"
}

# Adds to the folder $1 what belongs to the command whatever runs it.
add_common() {
    mkdir -p "$1/bin" "$1/man/man1" "$1/completion"
    cp "$here/bin/bstack" "$1/bin/bstack"
    chmod 755 "$1/bin/bstack"
    cp man/*.1 "$1/man/man1/"
    cp docs/completion/bstack.bash completion/_bstack "$1/completion/"
    cp "$here/../../LICENSE" "$here/README" "$1/"
}

# --- completion for zsh: that for bash, which zsh can run; the last line is for the call that has loaded the file -----------
rm -rf completion
mkdir completion
{
    echo '#compdef bstack'
    cat docs/completion/bstack.bash
    echo '_bash_complete -o default -F _complete_bstack'
} > completion/_bstack

# --- the archive of jars ------------------------------------------------------------------------------------------------
rm -rf "$name"
add_common "$name"
mkdir "$name/lib"
cp jars/*.jar "$name/lib/"
pack "$name"

# --- the image with a Java of its own ------------------------------------------------------------------------------------
machine=$(uname -sm)
[ "$machine" = "Linux x86_64" ] || { echo "make.sh: the image and the Debian package are made on Linux x86_64 alone; this is $machine"; exit 0; }
image=$name-linux-x64
rm -rf runtime "$image" bstack_*.deb
"$jdk/bin/jlink" --module-path jars --output runtime \
    --add-modules bstack.demo,bstack.alloc.firstfit,bstack.alloc.ghosttree,ch.qos.logback.classic \
    --add-options=--enable-native-access=bstack.core \
    --strip-debug --compress=zip-6 --no-header-files --no-man-pages
cp -a runtime "$image"
add_common "$image"
pack "$image"

# --- the Debian package ----------------------------------------------------------------------------------------------------
for tool in dpkg-deb fakeroot objdump; do
    command -v "$tool" > /dev/null || { echo "make.sh: there is no $tool, so no Debian package is made"; exit 0; }
done
rm -rf deb
mkdir deb
number=${version%-SNAPSHOT}
"$jdk/bin/jpackage" --type app-image --name bstack --app-version "$number" --dest deb \
    --runtime-image runtime --module bstack.demo/bstack.demo.Main
# The start script takes the place of jpackage's launcher, which cares for neither the locale nor BSTACK_MODULES.
rm deb/bstack/bin/bstack
cp "$here/bin/bstack" deb/bstack/bin/bstack
chmod 755 deb/bstack/bin/bstack
"$jdk/bin/jpackage" --type deb --name bstack --app-version "$number" --dest deb --app-image deb/bstack \
    --linux-package-name bstack --linux-app-category utils --license-file "$here/../../LICENSE" \
    --description "a durable heap in one file, as a command"

# What jpackage has no option for: the link, the manual pages and the completion as files of the package; a snapshot that
# is older than its release; and a maintainer without an address. Without jpackage's launcher, its parts and scripts have
# nothing to do.
rm -rf deb/bstack
dpkg-deb -R deb/bstack_*.deb deb/root
rm -r deb/bstack_*.deb deb/root/opt/bstack/lib/app deb/root/opt/bstack/lib/bstack.png \
    deb/root/opt/bstack/lib/libapplauncher.so
rm deb/root/DEBIAN/postinst deb/root/DEBIAN/postrm deb/root/DEBIAN/preinst deb/root/DEBIAN/prerm
number=$(printf '%s' "$version" | tr - '~')
sed -i "s/^Version: .*/Version: $number/; s/^Maintainer: .*/Maintainer: The bstack authors/" deb/root/DEBIAN/control
usr=deb/root/usr
mkdir -p "$usr/bin" "$usr/share/man/man1" "$usr/share/bash-completion/completions" "$usr/share/zsh/vendor-completions"
ln -s ../../opt/bstack/bin/bstack "$usr/bin/bstack"
for page in man/*.1; do
    gzip -9n < "$page" > "$usr/share/man/man1/$(basename "$page").gz"
done
cp docs/completion/bstack.bash "$usr/share/bash-completion/completions/bstack"
cp completion/_bstack "$usr/share/zsh/vendor-completions/_bstack"
chmod -R u=rwX,go=rX deb/root
find deb/root -exec touch -h -d "@$SOURCE_DATE_EPOCH" {} +
dpkg-deb --root-owner-group -b deb/root "bstack_${number}_amd64.deb" > deb/log
rm -rf deb runtime
