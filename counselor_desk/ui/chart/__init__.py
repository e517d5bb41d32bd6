"""Windows of the chart as a whole: overview, life line, trends."""
