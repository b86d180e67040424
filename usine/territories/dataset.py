"""The description of a dataset by data.gouv.fr: the current addresses of its files."""

import json


def newest_csv(content: bytes) -> str | None:
    """The address of the CSV that was modified last, in the description of a dataset.

    None when `content` is not such a description, or when the dataset has no CSV.
    Source: the description of a dataset in the API of data.gouv.fr (`resources`, each with
    `format`, `url` and `last_modified`, an ISO date).
    """
    try:
        described = json.loads(content)
        files = [
            (str(file.get("last_modified", "")), str(file["url"]))
            for file in described["resources"]
            if str(file.get("format", "")).lower() == "csv"
        ]
    except (ValueError, LookupError, TypeError, AttributeError):
        return None
    return max(files, default=("", None))[1]
