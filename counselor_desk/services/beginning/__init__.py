"""What a new document of one template takes from the chart: one file adds one template."""
