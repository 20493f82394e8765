"""Joins the Cobertura files below a folder: which part of the lines of each file of src some test ran, the least first."""

import pathlib
import sys
import xml.etree.ElementTree as xml

BAR = 0.8


def hits(folder):
    """Lines of each file of src, and how often they ran in all reports together."""
    lines = {}
    for report in pathlib.Path(folder).rglob("*.cobertura*.xml"):
        root = xml.parse(report).getroot()
        sources = [source.text or "" for source in root.iter("source")]
        for found in root.iter("class"):
            name = next((one for one in (f"{source}{found.get('filename')}" for source in sources or [""]) if "src/" in one), "")
            name = name[name.rfind("src/"):] if name else ""
            if not name.endswith(".cs") or "/obj/" in name:
                continue
            file = lines.setdefault(name, {})
            for line in found.iter("line"):
                number = int(line.get("number"))
                file[number] = file.get(number, 0) + int(line.get("hits"))
    return lines


def main():
    lines = hits(sys.argv[1])
    parts = sorted((sum(1 for one in file.values() if one) / len(file), name, len(file)) for name, file in lines.items() if file)
    below = [one for one in parts if one[0] < BAR]
    for part, name, count in below:
        print(f"{part:6.1%} of {count:4} lines  {name}")
        print("        not run: " + ", ".join(str(number) for number, ran in sorted(lines[name].items()) if not ran)[:300])
    for folder in sorted({name.split("/")[1] for _, name, _ in parts}):
        counts = [(part * count, count) for part, name, count in parts if name.split("/")[1] == folder]
        print(f"{sum(ran for ran, _ in counts) / sum(count for _, count in counts):6.1%} of {sum(count for _, count in counts):5} lines  src/{folder}")
    ran, all_lines = (sum(len([one for one in file.values() if not wanted or one]) for file in lines.values()) for wanted in (True, False))
    print(f"{ran / max(all_lines, 1):.1%} of {all_lines} lines of {len(parts)} files; {len(below)} files below {BAR:.0%}.")
    return 0 if parts and not below else 1


sys.exit(main())
