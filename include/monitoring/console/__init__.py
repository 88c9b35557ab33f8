"""The pages inside Airflow: what was delivered, found, changed and published, for who may see it. Knows no Airflow."""
