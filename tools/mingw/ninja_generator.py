"""A gyp generator that writes build.ninja for MinGW-w64.

gyp evaluates binding.gyp, so the cross build has no list of sources, defines or flags of its own.
"""

import itertools
import os
import shlex

from gyp.common import ParseQualifiedTarget
from gyp.ninja_syntax import Writer, escape

EXTENSIONS = {"loadable_module": ".node", "shared_library": ".dll", "executable": ".exe"}
DELAY_LIBRARY = "node_delay"

# The variables that gyp expects every generator to define.
generator_default_variables = {
    "CONFIGURATION_NAME": "Release",
    "EXECUTABLE_PREFIX": "",
    "EXECUTABLE_SUFFIX": ".exe",
    "INTERMEDIATE_DIR": "obj",
    "LIB_DIR": ".",
    "OS": "win",
    "PRODUCT_DIR": ".",
    "RULE_INPUT_DIRNAME": "",
    "RULE_INPUT_EXT": "",
    "RULE_INPUT_NAME": "",
    "RULE_INPUT_PATH": "",
    "RULE_INPUT_ROOT": "",
    "SHARED_INTERMEDIATE_DIR": "obj/gen",
    "SHARED_LIB_PREFIX": "",
    "SHARED_LIB_SUFFIX": ".dll",
    "STATIC_LIB_PREFIX": "lib",
    "STATIC_LIB_SUFFIX": ".a",
}


def joined(words):
    return escape(shlex.join(words))


def library_name(library):
    """binding.gyp names libraries as MSVC does: -lsecur32.lib."""
    return library.removesuffix(".lib").removeprefix("-l")


def compiler_flags(settings, from_source_dir):
    # Warnings are for our own code: a dependency's headers are system headers.
    includes = [
        ("-isystem" if "node_modules" in directory else "-I") + from_source_dir(directory)
        for directory in settings.get("include_dirs", [])
    ]
    defines = ["-D" + define for define in settings.get("defines", [])]
    return [*defines, *includes, *settings.get("cflags", []), *settings.get("cflags_cc", [])]


def tidy_configurations(source):
    """The .clang-tidy files that count for a source, each of which adds to that of the folder above."""
    folders = [".", *itertools.accumulate(os.path.dirname(source).split("/"), os.path.join)]
    configurations = [os.path.join(folder, ".clang-tidy") for folder in folders]
    return [path for path in configurations if os.path.exists(path)]


def write_target(ninja, target, source_dir, output_dir, checked):
    """`checked` has the sources that clang-tidy has been set upon; None where there is no clang-tidy."""
    settings = target["configurations"][target["default_configuration"]]
    name = target["target_name"]
    libraries = [library_name(library) for library in target.get("libraries", [])]

    def from_source_dir(path):
        # Never absolute, so that a checkout that was copied or moved compiles nothing again.
        if os.path.isabs(path):
            return os.path.relpath(path, output_dir)
        return os.path.normpath(os.path.join(source_dir, path))

    flags = joined(compiler_flags(settings, from_source_dir))
    objects = []
    for source in target["sources"]:
        stem, extension = os.path.splitext(source)
        if extension == ".def":
            # What a DLL exports; the linker takes it as one more input.
            objects.append(from_source_dir(source))
        elif extension == ".cc":
            obj = os.path.join("obj", name, stem + ".o")
            path = from_source_dir(source)
            objects += ninja.build(obj, "compile", path, variables={"flags": flags})
            if checked is not None and path not in checked:
                # The object is there for its list of headers: when one changes, this is run again.
                implicit = [obj, *map(from_source_dir, tidy_configurations(source))]
                ninja.build(obj + ".tidy", "tidy", path, implicit, variables={"flags": flags})
                checked.add(path)

    shape = [] if target["type"] == "executable" else ["-shared"]
    ninja.build(
        name + EXTENSIONS[target["type"]],
        "link",
        objects,
        implicit=[f"lib{DELAY_LIBRARY}.a"] if DELAY_LIBRARY in libraries else [],
        variables={
            "flags": joined([*settings.get("ldflags", []), *shape]),
            "libraries": joined("-l" + library for library in libraries),
        },
    )


def write_rules(ninja, compiler, linker, tidy):
    if tidy:
        # What it found, printed only if there is something: it also counts what it keeps silent about.
        ninja.rule(
            "tidy",
            f"{tidy} $in -- {compiler.partition(' ')[2]} $flags >$out 2>&1 || {{ cat $out; rm $out; exit 1; }}",
            description="clang-tidy $in",
        )
    ninja.rule(
        "compile",
        f"{compiler} -MMD -MF $out.d $flags -c $in -o $out",
        depfile="$out.d",
        deps="gcc",
        description="compile $in",
    )
    ninja.rule("link", f"{linker} $flags $in -L. $libraries -o $out", description="link $out")
    ninja.rule(
        "delay_import",
        "x86_64-w64-mingw32-dlltool -d $in -D node.exe -y $out",
        description="import library $out",
    )
    ninja.build(f"lib{DELAY_LIBRARY}.a", "delay_import", "node_api.def")


def GenerateOutput(target_list, target_dicts, data, params):
    output_dir = params["options"].generator_output
    os.makedirs(output_dir, exist_ok=True)
    with open(os.path.join(output_dir, "build.ninja"), "w") as file:
        ninja = Writer(file)
        flags = params["generator_flags"]
        compiler, tidy = flags["compiler"], flags.get("tidy")
        write_rules(ninja, compiler, flags.get("linker", compiler), tidy)
        checked = set() if tidy else None
        for qualified_name in target_list:
            build_file, _, _ = ParseQualifiedTarget(qualified_name)
            target = target_dicts[qualified_name]
            if target["type"] in EXTENSIONS:
                source_dir = os.path.relpath(os.path.dirname(build_file) or ".", output_dir)
                write_target(ninja, target, source_dir, output_dir, checked)
