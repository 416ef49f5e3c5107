"""Label documents on a Spark cluster, and write their signers.

    spark-submit examples/spark_batch.py documents.parquet signers.parquet

`documents.parquet` has the columns id and text. Every executor needs filing-sections[parquet] installed.
"""

import argparse
import json
from collections.abc import Iterator

import pyarrow as pa
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql.functions import col, explode, from_json

import filing_sections as fs
from filing_sections.batch import predict_rows

SIGNERS = "array<struct<name: string, title: string, company: string, date: string, line: int, confidence: float>>"


def label(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """For mapInArrow: rows of id and text in; a row a document out, its JSON as `predict` prints it, or the reason."""
    model = fs.load()  # kept by each Python worker after the first time
    schema = pa.schema([("id", pa.string()), ("json", pa.string()), ("error", pa.string())])
    for batch in batches:
        pairs = zip(batch.column("id").to_pylist(), batch.column("text").to_pylist(), strict=True)
        rows = []
        for id, documents, reason in predict_rows(pairs, model):
            rows += [{"id": name, "json": json.dumps(d.to_dict())} for name, d in documents] or [
                {"id": id, "error": reason}
            ]
        yield pa.RecordBatch.from_pylist(rows, schema=schema)


def signers(labelled: DataFrame) -> DataFrame:
    """One row a signer."""
    each = labelled.select("id", explode(from_json(col("json"), f"signatures {SIGNERS}")["signatures"]).alias("signer"))
    return each.select("id", "signer.*")


def main() -> None:
    """Read, label, write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("documents")
    parser.add_argument("signers")
    args = parser.parse_args()
    spark = SparkSession.builder.appName("filing-sections").getOrCreate()
    # whole filings are big rows; a few at a time keep an executor's memory flat
    spark.conf.set("spark.sql.execution.arrow.maxRecordsPerBatch", "64")
    documents = spark.read.parquet(args.documents).select("id", "text")
    labelled = documents.mapInArrow(label, "id string, json string, error string").cache()
    signers(labelled).write.mode("overwrite").parquet(args.signers)
    failed = labelled.filter("error is not null").count()
    print(f"{documents.count()} documents in, {failed} failed")
    spark.stop()


if __name__ == "__main__":
    main()
