"""Organisations: clusters, companies, networks…; who works there, and for whom one acts."""
