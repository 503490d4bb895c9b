"""What Dagster sees: assets, jobs, sensors, resources, the executor and the run launcher."""
