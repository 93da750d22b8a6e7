"""`make bench`: the product beside bare Django views, interleaved in one run on one database server."""
