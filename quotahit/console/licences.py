"""Under which licence each package comes, in SPDX's words, and which of them this product may stand on."""

from importlib.metadata import Distribution

# Each with what it asks of whoever passes the product on.
ACCEPTED = {
    "MIT": "its text goes along",
    "MIT-0": "nothing",
    "BSD": "its text goes along",
    "BSD-2-Clause": "its text goes along",
    "BSD-3-Clause": "its text goes along",
    "Apache-2.0": "its text and notices go along",
    "PSF-2.0": "its text goes along",
    "ISC": "its text goes along",
    "MPL-2.0": "changes to its own files are published",
    "LGPL-3.0-only": "it stays exchangeable: used unchanged, as a library of its own",
    "ZPL-2.1": "its text goes along",
    "Apache-2.0 OR BSD-2-Clause": "one of the two",
    "Apache-2.0 OR BSD-3-Clause": "one of the two",
    "Apache-2.0 OR MIT": "one of the two",
    "BSD 3-Clause OR Apache-2.0": "one of the two",
    "Apache-2.0 OR BSD": "one of the two",
    "Apache-2.0 AND BSD-2-Clause": "both texts go along",
    "BSD-3-Clause AND TCL": "both texts go along",
    "MIT AND PSF-2.0": "both texts go along",
    "BSD-3-Clause AND 0BSD AND MIT AND Zlib AND CC0-1.0": "all texts go along",
}
CLASSIFIERS = {
    "MIT License": "MIT",
    "BSD License": "BSD",
    "Apache Software License": "Apache-2.0",
    "Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
    "Python Software Foundation License": "PSF-2.0",
}
# What a package says in its licence file and nowhere else.
IN_ITS_FILE = {"imapclient": "BSD-3-Clause", "axe-playwright-python": "MIT"}


def licence_of(package: Distribution) -> str:
    """Its licence, from the surest statement it makes; "" where it makes none."""
    about = package.metadata
    if "License-Expression" in about:
        return about["License-Expression"]
    named = [line.rpartition(" :: ")[2] for line in about.get_all("Classifier") or () if line.startswith("License ::")]
    known = sorted({CLASSIFIERS[name] for name in named if name in CLASSIFIERS})
    said = about["License"].strip() if "License" in about else ""
    if len(known) == 1 and known[0] == "BSD" and said in ACCEPTED:
        return said
    return " OR ".join(known) or (said if said in ACCEPTED else "") or IN_ITS_FILE.get(about["Name"].lower(), said[:60])
