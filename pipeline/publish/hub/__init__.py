"""The Hub as a target: releases of a dataset repository, read and written by the Hub's client library."""
